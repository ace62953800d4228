package io.wknet.spring.lifecycle;

import java.time.Duration;

/**
 * When a server starts, and how long its stop may take.
 *
 * @param autoStartup whether it starts with the context
 * @param shutdownTimeout the time Spring waits for a phase at shutdown; positive
 * @since 0.1.0
 */
public record LifecycleSettings(boolean autoStartup, Duration shutdownTimeout) {

	private static final Duration MARGIN = Duration.ofSeconds(1);

	public LifecycleSettings {
		if (shutdownTimeout.isNegative() || shutdownTimeout.isZero()) {
			throw new IllegalArgumentException(
					"spring.lifecycle.timeout-per-shutdown-phase must be positive, found " + shutdownTimeout);
		}
	}

	/**
	 * A little less than the time there is, so that the stop ends before Spring gives up
	 * on it.
	 */
	Duration stopDeadline() {
		Duration tenth = this.shutdownTimeout.dividedBy(10);
		Duration margin = (tenth.compareTo(MARGIN) < 0) ? tenth : MARGIN;
		return this.shutdownTimeout.minus(margin);
	}

}
