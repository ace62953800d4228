package io.wknet.crypto;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PayloadCipherTests {

	private static final CryptoVectors.Exchange KEYS = CryptoVectors.exchanges().findFirst().orElseThrow();

	private final PayloadCipher cipher = KEYS.cipher();

	@ParameterizedTest
	@MethodSource({ "io.wknet.crypto.CryptoVectors#sends", "io.wknet.crypto.CryptoVectors#recvs" })
	void sealsAndOpensAsTheReference(CryptoVectors.Message message) {
		byte[] sealed = ascii(message.text("encryptedPayload"));
		assertThat(message.cipher().seal(message.plain())).isEqualTo(sealed);
		assertThat(message.cipher().open(sealed)).isEqualTo(message.plain());
	}

	@ParameterizedTest
	@MethodSource("io.wknet.crypto.CryptoVectors#sends")
	void makesTheMessageKeysOfTheReferenceForSend(CryptoVectors.Message send) {
		String key = send.cipher()
			.sendKey(send.u32("clientSeq"), send.text("clientMsgNo"), send.text("channelId"),
					send.number("channelType"), ascii(send.text("encryptedPayload")));
		assertThat(key).isEqualTo(send.text("msgKey"));
	}

	@ParameterizedTest
	@MethodSource("io.wknet.crypto.CryptoVectors#recvs")
	void makesTheMessageKeysOfTheReferenceForRecv(CryptoVectors.Message recv) {
		String key = recv.cipher()
			.recvKey(Long.parseLong(recv.text("messageId")), recv.u32("messageSeq"), recv.text("clientMsgNo"),
					recv.number("timestamp"), recv.text("fromUid"), recv.text("channelId"), recv.number("channelType"),
					ascii(recv.text("encryptedPayload")));
		assertThat(key).isEqualTo(recv.text("msgKey"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 15, 16, 17, 47, 48, 24_559, 1 << 20 })
	void opensWhatItSealed(int size) {
		byte[] plain = new byte[size];
		new Random(size).nextBytes(plain);
		byte[] sealed = this.cipher.seal(plain);
		assertThat(this.cipher.open(sealed)).isEqualTo(plain);
		assertThat(sealed).hasSize(PayloadCipher.sealedBytes(size));
		assertThat(PayloadCipher.growth(size, "")).isEqualTo(sealed.length - size + 32);
		assertThat(PayloadCipher.growth(size, "\u00e4b")).isEqualTo(sealed.length - size + 29);
	}

	@Test
	void theLargestTextOfAClientKeepsItsLimit() {
		assertThat(PayloadCipher.sealedBytes(24_559)).isEqualTo(32_748);
		assertThat(PayloadCipher.sealedBytes(24_560)).isEqualTo(32_768);
	}

	/**
	 * Not base64; a truncated text; half a block; nothing; white space.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "!!!!", "TW3qi34u0uPvhi+8OrpdZR4eB7D7l9wZ31aiUqdp7+0",
			"TW3qi34u0uPvhi+8OrpdZR4eB7D7l9wZ31ai", "TW3qi34u0uPvhi+8OrpdZR4eB7D7l9wZ31aiUqdp7+0=\n", "", "AAAA",
			"AAAAAAAAAAAAAAAAAAAA", "=", "====", "TW3q i34", "\u00ff\u00ff\u00ff\u00ff" })
	void doesNotOpenWhatIsNotSealed(String text) {
		assertThat(this.cipher.open(text.getBytes(StandardCharsets.ISO_8859_1))).isNull();
		assertThat(this.cipher.open(this.cipher.seal(ascii("still works")))).isEqualTo(ascii("still works"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 17, 255 })
	void doesNotOpenWrongPadding(int lastByte) throws Exception {
		byte[] blocks = new byte[32];
		blocks[31] = (byte) lastByte;
		Cipher unpadded = Cipher.getInstance("AES/CBC/NoPadding");
		unpadded.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(ascii(KEYS.text("aesKey")), "AES"),
				new IvParameterSpec(ascii(KEYS.text("aesIV"))));
		assertThat(this.cipher.open(Base64.getEncoder().encode(unpadded.doFinal(blocks)))).isNull();
		assertThat(this.cipher.open(this.cipher.seal(ascii("still works")))).isEqualTo(ascii("still works"));
	}

	@Test
	void arbitraryTextNeverFailsOtherwise() {
		Random random = new Random(7);
		int opened = 0;
		for (int i = 0; i < 2_000; i++) {
			byte[] blocks = new byte[16 * (1 + random.nextInt(3))];
			random.nextBytes(blocks);
			opened += (this.cipher.open(Base64.getEncoder().encode(blocks)) != null) ? 1 : 0;
		}
		// One in 256 has a last byte that looks like padding.
		assertThat(opened).isLessThan(40);
	}

	@Test
	void connectionsInTurnAndOnSeveralThreadsDoNotDisturbEachOther() throws InvalidKeyException {
		PayloadCipher other = new PayloadCipher(new byte[] { 1, 2, 3 }, "otherSalt0123456");
		Runnable inTurn = () -> {
			for (int i = 0; i < 500; i++) {
				byte[] plain = ascii("message " + i);
				byte[] sealed = this.cipher.seal(plain);
				byte[] sealedByOther = other.seal(plain);
				assertThat(sealedByOther).isNotEqualTo(sealed);
				assertThat(this.cipher.open(sealed)).isEqualTo(plain);
				assertThat(other.open(sealedByOther)).isEqualTo(plain);
			}
		};
		CompletableFuture<?>[] threads = new CompletableFuture<?>[4];
		Arrays.setAll(threads, (i) -> CompletableFuture.runAsync(inTurn));
		CompletableFuture.allOf(threads).join();
	}

	@Test
	void comparesMessageKeys() {
		assertThat(PayloadCipher.isSameKey("0123", "0123")).isTrue();
		assertThat(PayloadCipher.isSameKey("0123", "0124")).isFalse();
		assertThat(PayloadCipher.isSameKey("0123", "012")).isFalse();
		assertThat(PayloadCipher.isSameKey("0123", "")).isFalse();
	}

	@Test
	void showsNoKeys() {
		assertThat(this.cipher.toString()).doesNotContain(KEYS.text("aesKey")).doesNotContain(KEYS.text("salt"));
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
