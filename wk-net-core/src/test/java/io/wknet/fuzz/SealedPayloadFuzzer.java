package io.wknet.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.wknet.crypto.PayloadCipher;

/**
 * Encrypted payloads and message keys. The first byte of the input says what the rest is:
 * a payload that claims to be sealed, or one to be sealed.
 * <p>
 * Opening gives a payload or {@code null}, and never more bytes than there were. What was
 * sealed opens to the same, has the size that was told before, and has one message key,
 * which is another one for other fields.
 */
public final class SealedPayloadFuzzer {

	private static final PayloadCipher CIPHER = CryptoKeys.cipher();

	private static final int MESSAGE_KEY_BYTES = 32;

	private SealedPayloadFuzzer() {
	}

	public static void fuzzerTestOneInput(byte[] data) {
		if (data.length == 0) {
			return;
		}
		byte[] payload = Arrays.copyOfRange(data, 1, data.length);
		if ((data[0] & 1) == 0) {
			open(payload);
		}
		else {
			seal(payload, data[0] & 0xFF);
		}
	}

	private static void open(byte[] sealed) {
		byte[] plain = CIPHER.open(sealed);
		if (plain != null) {
			Check.that(plain.length < sealed.length, "a payload is shorter than what it was sealed in");
			byte[] again = CIPHER.open(CIPHER.seal(plain));
			Check.that(Arrays.equals(plain, again), "what was sealed opens to the same");
		}
	}

	private static void seal(byte[] plain, int number) {
		byte[] sealed = CIPHER.seal(plain);
		Check.same(sealed.length, plain.length + PayloadCipher.growth(plain.length, "") - MESSAGE_KEY_BYTES,
				"The size that was told before");
		for (byte next : sealed) {
			Check.that(next > ' ', "what is sealed is ASCII text");
		}
		Check.that(Arrays.equals(CIPHER.open(sealed), plain), "what was sealed opens to the same");
		String key = CIPHER.sendKey(number, "no", "channel", 1, sealed);
		Check.same(key.length(), MESSAGE_KEY_BYTES, "Characters of a message key");
		Check.that(PayloadCipher.isSameKey(key, CIPHER.sendKey(number, "no", "channel", 1, sealed)),
				"a message has one key");
		Check.that(!PayloadCipher.isSameKey(key, CIPHER.sendKey(number + 1, "no", "channel", 1, sealed)),
				"another message has another key");
		String received = CIPHER.recvKey(number, 1, "no", 2, "from", "channel", 1, sealed);
		Check.same(received.length(), MESSAGE_KEY_BYTES, "Characters of a message key");
		Check.that(!PayloadCipher.isSameKey(received, new String(plain, StandardCharsets.UTF_8)),
				"nobody guesses a message key");
	}

}
