package io.wknet.spring.autoconfigure;

import java.util.Map;

import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.auth.Credentials;
import io.wknet.auth.DeviceLevel;
import io.wknet.auth.Identity;
import io.wknet.auth.ReactiveAuthenticator;
import reactor.core.publisher.Mono;

import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;

/**
 * Lets in who shows a valid JWT: the subject is the uid. A client that names another uid
 * in its CONNECT is refused.
 */
final class JwtAuthenticators {

	/**
	 * The attribute of the connection that holds the {@link Jwt}.
	 */
	static final String ATTRIBUTE = "jwt";

	private JwtAuthenticators() {
	}

	static Authenticator blocking(JwtDecoder decoder) {
		return (credentials) -> {
			if (credentials.token().isBlank()) {
				return AuthResult.rejected();
			}
			try {
				return decide(credentials, decoder.decode(credentials.token()));
			}
			catch (BadJwtException ex) {
				return AuthResult.rejected();
			}
		};
	}

	static ReactiveAuthenticator reactive(ReactiveJwtDecoder decoder) {
		return new ReactiveAuthenticator() {

			@Override
			public Mono<AuthResult> authenticateLater(Credentials credentials) {
				if (credentials.token().isBlank()) {
					return Mono.just(AuthResult.rejected());
				}
				return decoder.decode(credentials.token())
					.map((jwt) -> decide(credentials, jwt))
					.onErrorResume(BadJwtException.class, (ex) -> Mono.just(AuthResult.rejected()));
			}

		};
	}

	private static AuthResult decide(Credentials credentials, Jwt jwt) {
		String subject = jwt.getSubject();
		if (subject == null || !Identity.isValidUid(subject)) {
			return AuthResult.rejected();
		}
		if (!credentials.uid().isEmpty() && !credentials.uid().equals(subject)) {
			return AuthResult.rejected();
		}
		return AuthResult.accepted(new Identity(subject, DeviceLevel.SLAVE, Map.of(ATTRIBUTE, jwt)));
	}

}
