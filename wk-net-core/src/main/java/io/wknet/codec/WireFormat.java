package io.wknet.codec;

/**
 * The two headers a frame can have. The bodies behind them are the same.
 *
 * @since 0.1.0
 */
public enum WireFormat {

	/**
	 * Type, flags and a length of four bytes.
	 *
	 * <pre>
	 * +--------+--------+-----------------+-----------+
	 * | type   | flags  | length          | body      |
	 * | 1 byte | 1 byte | 4 bytes, u32 BE | length B  |
	 * +--------+--------+-----------------+-----------+
	 * </pre>
	 */
	FIXED,

	/**
	 * The header of WuKongIM's clients: type and flags share a byte, and the length has
	 * as many bytes as it needs, at most four. PING and PONG are the first byte alone.
	 *
	 * <pre>
	 * +---------------+----------------------+-----------+
	 * | type, flags   | remaining length     | body      |
	 * | 4 bits each   | 1..4 bytes, base 128 | length B  |
	 * +---------------+----------------------+-----------+
	 * </pre>
	 */
	WKPROTO;

	/**
	 * Tell the format by the first byte that a client sends, which begins a CONNECT.
	 * @param firstByte the byte
	 * @return the format
	 * @throws MalformedFrameException if no CONNECT begins like that
	 */
	public static WireFormat detect(byte firstByte) {
		int value = firstByte & 0xFF;
		if (value == 0x01) {
			return FIXED;
		}
		if (value >>> 4 == 0x01) {
			return WKPROTO;
		}
		throw new MalformedFrameException(
				"The first byte must be 0x01 or 0x10..0x1F to begin a CONNECT, found 0x" + Integer.toHexString(value));
	}

}
