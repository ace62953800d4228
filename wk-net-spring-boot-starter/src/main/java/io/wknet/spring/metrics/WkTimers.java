package io.wknet.spring.metrics;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
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

	private final WkMeterConvention convention;

	private final Map<AuthOutcome, Timer> authentications = new EnumMap<>(AuthOutcome.class);

	/**
	 * Create the timers.
	 * @param registry takes them
	 * @param convention names and tags them
	 */
	public WkTimers(MeterRegistry registry, WkMeterConvention convention) {
		this.registry = registry;
		this.convention = convention;
		for (AuthOutcome outcome : AuthOutcome.values()) {
			this.authentications.put(outcome,
					timer(WkMeters.AUTH, Tags.of("outcome", outcome.name().toLowerCase(Locale.ROOT))));
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
		return timer(WkMeters.LISTENER, Tags.of("method", method, "outcome", success ? "success" : "error"));
	}

	private Timer timer(WkMeters meter, Tags tags) {
		return Timer.builder(this.convention.name(meter))
			.description(meter.description())
			.tags(this.convention.tags(meter, tags))
			.register(this.registry);
	}

}
