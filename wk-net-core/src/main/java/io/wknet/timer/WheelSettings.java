package io.wknet.timer;

import java.time.Duration;

/**
 * The size of a {@link TimingWheel}.
 *
 * @param tick how often the wheel turns by one slot; 1 ms or more
 * @param slots how many slots it has; a power of two from 2 to 1,048,576
 * @since 0.1.0
 */
public record WheelSettings(Duration tick, int slots) {

	private static final int MAX_SLOTS = 1 << 20;

	public WheelSettings {
		if (tick.toMillis() < 1) {
			throw new IllegalArgumentException("The tick must be 1 ms or more, found " + tick);
		}
		if (slots < 2 || slots > MAX_SLOTS || Integer.bitCount(slots) != 1) {
			throw new IllegalArgumentException(
					"The wheel size must be a power of two from 2 to " + MAX_SLOTS + ", found " + slots);
		}
	}

	/**
	 * 10 ms and 1,024 slots.
	 * @return the defaults
	 */
	public static WheelSettings defaults() {
		return new WheelSettings(Duration.ofMillis(10), 1024);
	}

	/**
	 * The same with another tick.
	 * @param newTick how often the wheel turns by one slot; 1 ms or more
	 * @return new settings
	 */
	public WheelSettings withTick(Duration newTick) {
		return new WheelSettings(newTick, this.slots);
	}

	/**
	 * The same with another number of slots.
	 * @param newSlots a power of two from 2 to 1,048,576
	 * @return new settings
	 */
	public WheelSettings withSlots(int newSlots) {
		return new WheelSettings(this.tick, newSlots);
	}

}
