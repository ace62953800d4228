package io.wknet.codec;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Text in buffers. Reading is strict; a lone surrogate is written as a question mark, as
 * the JDK does it.
 */
final class Utf8 {

	static final int MAX_BYTES = Short.MAX_VALUE;

	/**
	 * What the JDK puts in place of bytes that are not UTF-8.
	 */
	private static final char REPLACEMENT = '\uFFFD';

	private Utf8() {
	}

	/**
	 * Read text.
	 * @param in the bytes, as many as asked for at least
	 * @param length how many bytes, 1..32,767
	 * @return the text
	 * @throws MalformedFrameException if the bytes are not UTF-8
	 */
	static String read(ByteBuf in, int length) {
		int start = in.readerIndex();
		String text = in.readString(length, StandardCharsets.UTF_8);
		// Only text that shows the replacement can come from anything but UTF-8.
		if (text.indexOf(REPLACEMENT) >= 0 && !ByteBufUtil.isText(in, start, length, StandardCharsets.UTF_8)) {
			throw new MalformedFrameException(
					"A string must be UTF-8, found other bytes among the " + length + " of this one");
		}
		return text;
	}

	/**
	 * Write text.
	 * @param out where to
	 * @param text the text
	 * @param length what {@link #bytes} says of it
	 */
	static void write(ByteBuf out, String text, int length) {
		int start = out.writerIndex();
		// After a lone surrogate Netty may write too little, and no UTF-8.
		if (ByteBufUtil.reserveAndWriteUtf8(out, text, length) != length) {
			out.writerIndex(start).writeBytes(text.getBytes(StandardCharsets.UTF_8));
		}
	}

	/**
	 * Measure text.
	 * @param text the text
	 * @return the number of bytes to be written
	 */
	static int bytes(String text) {
		int chars = text.length();
		for (int index = 0; index < chars; index++) {
			if (text.charAt(index) >= 0x80) {
				return index + bytes(text, index);
			}
		}
		return chars;
	}

	private static int bytes(String text, int start) {
		int bytes = 0;
		int chars = text.length();
		for (int index = start; index < chars; index++) {
			char next = text.charAt(index);
			if (next < 0x80) {
				bytes++;
			}
			else if (next < 0x800) {
				bytes += 2;
			}
			else if (!Character.isSurrogate(next)) {
				bytes += 3;
			}
			else if (Character.isSupplementaryCodePoint(text.codePointAt(index))) {
				bytes += 4;
				index++;
			}
			else {
				bytes++;
			}
		}
		return bytes;
	}

}
