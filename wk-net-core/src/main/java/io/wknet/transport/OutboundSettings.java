package io.wknet.transport;

import java.time.Duration;

/**
 * How much a peer may let wait before it counts as a slow consumer.
 *
 * @param maxPendingBytes how many bytes may wait in one connection's outbound buffer; a
 * frame that exceeds it closes the connection; positive
 * @param timeout how long the oldest of them may wait; positive
 * @since 0.1.0
 */
public record OutboundSettings(int maxPendingBytes, Duration timeout) {

	public OutboundSettings {
		if (maxPendingBytes < 1) {
			throw new IllegalArgumentException("maxPendingBytes must be positive, found " + maxPendingBytes);
		}
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("The outbound timeout must be positive, found " + timeout);
		}
	}

	/**
	 * 1 MiB and 30 seconds.
	 * @return the defaults
	 */
	public static OutboundSettings defaults() {
		return new OutboundSettings(1 << 20, Duration.ofSeconds(30));
	}

	/**
	 * The same with another bound.
	 * @param newMaxPendingBytes how many bytes may wait; positive
	 * @return new settings
	 */
	public OutboundSettings withMaxPendingBytes(int newMaxPendingBytes) {
		return new OutboundSettings(newMaxPendingBytes, this.timeout);
	}

	/**
	 * The same with another timeout.
	 * @param newTimeout how long the oldest byte may wait; positive
	 * @return new settings
	 */
	public OutboundSettings withTimeout(Duration newTimeout) {
		return new OutboundSettings(this.maxPendingBytes, newTimeout);
	}

}
