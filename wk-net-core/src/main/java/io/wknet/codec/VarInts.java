package io.wknet.codec;

import io.netty.buffer.ByteBuf;

/**
 * The remaining length of the variable header: groups of seven bits, the lowest first,
 * and bit 7 set in all bytes but the last.
 *
 * <pre>
 * 0x0C           12
 * 0x8C 0x00      12, with a superfluous group
 * 0x80 0x80 0x40 1,048,576
 * </pre>
 */
final class VarInts {

	static final int INCOMPLETE = -1;

	static final int MAX_BYTES = 4;

	private static final int GROUP_BITS = 7;

	private static final int GROUP_MASK = 0x7F;

	private static final int MORE = 0x80;

	private VarInts() {
	}

	/**
	 * Read a number.
	 * @param in the bytes; on return the reader index is behind the bytes looked at
	 * @return 0..268,435,455, or {@link #INCOMPLETE} if more bytes are needed
	 * @throws MalformedFrameException if the number has more than four bytes
	 */
	static int read(ByteBuf in) {
		int value = 0;
		for (int shift = 0; shift < MAX_BYTES * GROUP_BITS; shift += GROUP_BITS) {
			if (!in.isReadable()) {
				return INCOMPLETE;
			}
			byte next = in.readByte();
			value |= (next & GROUP_MASK) << shift;
			if (next >= 0) {
				return value;
			}
		}
		throw new MalformedFrameException(
				"The remaining length must be at most " + MAX_BYTES + " bytes, found bit 7 set in the last of them");
	}

	static void write(ByteBuf out, int value) {
		int rest = value;
		while (rest > GROUP_MASK) {
			out.writeByte((rest & GROUP_MASK) | MORE);
			rest >>>= GROUP_BITS;
		}
		out.writeByte(rest);
	}

	static int bytes(int value) {
		int bytes = 1;
		for (int rest = value >>> GROUP_BITS; rest != 0; rest >>>= GROUP_BITS) {
			bytes++;
		}
		return bytes;
	}

}
