package io.wknet.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * The application's bytes in a frame: an immutable value, equal to another with the same
 * bytes.
 *
 * @since 0.1.0
 */
public final class Payload {

	/**
	 * No bytes at all.
	 */
	public static final Payload EMPTY = new Payload(new byte[0]);

	private final byte[] bytes;

	private Payload(byte[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * A payload with a copy of the given bytes.
	 * @param bytes the bytes
	 * @return the payload
	 */
	public static Payload copyOf(byte[] bytes) {
		return (bytes.length != 0) ? new Payload(bytes.clone()) : EMPTY;
	}

	/**
	 * A payload with a copy of a buffer's remaining bytes, whose position stays where it
	 * is.
	 * @param buffer the buffer
	 * @return the payload
	 */
	public static Payload copyOf(ByteBuffer buffer) {
		byte[] bytes = new byte[buffer.remaining()];
		buffer.duplicate().get(bytes);
		return wrap(bytes);
	}

	/**
	 * A payload with the given text as UTF-8.
	 * @param text the text
	 * @return the payload
	 */
	public static Payload utf8(String text) {
		return wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * A payload that takes the given array over, without a copy. The caller must not
	 * touch the array afterwards; use {@link #copyOf(byte[])} if in doubt.
	 * @param bytes the bytes, the payload's own from now on
	 * @return the payload
	 */
	public static Payload wrap(byte[] bytes) {
		return (bytes.length != 0) ? new Payload(bytes) : EMPTY;
	}

	/**
	 * How many bytes there are.
	 * @return the number of bytes
	 */
	public int size() {
		return this.bytes.length;
	}

	/**
	 * One of the bytes.
	 * @param index 0..{@code size() - 1}
	 * @return the byte there
	 */
	public byte get(int index) {
		return this.bytes[index];
	}

	/**
	 * A copy of the bytes.
	 * @return a new array
	 */
	public byte[] toByteArray() {
		return this.bytes.clone();
	}

	/**
	 * The bytes as a read-only buffer, without a copy.
	 * @return a buffer with all bytes remaining
	 */
	public ByteBuffer asByteBuffer() {
		return ByteBuffer.wrap(this.bytes).asReadOnlyBuffer();
	}

	/**
	 * The bytes read as UTF-8; what isn't UTF-8 becomes U+FFFD.
	 * @return the text
	 */
	public String toUtf8() {
		return new String(this.bytes, StandardCharsets.UTF_8);
	}

	/**
	 * Hand the array behind this payload to a writer, without a copy. The writer must
	 * neither change nor keep it.
	 * @param <T> what is written to
	 * @param target passed to the writer, so that it needs no state of its own
	 * @param writer called once
	 */
	public <T> void writeTo(T target, BiConsumer<? super T, byte[]> writer) {
		writer.accept(target, this.bytes);
	}

	@Override
	public boolean equals(Object other) {
		return this == other || (other instanceof Payload payload && Arrays.equals(this.bytes, payload.bytes));
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bytes);
	}

	/**
	 * Only the size: contents do not belong into logs.
	 */
	@Override
	public String toString() {
		return this.bytes.length + " bytes";
	}

}
