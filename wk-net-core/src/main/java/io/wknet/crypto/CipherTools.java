package io.wknet.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What works with keys, once for each thread. A {@link Cipher} for AES that was used
 * holds about 830 bytes, a {@link MessageDigest} 200: two of the one and one of the other
 * for each connection, idle or not, would double what it costs. To give a cipher another
 * key for each message takes a fraction of a microsecond, on Java 17 about one. The last
 * key stays in the cipher until the next message.
 */
final class CipherTools {

	private static final String TRANSFORMATION = "AES/CBC/PKCS5Padding";

	private static final ThreadLocal<CipherTools> OF_THREAD = ThreadLocal.withInitial(CipherTools::new);

	private final Cipher sealing;

	private final Cipher opening;

	private final MessageDigest md5;

	private CipherTools() {
		try {
			// For AES, what the JDK calls PKCS#5 is PKCS#7.
			this.sealing = Cipher.getInstance(TRANSFORMATION);
			this.opening = Cipher.getInstance(TRANSFORMATION);
			this.md5 = MessageDigest.getInstance("MD5");
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This Java runtime offers no AES or no MD5: " + ex.getMessage()
					+ "; use one that does, or switch payload encryption off", ex);
		}
	}

	static CipherTools ofThread() {
		return OF_THREAD.get();
	}

	Cipher sealing(SecretKeySpec key, IvParameterSpec salt) {
		return ready(this.sealing, Cipher.ENCRYPT_MODE, key, salt);
	}

	Cipher opening(SecretKeySpec key, IvParameterSpec salt) {
		return ready(this.opening, Cipher.DECRYPT_MODE, key, salt);
	}

	byte[] md5(byte[] bytes) {
		return this.md5.digest(bytes);
	}

	private static Cipher ready(Cipher cipher, int mode, SecretKeySpec key, IvParameterSpec salt) {
		try {
			cipher.init(mode, key, salt);
			return cipher;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("AES refuses a key of 16 bytes", ex);
		}
	}

}
