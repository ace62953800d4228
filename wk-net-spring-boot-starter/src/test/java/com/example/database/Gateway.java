package com.example.database;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;

@SpringBootApplication
public class Gateway {

	public static void main(String[] args) {
		SpringApplication.run(Gateway.class, args);
	}

	@Bean
	@Profile("try")
	ApplicationRunner tokenForAlice(Tokens tokens) {
		return (arguments) -> System.out.println("Alice's token: " + tokens.issue("alice"));
	}

}
