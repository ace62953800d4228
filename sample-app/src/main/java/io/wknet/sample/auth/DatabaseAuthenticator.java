package io.wknet.sample.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.auth.Credentials;
import io.wknet.auth.Identity;

import org.springframework.stereotype.Component;

/**
 * Shows an authenticator that may block: being a bean it takes the place of the starter's
 * own, and it is called on a worker thread. An unknown user costs as much time as a wrong
 * token, so that nobody can find out who has an account.
 */
@Component
class DatabaseAuthenticator implements Authenticator {

	private static final byte[] NO_TOKEN = new byte[32];

	private final UserRepository users;

	DatabaseAuthenticator(UserRepository users) {
		this.users = users;
	}

	@Override
	public AuthResult authenticate(Credentials credentials) throws NoSuchAlgorithmException {
		User user = this.users.find(credentials.uid()).orElse(null);
		byte[] expected = (user != null) ? HexFormat.of().parseHex(user.tokenHash()) : NO_TOKEN;
		byte[] shown = MessageDigest.getInstance("SHA-256")
			.digest(credentials.token().getBytes(StandardCharsets.UTF_8));
		boolean equal = MessageDigest.isEqual(expected, shown);
		return (user != null && equal) ? AuthResult.accepted(Identity.of(user.uid(), user.deviceLevel()))
				: AuthResult.rejected();
	}

}
