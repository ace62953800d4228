package io.wknet.auth;

import reactor.core.publisher.Mono;

/**
 * An {@link Authenticator} that does not block: it is called on the connection's event
 * loop and may answer from any thread.
 *
 * @since 0.1.0
 */
// A reactive authenticator is written as a lambda of its own method.
@SuppressWarnings("FunctionalInterfaceMethodChanged")
@FunctionalInterface
public interface ReactiveAuthenticator extends Authenticator {

	/**
	 * Decide about a client without blocking.
	 * @param credentials what the client showed
	 * @return one decision; an empty one counts as an error
	 */
	Mono<AuthResult> authenticateLater(Credentials credentials);

	/**
	 * Waits for {@link #authenticateLater}; the server does not call this.
	 */
	@Override
	default AuthResult authenticate(Credentials credentials) {
		AuthResult result = authenticateLater(credentials).block();
		if (result == null) {
			throw new IllegalStateException("The authenticator gave no answer");
		}
		return result;
	}

}
