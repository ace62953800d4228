package io.wknet.codec;

import java.util.function.BiConsumer;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.Payload;

/**
 * The primitive fields of a body. Integers are big-endian. Readers get the index at which
 * the body ends and never read past it; nothing is allocated for a field before its
 * length was checked.
 */
final class Fields {

	private static final BiConsumer<ByteBuf, byte[]> WRITE_BYTES = ByteBuf::writeBytes;

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
					"The length of a string must be 0.." + Utf8.MAX_BYTES + ", found " + length);
		}
		require(length, in, end);
		return (length != 0) ? Utf8.read(in, length) : "";
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
			Utf8.write(out, value, length);
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

	private static int utf8Bytes(String name, String value) {
		int length = Utf8.bytes(value);
		if (length > Utf8.MAX_BYTES) {
			throw new IllegalArgumentException(name + " must be at most " + Utf8.MAX_BYTES + " bytes of UTF-8, found "
					+ length + "; send long text as payload");
		}
		return length;
	}

}
