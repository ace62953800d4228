package io.wknet.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;

import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * Seals and opens the payloads of one connection, and makes message keys:
 *
 * <pre>
 * seal(x)     = base64(AES-128-CBC(key, salt, x padded as PKCS#7 has it))
 * message key = lowercase hex of MD5(seal(fields of the message, sealed payload))
 * </pre>
 *
 * It has a key and a salt, about 130 bytes, and no state: what works with them belongs to
 * the thread, see {@code CipherTools}. It may be used on any thread, though it is meant
 * for few, such as event loops.
 *
 * @since 0.1.0
 */
public final class PayloadCipher {

	/**
	 * How many characters of the salt count.
	 */
	static final int SALT_CHARACTERS = 16;

	private static final int MESSAGE_KEY_BYTES = 32;

	private static final int AES_KEY_CHARACTERS = 16;

	private static final int BLOCK_BYTES = 16;

	private final SecretKeySpec key;

	private final IvParameterSpec salt;

	PayloadCipher(byte[] secret, String salt) throws InvalidKeyException {
		if (salt.length() < SALT_CHARACTERS || !StandardCharsets.US_ASCII.newEncoder().canEncode(salt)) {
			throw new InvalidKeyException("A salt must have at least " + SALT_CHARACTERS
					+ " ASCII characters, found one of " + salt.length());
		}
		byte[] text = hex(CipherTools.ofThread().md5(Base64.getEncoder().encode(secret)));
		this.key = new SecretKeySpec(text, 0, AES_KEY_CHARACTERS, "AES");
		this.salt = new IvParameterSpec(salt.getBytes(StandardCharsets.US_ASCII), 0, SALT_CHARACTERS);
	}

	static int sealedBytes(int plainBytes) {
		return (paddedBytes(plainBytes) + 2) / 3 * 4;
	}

	/**
	 * How many bytes more {@link #seal} makes of a message: of its payload, and of a
	 * message key in place of the one it has.
	 * @param plainBytes the size of the payload, in bytes
	 * @param messageKey the message key that it has, empty for none
	 * @return the number, which may be negative
	 */
	public static int growth(int plainBytes, String messageKey) {
		int before = messageKey.isEmpty() ? 0 : messageKey.getBytes(StandardCharsets.UTF_8).length;
		return sealedBytes(plainBytes) - plainBytes + MESSAGE_KEY_BYTES - before;
	}

	/**
	 * Seal a payload.
	 * @param plain the payload
	 * @return the sealed text, ASCII
	 */
	public byte[] seal(byte[] plain) {
		return seal(new byte[0], plain);
	}

	/**
	 * Open a sealed payload.
	 * @param sealed the sealed text
	 * @return the payload, or {@code null} if the text is not base64, has no whole
	 * blocks, or was sealed with another key, as far as the padding shows it
	 */
	public byte @Nullable [] open(byte[] sealed) {
		if (sealed.length == 0 || sealed.length % 4 != 0) {
			return null;
		}
		try {
			byte[] blocks = Base64.getDecoder().decode(sealed);
			return CipherTools.ofThread().opening(this.key, this.salt).doFinal(blocks);
		}
		catch (IllegalArgumentException | IllegalBlockSizeException | BadPaddingException ex) {
			return null;
		}
	}

	/**
	 * The message key of a SEND.
	 * @param clientSeq its field of this name
	 * @param clientMsgNo its field of this name
	 * @param channelId its field of this name
	 * @param channelType its field of this name
	 * @param sealed its payload, sealed
	 * @return 32 hexadecimal digits
	 */
	public String sendKey(long clientSeq, String clientMsgNo, String channelId, int channelType, byte[] sealed) {
		return messageKey(clientSeq + clientMsgNo + channelId + channelType, sealed);
	}

	/**
	 * The message key of a RECV.
	 * @param messageId its field of this name
	 * @param messageSeq its field of this name
	 * @param clientMsgNo its field of this name
	 * @param timestamp its field of this name
	 * @param fromUid its field of this name
	 * @param channelId its field of this name
	 * @param channelType its field of this name
	 * @param sealed its payload, sealed
	 * @return 32 hexadecimal digits
	 */
	public String recvKey(long messageId, long messageSeq, String clientMsgNo, int timestamp, String fromUid,
			String channelId, int channelType, byte[] sealed) {
		return messageKey(messageId + "" + messageSeq + clientMsgNo + timestamp + fromUid + channelId + channelType,
				sealed);
	}

	/**
	 * Compare message keys in a time that does not tell how much of them is alike.
	 * @param one a message key
	 * @param other another
	 * @return {@code true} if they are the same
	 */
	public static boolean isSameKey(String one, String other) {
		return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Without key and salt.
	 */
	@Override
	public String toString() {
		return "PayloadCipher";
	}

	private String messageKey(String fields, byte[] sealed) {
		byte[] text = seal(fields.getBytes(StandardCharsets.UTF_8), sealed);
		return new String(hex(CipherTools.ofThread().md5(text)), StandardCharsets.ISO_8859_1);
	}

	/**
	 * Seal two parts as one.
	 */
	private byte[] seal(byte[] first, byte[] second) {
		byte[] blocks = new byte[paddedBytes(first.length + second.length)];
		try {
			Cipher cipher = CipherTools.ofThread().sealing(this.key, this.salt);
			int done = cipher.update(first, 0, first.length, blocks, 0);
			cipher.doFinal(second, 0, second.length, blocks, done);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("AES failed though key, padding and room are right", ex);
		}
		return Base64.getEncoder().encode(blocks);
	}

	private static int paddedBytes(int bytes) {
		return (bytes / BLOCK_BYTES + 1) * BLOCK_BYTES;
	}

	private static byte[] hex(byte[] bytes) {
		byte[] digits = new byte[2 * bytes.length];
		HexFormat format = HexFormat.of();
		for (int i = 0; i < bytes.length; i++) {
			digits[2 * i] = (byte) format.toHighHexDigit(bytes[i]);
			digits[2 * i + 1] = (byte) format.toLowHexDigit(bytes[i]);
		}
		return digits;
	}

}
