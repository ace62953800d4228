package io.wknet.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

import reactor.core.publisher.Mono;

/**
 * Decides who gets in.
 * <p>
 * This form may block (a database, a remote call): it runs on a worker thread. Implement
 * {@link ReactiveAuthenticator} for one that never blocks. It is called once for each
 * CONNECT, from many threads at once. An exception refuses the client with
 * {@link io.wknet.frame.ReasonCode#SYSTEM_ERROR} and is logged; an answer that comes
 * after the connection has closed is ignored.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Authenticator {

	/**
	 * Decide about a client.
	 * @param credentials what the client showed
	 * @return the decision
	 * @throws Exception if no decision could be made
	 */
	AuthResult authenticate(Credentials credentials) throws Exception;

	/**
	 * An authenticator that accepts every valid uid with one shared token, for
	 * development. The comparison takes the same time wherever the tokens differ.
	 * @param token the token
	 * @return an authenticator that does not block
	 */
	static Authenticator sharedToken(String token) {
		if (token.isEmpty()) {
			throw new IllegalArgumentException(
					"The shared token must not be empty; an empty one would let everybody in");
		}
		byte[] expected = token.getBytes(StandardCharsets.UTF_8);
		return (ReactiveAuthenticator) (credentials) -> {
			boolean equal = MessageDigest.isEqual(expected, credentials.token().getBytes(StandardCharsets.UTF_8));
			return Mono.just((equal && Identity.isValidUid(credentials.uid())) ? AuthResult.accepted(credentials.uid())
					: AuthResult.rejected());
		};
	}

	/**
	 * An authenticator that asks others one after the other. The first that does not
	 * answer {@link AuthResult#undecided()} decides; those after it are not asked. An
	 * exception ends it, so that nobody gets in by the failure of another.
	 * @param authenticators the others, at least one
	 * @return an authenticator that does not block if none of them does; else all of them
	 * are asked on a worker
	 */
	static Authenticator inOrder(List<Authenticator> authenticators) {
		return AuthenticatorChain.of(authenticators);
	}

}
