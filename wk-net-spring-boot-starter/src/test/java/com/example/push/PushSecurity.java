package com.example.push;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

@Configuration
public class PushSecurity {

	/**
	 * Only programs with the role PUSH. They keep no cookies, so CSRF has nothing to
	 * protect.
	 */
	@Bean
	SecurityFilterChain pushSecurityFilterChain(HttpSecurity http) {
		return http.securityMatcher("/push/**")
			.authorizeHttpRequests((requests) -> requests.anyRequest().hasRole("PUSH"))
			.httpBasic(Customizer.withDefaults())
			.csrf((csrf) -> csrf.disable())
			.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.build();
	}

}
