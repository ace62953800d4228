package io.wknet.spring.metrics;

import io.micrometer.core.instrument.Tags;

/**
 * How meters are named and tagged. A bean of this type takes the place of
 * {@link #DEFAULT}.
 * <p>
 * It is asked once for each series of a meter, when that is registered. All series of a
 * meter need the same name and the same keys of tags.
 *
 * @since 0.1.0
 */
public interface WkMeterConvention {

	/**
	 * Names and tags as {@link WkMeters} has them.
	 */
	WkMeterConvention DEFAULT = new WkMeterConvention() {
	};

	/**
	 * Name a meter.
	 * @param meter the meter
	 * @return its name; {@link WkMeters#meterName()} unless overridden
	 */
	default String name(WkMeters meter) {
		return meter.meterName();
	}

	/**
	 * Tag a series of a meter.
	 * @param meter the meter
	 * @param tags those that tell the series from the others: {@link WkMeters#tags()}
	 * with their values
	 * @return its tags; the same unless overridden
	 */
	default Tags tags(WkMeters meter, Tags tags) {
		return tags;
	}

}
