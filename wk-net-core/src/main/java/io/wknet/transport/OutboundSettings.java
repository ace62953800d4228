package io.wknet.transport;

import java.time.Duration;

import io.netty.util.internal.PlatformDependent;

/**
 * How much a peer may let wait before it counts as a slow consumer.
 *
 * @param maxPendingBytes how many bytes may wait in one connection's outbound buffer; a
 * frame that exceeds it closes the connection; positive
 * @param timeout how long the oldest of them may wait; positive
 * @param maxTotalPendingBytes how many bytes may wait for all connections of a server
 * together, after the network has not taken them at once; past it those for whom most
 * waits are closed as slow consumers, until it is an eighth less; positive
 * @since 0.1.0
 */
public record OutboundSettings(int maxPendingBytes, Duration timeout, long maxTotalPendingBytes) {

	/**
	 * The rest is for what is read, and for what memory allocation wastes.
	 */
	private static final int PART_OF_DIRECT_MEMORY = 4;

	public OutboundSettings {
		if (maxPendingBytes < 1) {
			throw new IllegalArgumentException("maxPendingBytes must be positive, found " + maxPendingBytes);
		}
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("The outbound timeout must be positive, found " + timeout);
		}
		if (maxTotalPendingBytes < 1) {
			throw new IllegalArgumentException("maxTotalPendingBytes must be positive, found " + maxTotalPendingBytes);
		}
	}

	/**
	 * 1 MiB and 30 seconds, and for all connections a quarter of the direct memory that
	 * the JVM may use ({@code -XX:MaxDirectMemorySize}, which is as much as the largest
	 * heap unless set).
	 * @return the defaults
	 */
	public static OutboundSettings defaults() {
		return new OutboundSettings(1 << 20, Duration.ofSeconds(30),
				Math.max(PlatformDependent.maxDirectMemory() / PART_OF_DIRECT_MEMORY, 1));
	}

	/**
	 * The same with another bound.
	 * @param newMaxPendingBytes how many bytes may wait; positive
	 * @return new settings
	 */
	public OutboundSettings withMaxPendingBytes(int newMaxPendingBytes) {
		return new OutboundSettings(newMaxPendingBytes, this.timeout, this.maxTotalPendingBytes);
	}

	/**
	 * The same with another timeout.
	 * @param newTimeout how long the oldest byte may wait; positive
	 * @return new settings
	 */
	public OutboundSettings withTimeout(Duration newTimeout) {
		return new OutboundSettings(this.maxPendingBytes, newTimeout, this.maxTotalPendingBytes);
	}

	/**
	 * The same with another bound for all connections together.
	 * @param newMaxTotalPendingBytes how many bytes may wait; positive
	 * @return new settings
	 */
	public OutboundSettings withMaxTotalPendingBytes(long newMaxTotalPendingBytes) {
		return new OutboundSettings(this.maxPendingBytes, this.timeout, newMaxTotalPendingBytes);
	}

}
