package io.wknet.spring.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Checks of property values that name the property, the value and what is allowed. They
 * work without Bean Validation.
 */
final class PropertyChecks {

	private PropertyChecks() {
	}

	static int range(String name, int value, int min, int max) {
		if (value < min || value > max) {
			throw invalid(name, value, "Must be " + min + " to " + max + ".");
		}
		return value;
	}

	static int atLeast(String name, int value, int min) {
		if (value < min) {
			throw invalid(name, value, "Must be at least " + min + ".");
		}
		return value;
	}

	static int bytes(String name, DataSize value, long min, long max) {
		if (value.toBytes() < min || value.toBytes() > max) {
			throw invalid(name, value, "Must be " + min + " to " + max + " bytes.");
		}
		return (int) value.toBytes();
	}

	static long positive(String name, DataSize value) {
		if (value.toBytes() < 1) {
			throw invalid(name, value, "Must be at least 1 byte.");
		}
		return value.toBytes();
	}

	static Duration positive(String name, Duration value) {
		if (value.isZero() || value.isNegative()) {
			throw invalid(name, value, "Must be longer than 0.");
		}
		return representable(name, value);
	}

	static Duration notNegative(String name, Duration value) {
		if (value.isNegative()) {
			throw invalid(name, value, "Must be 0 or longer.");
		}
		return representable(name, value);
	}

	static Duration range(String name, Duration value, Duration min, Duration max, String allowed) {
		if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
			throw invalid(name, value, "Must be " + allowed + ".");
		}
		return value;
	}

	/**
	 * Clocks count nanoseconds in 64 bits; half of them leave room to add.
	 */
	private static Duration representable(String name, Duration value) {
		Duration max = Duration.ofDays(365);
		if (value.compareTo(max) > 0) {
			throw invalid(name, value, "Must be at most 365 days.");
		}
		return value;
	}

	/**
	 * Zero if there is no value, so that this means no limit.
	 */
	static int limit(String name, @Nullable Integer value) {
		return (value != null) ? atLeast(name, value, 1) : 0;
	}

	static InvalidConfigurationPropertyValueException invalid(String name, Object value, String reason) {
		return new InvalidConfigurationPropertyValueException(name, value, reason);
	}

}
