package io.wknet.spring.test;

import java.lang.reflect.Type;

import io.wknet.frame.Payload;
import io.wknet.spring.listener.PayloadConverter;
import io.wknet.spring.listener.PayloadException;
import org.jspecify.annotations.Nullable;

/**
 * Reads payloads as what a test wants.
 */
final class PayloadReader {

	private final @Nullable PayloadConverter converter;

	PayloadReader(@Nullable PayloadConverter converter) {
		this.converter = converter;
	}

	<T> T read(Payload payload, Class<T> type) {
		if (type == Payload.class) {
			return type.cast(payload);
		}
		if (type == String.class) {
			return type.cast(payload.toUtf8());
		}
		if (type == byte[].class) {
			return type.cast(payload.toByteArray());
		}
		return type.cast(readObject(payload, type));
	}

	private Object readObject(Payload payload, Type type) {
		if (this.converter == null) {
			throw new IllegalStateException("A payload can not be read as " + type.getTypeName()
					+ ": there is nothing that reads JSON; add Jackson, or read it as String, byte[] or Payload");
		}
		try {
			return this.converter.reader(type).read(payload.toByteArray());
		}
		catch (PayloadException ex) {
			throw new AssertionError(ex.getMessage() + ": " + FrameText.of(payload), ex);
		}
	}

}
