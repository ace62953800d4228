package io.wknet.spring.test;

import io.wknet.spring.listener.JacksonPayloadConverter;
import io.wknet.spring.listener.PayloadConverter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.ClassUtils;

/**
 * Reads and writes JSON where there is no application whose mapper could do that.
 */
final class JsonPayloads {

	private static final boolean JACKSON = ClassUtils.isPresent("tools.jackson.databind.json.JsonMapper",
			JsonPayloads.class.getClassLoader());

	private JsonPayloads() {
	}

	/**
	 * A converter with a mapper of its own; {@code null} without Jackson.
	 */
	static @Nullable PayloadConverter converter() {
		return JACKSON ? Plain.CONVERTER : null;
	}

	/**
	 * Loaded if there is Jackson.
	 */
	private static final class Plain {

		static final PayloadConverter CONVERTER = new JacksonPayloadConverter(
				JsonMapper.builder().findAndAddModules().build());

		private Plain() {
		}

	}

}
