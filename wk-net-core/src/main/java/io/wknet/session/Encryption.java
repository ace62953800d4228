package io.wknet.session;

import java.security.InvalidKeyException;

import io.wknet.crypto.KeyExchange;
import io.wknet.frame.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Whether a listener encrypts the payloads of SEND and RECV. A client offers it by the
 * client key in its CONNECT, under either header.
 * <p>
 * This is for WuKongIM's clients, which insist on it. It does not take the place of TLS.
 *
 * @since 0.1.0
 */
public enum Encryption {

	/**
	 * Client keys are ignored, and CONNACK has none. WuKongIM's clients can not chat
	 * then.
	 */
	OFF,

	/**
	 * Payloads are encrypted for clients with a client key. The default.
	 */
	IF_OFFERED,

	/**
	 * A client without a client key is refused with
	 * {@link ReasonCode#CLIENT_KEY_IS_EMPTY}.
	 */
	REQUIRED;

	/**
	 * Whether payloads are encrypted for a client with this client key.
	 */
	boolean isUsedWith(String clientKey) {
		return this != OFF && !clientKey.isEmpty();
	}

	/**
	 * Why a client with this client key is refused, or {@code null} if it is not.
	 */
	@Nullable ReasonCode refusal(String clientKey) {
		if (this == REQUIRED && clientKey.isEmpty()) {
			return ReasonCode.CLIENT_KEY_IS_EMPTY;
		}
		if (isUsedWith(clientKey)) {
			try {
				KeyExchange.check(clientKey);
			}
			catch (InvalidKeyException ex) {
				return ReasonCode.AUTH_FAIL;
			}
		}
		return null;
	}

}
