package io.wknet.spring.listener;

import java.nio.ByteBuffer;

import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Turns what an application sends into a payload: {@code byte[]}, text (as UTF-8),
 * {@link ByteBuffer} and {@link Payload} as they are, any other object through a
 * {@link PayloadConverter}.
 *
 * @since 0.1.0
 */
public final class PayloadWriter {

	private final @Nullable PayloadConverter converter;

	/**
	 * Create the writer.
	 * @param converter writes objects; {@code null} if there is none
	 */
	public PayloadWriter(@Nullable PayloadConverter converter) {
		this.converter = converter;
	}

	/**
	 * Write a payload. What may change later is copied.
	 * @param value what to send
	 * @return its bytes
	 * @throws IllegalArgumentException if it is a frame, which has a payload itself
	 * @throws IllegalStateException if it is an object and there is no converter
	 */
	public Payload write(Object value) {
		if (value instanceof byte[] bytes) {
			return Payload.copyOf(bytes);
		}
		if (value instanceof CharSequence text) {
			return Payload.utf8(text.toString());
		}
		if (value instanceof Payload payload) {
			return payload;
		}
		if (value instanceof ByteBuffer buffer) {
			return Payload.copyOf(buffer);
		}
		if (value instanceof Frame frame) {
			throw new IllegalArgumentException("A " + frame.getClass().getSimpleName()
					+ " is a frame and no payload; send it without another type code");
		}
		if (this.converter == null) {
			throw new IllegalStateException("A " + value.getClass().getName()
					+ " can not be sent: there is nothing that writes JSON; add Jackson");
		}
		return Payload.wrap(this.converter.write(value));
	}

	boolean writesObjects() {
		return this.converter != null;
	}

}
