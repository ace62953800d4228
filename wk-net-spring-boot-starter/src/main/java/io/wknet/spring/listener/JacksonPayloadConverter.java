package io.wknet.spring.listener;

import java.lang.reflect.Type;

import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Payloads as JSON.
 *
 * @since 0.1.0
 */
public final class JacksonPayloadConverter implements PayloadConverter {

	private final JsonMapper mapper;

	/**
	 * Create the converter.
	 * @param mapper reads and writes
	 */
	public JacksonPayloadConverter(JsonMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	public Reader reader(Type type) {
		ObjectReader reader = this.mapper.readerFor(this.mapper.constructType(type));
		return (bytes) -> {
			Object value;
			try {
				value = reader.readValue(bytes);
			}
			catch (JacksonException ex) {
				throw new PayloadException("Payload of " + bytes.length + " bytes can not be read as "
						+ type.getTypeName() + ": " + ex.getClass().getSimpleName() + where(ex));
			}
			if (value == null) {
				throw new PayloadException(
						"Payload of " + bytes.length + " bytes is null and not a " + type.getTypeName());
			}
			return value;
		};
	}

	@Override
	public byte[] write(Object value) {
		return this.mapper.writeValueAsBytes(value);
	}

	/**
	 * Jackson's own message may quote the payload.
	 */
	private static String where(JacksonException ex) {
		TokenStreamLocation location = ex.getLocation();
		return (location != null) ? " at line " + location.getLineNr() + ", column " + location.getColumnNr() : "";
	}

}
