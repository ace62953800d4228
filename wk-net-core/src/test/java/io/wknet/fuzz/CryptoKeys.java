package io.wknet.fuzz;

import java.security.InvalidKeyException;

import io.wknet.crypto.KeyExchange;
import io.wknet.crypto.PayloadCipher;

/**
 * The two ends of one exchange of keys.
 */
final class CryptoKeys {

	static final String SALT = "0123456789abcdef";

	static final KeyExchange SERVER = KeyExchange.begin();

	static final KeyExchange CLIENT = KeyExchange.begin();

	private CryptoKeys() {
	}

	static PayloadCipher cipher() {
		try {
			return SERVER.complete(CLIENT.publicKey(), SALT);
		}
		catch (InvalidKeyException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
