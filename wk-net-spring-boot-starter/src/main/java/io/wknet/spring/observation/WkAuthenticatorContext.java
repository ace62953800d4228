package io.wknet.spring.observation;

import io.micrometer.observation.Observation;
import io.wknet.auth.AuthResult;
import io.wknet.auth.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * A question to the {@link io.wknet.auth.Authenticator} that is observed.
 *
 * @since 0.1.0
 */
public final class WkAuthenticatorContext extends Observation.Context {

	private final Credentials credentials;

	private volatile @Nullable AuthResult result;

	/**
	 * Create the context.
	 * @param credentials what the client showed
	 */
	public WkAuthenticatorContext(Credentials credentials) {
		this.credentials = credentials;
	}

	/**
	 * What the client showed.
	 * @return the credentials, whose token must get into no observation
	 */
	public Credentials credentials() {
		return this.credentials;
	}

	/**
	 * What the authenticator answered.
	 * @return the result; {@code null} before there is one, or if there will be none
	 */
	public @Nullable AuthResult result() {
		return this.result;
	}

	/**
	 * The authenticator has answered.
	 * @param newResult what it decided
	 */
	void result(AuthResult newResult) {
		this.result = newResult;
	}

}
