package io.wknet.spring.metrics;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.wknet.metrics.AuthOutcome;
import io.wknet.metrics.WkMetricsRecorder;

/**
 * Times authentications and listener methods. The timers are registered beforehand, so
 * that a measurement looks nothing up.
 *
 * @since 0.1.0
 */
public final class WkTimers implements WkMetricsRecorder {

	private final MeterRegistry registry;

	private final Map<AuthOutcome, Timer> authentications = new EnumMap<>(AuthOutcome.class);

	/**
	 * Create the timers.
	 * @param registry takes them
	 */
	public WkTimers(MeterRegistry registry) {
		this.registry = registry;
		for (AuthOutcome outcome : AuthOutcome.values()) {
			this.authentications.put(outcome,
					Timer.builder(WkMeters.AUTH.meterName())
						.description(WkMeters.AUTH.description())
						.tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
						.register(registry));
		}
	}

	@Override
	public void authentication(String listener, AuthOutcome outcome, long nanos) {
		Timer timer = this.authentications.get(outcome);
		if (timer != null) {
			timer.record(nanos, TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * A timer for the calls of a listener method that end in one way.
	 * @param method the simple names of class and method
	 * @param success whether the calls end without an exception
	 * @return the timer
	 */
	public Timer listener(String method, boolean success) {
		return Timer.builder(WkMeters.LISTENER.meterName())
			.description(WkMeters.LISTENER.description())
			.tag("method", method)
			.tag("outcome", success ? "success" : "error")
			.register(this.registry);
	}

}
