package io.wknet.spring.listener;

/**
 * Validates payloads that were read as objects.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface PayloadValidator {

	/**
	 * Validate an object.
	 * @param value the object
	 * @param groups the validation groups; empty for the default one
	 * @throws RuntimeException if it is not valid
	 */
	void validate(Object value, Class<?>... groups);

}
