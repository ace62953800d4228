package com.example.jwt;

import java.util.List;

import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkAttribute;
import io.wknet.spring.annotation.WkOnFrame;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

@Component
public class Orders {

	@WkOnFrame(16)
	String order(@Payload String what, @WkAttribute("jwt") Jwt jwt) {
		List<String> roles = jwt.getClaimAsStringList("roles");
		return (roles != null && roles.contains("buyer")) ? "ordered " + what : "you may not order";
	}

}
