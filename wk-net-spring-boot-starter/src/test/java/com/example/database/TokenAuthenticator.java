package com.example.database;

import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.auth.Credentials;

import org.springframework.stereotype.Component;

@Component
public class TokenAuthenticator implements Authenticator {

	private final Tokens tokens;

	public TokenAuthenticator(Tokens tokens) {
		this.tokens = tokens;
	}

	@Override
	public AuthResult authenticate(Credentials credentials) {
		return this.tokens.owner(credentials.token())
			.filter((uid) -> credentials.uid().isEmpty() || credentials.uid().equals(uid))
			.map(AuthResult::accepted)
			.orElseGet(AuthResult::rejected);
	}

}
