package io.wknet.auth;

import io.wknet.frame.ReasonCode;

/**
 * What an {@link Authenticator} decided.
 *
 * @since 0.1.0
 */
public sealed interface AuthResult permits AuthResult.Accepted, AuthResult.Rejected, AuthResult.Undecided {

	/**
	 * Let the client in.
	 * @param identity who it is
	 * @return the result
	 */
	static AuthResult accepted(Identity identity) {
		return new Accepted(identity);
	}

	/**
	 * Let the client in as the given user, at {@link DeviceLevel#SLAVE}.
	 * @param uid the user
	 * @return the result
	 */
	static AuthResult accepted(String uid) {
		return accepted(Identity.of(uid));
	}

	/**
	 * Refuse the client with {@link ReasonCode#AUTH_FAIL}.
	 * @return the result
	 */
	static AuthResult rejected() {
		return Rejected.AUTH_FAIL;
	}

	/**
	 * Refuse the client.
	 * @param reasonCode what the CONNACK says; not {@link ReasonCode#SUCCESS}
	 * @return the result
	 */
	static AuthResult rejected(ReasonCode reasonCode) {
		return new Rejected(reasonCode);
	}

	/**
	 * Leave the decision to the next authenticator, see {@link Authenticator#inOrder}. If
	 * there is none, the client is refused with {@link ReasonCode#AUTH_FAIL}.
	 * @return the result
	 */
	static AuthResult undecided() {
		return Undecided.UNDECIDED;
	}

	/**
	 * The client is let in.
	 *
	 * @param identity who it is
	 */
	record Accepted(Identity identity) implements AuthResult {

	}

	/**
	 * The client is refused.
	 *
	 * @param reasonCode what the CONNACK says; not {@link ReasonCode#SUCCESS}
	 */
	record Rejected(ReasonCode reasonCode) implements AuthResult {

		private static final Rejected AUTH_FAIL = new Rejected(ReasonCode.AUTH_FAIL);

		public Rejected {
			if (reasonCode == ReasonCode.SUCCESS) {
				throw new IllegalArgumentException("A rejection needs a reason code other than SUCCESS");
			}
		}

	}

	/**
	 * The next authenticator is to decide.
	 */
	record Undecided() implements AuthResult {

		private static final Undecided UNDECIDED = new Undecided();

	}

}
