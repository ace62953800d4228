package com.example;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkOnAuthenticated;
import io.wknet.spring.annotation.WkOnClose;
import io.wknet.spring.annotation.WkOnFrame;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class Gateway {

	public static void main(String[] args) {
		SpringApplication.run(Gateway.class, args);
	}

	@WkOnAuthenticated
	void hello(WkConnection connection) {
		System.out.println(connection.uid() + " is here");
	}

	@WkOnFrame(16)
	String echo(@Payload String text) {
		return "you said " + text;
	}

	@WkOnClose
	void goodbye(WkConnection connection, CloseReason reason) {
		System.out.println(connection.uid() + " left: " + reason);
	}

}
