package io.wknet.delivery;

/**
 * How frames to many receivers wait for the event loops.
 *
 * @param maxPendingBytes how many bytes of frames may wait to be handed to their
 * receivers, over the whole server, each counted once; past it nothing more is sent to
 * many receivers; positive
 * @since 0.1.0
 */
public record FanOutSettings(long maxPendingBytes) {

	public FanOutSettings {
		if (maxPendingBytes < 1) {
			throw new IllegalArgumentException("maxPendingBytes must be positive, found " + maxPendingBytes);
		}
	}

	/**
	 * 16 MiB.
	 * @return the defaults
	 */
	public static FanOutSettings defaults() {
		return new FanOutSettings(16L << 20);
	}

}
