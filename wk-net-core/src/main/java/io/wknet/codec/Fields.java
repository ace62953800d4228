package io.wknet.codec;

import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.FastThreadLocal;
import io.wknet.frame.Payload;

/**
 * The primitive fields of a body. Integers are big-endian. Readers get the index at which
 * the body ends and never read past it; nothing is allocated for a field before its
 * length was checked.
 */
final class Fields {

	static final int MAX_STRING_BYTES = Short.MAX_VALUE;

	/**
	 * Bytes of a string on their way out of a buffer that has no array of its own.
	 */
	private static final FastThreadLocal<byte[]> SCRATCH = new FastThreadLocal<>() {

		@Override
		protected byte[] initialValue() {
			return new byte[MAX_STRING_BYTES];
		}

	};

	private static final BiConsumer<ByteBuf, byte[]> WRITE_BYTES = ByteBuf::writeBytes;

	/**
	 * What the JDK puts in place of bytes that are not UTF-8.
	 */
	private static final char REPLACEMENT = '\uFFFD';

	private Fields() {
	}

	static int readU8(ByteBuf in, int end) {
		require(Byte.BYTES, in, end);
		return in.readUnsignedByte();
	}

	static long readU32(ByteBuf in, int end) {
		require(Integer.BYTES, in, end);
		return in.readUnsignedInt();
	}

	static int readI32(ByteBuf in, int end) {
		require(Integer.BYTES, in, end);
		return in.readInt();
	}

	static long readI64(ByteBuf in, int end) {
		require(Long.BYTES, in, end);
		return in.readLong();
	}

	static String readString(ByteBuf in, int end) {
		require(Short.BYTES, in, end);
		int length = in.readShort();
		if (length < 0) {
			throw new MalformedFrameException(
					"The length of a string must be 0.." + MAX_STRING_BYTES + ", found " + length);
		}
		require(length, in, end);
		return (length != 0) ? readUtf8(in, length) : "";
	}

	static Payload readPayload(ByteBuf in, int end) {
		int length = end - in.readerIndex();
		if (length == 0) {
			return Payload.EMPTY;
		}
		byte[] bytes = new byte[length];
		in.readBytes(bytes);
		return Payload.wrap(bytes);
	}

	static int stringBytes(String name, String value) {
		return Short.BYTES + utf8Bytes(name, value);
	}

	static void writeU32(ByteBuf out, long value) {
		out.writeInt((int) value);
	}

	static void writeString(ByteBuf out, String name, String value) {
		int length = utf8Bytes(name, value);
		out.writeShort(length);
		if (length != 0) {
			ByteBufUtil.reserveAndWriteUtf8(out, value, length);
		}
	}

	static void writePayload(ByteBuf out, Payload payload) {
		payload.writeTo(out, WRITE_BYTES);
	}

	private static void require(int bytes, ByteBuf in, int end) {
		int found = end - in.readerIndex();
		if (found < bytes) {
			throw new MalformedFrameException(
					"The rest of the body must have at least " + bytes + " bytes, found " + found);
		}
	}

	private static String readUtf8(ByteBuf in, int length) {
		int start = in.readerIndex();
		String value;
		if (in.hasArray()) {
			value = new String(in.array(), in.arrayOffset() + start, length, StandardCharsets.UTF_8);
			in.skipBytes(length);
		}
		else {
			byte[] scratch = SCRATCH.get();
			in.readBytes(scratch, 0, length);
			value = new String(scratch, 0, length, StandardCharsets.UTF_8);
		}
		// Only a string that shows the replacement can hold anything but UTF-8.
		if (value.indexOf(REPLACEMENT) >= 0 && !ByteBufUtil.isText(in, start, length, StandardCharsets.UTF_8)) {
			throw new MalformedFrameException(
					"A string must be UTF-8, found other bytes among the " + length + " of this one");
		}
		return value;
	}

	private static int utf8Bytes(String name, String value) {
		int length = ByteBufUtil.utf8Bytes(value);
		if (length > MAX_STRING_BYTES) {
			throw new IllegalArgumentException(name + " must be at most " + MAX_STRING_BYTES + " bytes of UTF-8, found "
					+ length + "; send long text as payload");
		}
		return length;
	}

}
