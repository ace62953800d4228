package io.wknet.codec;

import java.time.Duration;

/**
 * How large and how slow a frame may be.
 *
 * @param maxFrameBytes the largest body accepted, in bytes; 1..1 GiB
 * @param timeout the longest time from a frame's first byte to its last; positive
 * @since 0.1.0
 */
public record FrameLimits(int maxFrameBytes, Duration timeout) {

	private static final int MAX = 1 << 30;

	public FrameLimits {
		if (maxFrameBytes < 1 || maxFrameBytes > MAX) {
			throw new IllegalArgumentException("maxFrameBytes must be 1.." + MAX + ", found " + maxFrameBytes);
		}
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("The frame timeout must be positive, found " + timeout);
		}
	}

	/**
	 * 1 MiB and 30 seconds.
	 * @return the defaults
	 */
	public static FrameLimits defaults() {
		return new FrameLimits(1 << 20, Duration.ofSeconds(30));
	}

	/**
	 * The same with another size.
	 * @param newMaxFrameBytes the largest body accepted, in bytes; 1..1 GiB
	 * @return new limits
	 */
	public FrameLimits withMaxFrameBytes(int newMaxFrameBytes) {
		return new FrameLimits(newMaxFrameBytes, this.timeout);
	}

	/**
	 * The same with another timeout.
	 * @param newTimeout the longest time from a frame's first byte to its last; positive
	 * @return new limits
	 */
	public FrameLimits withTimeout(Duration newTimeout) {
		return new FrameLimits(this.maxFrameBytes, newTimeout);
	}

}
