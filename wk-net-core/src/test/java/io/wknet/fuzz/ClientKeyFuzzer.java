package io.wknet.fuzz;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.util.Base64;

import io.wknet.crypto.KeyExchange;

/**
 * The public key and the salt that the other side shows. The first byte of the input says
 * whether the rest is the text of a key, the bytes of a key, or a salt.
 * <p>
 * A key or salt is taken or refused with {@link InvalidKeyException}, whose message does
 * not quote it. What the check of the form refuses, the exchange refuses.
 */
public final class ClientKeyFuzzer {

	private ClientKeyFuzzer() {
	}

	public static void fuzzerTestOneInput(byte[] data) {
		if (data.length == 0) {
			return;
		}
		String text = new String(data, 1, data.length - 1, StandardCharsets.ISO_8859_1);
		switch (data[0] & 3) {
			case 0, 1 -> key(text);
			case 2 -> key(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1)));
			default -> salt(text);
		}
	}

	private static void key(String key) {
		boolean wellFormed = true;
		try {
			KeyExchange.check(key);
		}
		catch (InvalidKeyException ex) {
			wellFormed = false;
			assertNotQuoted(ex, key);
		}
		boolean taken = true;
		try {
			CryptoKeys.SERVER.complete(key, CryptoKeys.SALT);
		}
		catch (InvalidKeyException ex) {
			taken = false;
			assertNotQuoted(ex, key);
		}
		Check.that(wellFormed || !taken, "what has no form is not taken");
	}

	private static void salt(String salt) {
		try {
			CryptoKeys.SERVER.complete("", salt);
			throw new IllegalStateException("Not so: an empty key is refused");
		}
		catch (InvalidKeyException ex) {
			// Before the salt is looked at.
		}
		if (salt.length() < 64) {
			try {
				CryptoKeys.SERVER.complete(CryptoKeys.CLIENT.publicKey(), salt);
				Check.that(salt.length() >= CryptoKeys.SALT.length(), "a short salt is refused");
				Check.that(salt.chars().allMatch((next) -> next < 0x80), "a salt is ASCII");
			}
			catch (InvalidKeyException ex) {
				assertNotQuoted(ex, salt);
			}
		}
	}

	private static void assertNotQuoted(InvalidKeyException ex, String secret) {
		Check.that(secret.length() < 8 || !String.valueOf(ex.getMessage()).contains(secret), "a key is not quoted");
	}

}
