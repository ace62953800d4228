package io.wknet.spring.listener;

import java.lang.reflect.Type;

/**
 * Reads payloads as objects and writes objects as payloads.
 *
 * @since 0.1.0
 */
public interface PayloadConverter {

	/**
	 * Prepare to read one type, at startup.
	 * @param type the type of a parameter
	 * @return reads payloads as that type
	 */
	Reader reader(Type type);

	/**
	 * Write an object.
	 * @param value the object
	 * @return its bytes
	 */
	byte[] write(Object value);

	/**
	 * Reads payloads as one type.
	 */
	@FunctionalInterface
	interface Reader {

		/**
		 * Read a payload.
		 * @param bytes the payload
		 * @return the object
		 * @throws PayloadException if the bytes are not such an object
		 */
		Object read(byte[] bytes);

	}

}
