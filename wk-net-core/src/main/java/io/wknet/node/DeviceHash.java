package io.wknet.node;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A short name that stands for a device id, which a client chooses and may make as long
 * as it likes.
 */
final class DeviceHash {

	private DeviceHash() {
	}

	/**
	 * Thirteen letters and digits at most, from 64 bits of SHA-256: nobody can choose a
	 * device id that is taken for another's but by trying 2^32 of their own.
	 */
	static String of(String deviceId) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(deviceId.getBytes(StandardCharsets.UTF_8));
			return Long.toUnsignedString(ByteBuffer.wrap(digest).getLong(), Character.MAX_RADIX);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
