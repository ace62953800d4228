package io.wknet.spring.listener;

import java.util.Set;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;

/**
 * Payloads validated by Jakarta Bean Validation; a violation is a
 * {@link ConstraintViolationException}.
 *
 * @since 0.1.0
 */
public final class JakartaPayloadValidator implements PayloadValidator {

	private final Validator validator;

	/**
	 * Create the validator.
	 * @param validator validates
	 */
	public JakartaPayloadValidator(Validator validator) {
		this.validator = validator;
	}

	@Override
	public void validate(Object value, Class<?>... groups) {
		Set<ConstraintViolation<Object>> violations = this.validator.validate(value, groups);
		if (!violations.isEmpty()) {
			throw new ConstraintViolationException(violations);
		}
	}

}
