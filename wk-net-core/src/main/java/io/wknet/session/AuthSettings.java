package io.wknet.session;

import java.time.Duration;

/**
 * Limits on peers that are not authenticated yet.
 *
 * @param timeout the longest time from accept to authenticated; positive
 * @param maxFrameBytes the largest body accepted before that, in bytes; positive
 * @param maxPending how many authentications may be in progress at once; positive
 * @since 0.1.0
 */
public record AuthSettings(Duration timeout, int maxFrameBytes, int maxPending) {

	public AuthSettings {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("The authentication timeout must be positive, found " + timeout);
		}
		if (maxFrameBytes < 1) {
			throw new IllegalArgumentException(
					"maxFrameBytes before authentication must be positive, found " + maxFrameBytes);
		}
		if (maxPending < 1) {
			throw new IllegalArgumentException("maxPending authentications must be positive, found " + maxPending);
		}
	}

	/**
	 * 30 seconds, 16 KiB and 1,024.
	 * @return the defaults
	 */
	public static AuthSettings defaults() {
		return new AuthSettings(Duration.ofSeconds(30), 16 << 10, 1024);
	}

	/**
	 * The same with another timeout.
	 * @param newTimeout the longest time from accept to authenticated; positive
	 * @return new settings
	 */
	public AuthSettings withTimeout(Duration newTimeout) {
		return new AuthSettings(newTimeout, this.maxFrameBytes, this.maxPending);
	}

	/**
	 * The same with another frame size.
	 * @param newMaxFrameBytes the largest body accepted before authentication; positive
	 * @return new settings
	 */
	public AuthSettings withMaxFrameBytes(int newMaxFrameBytes) {
		return new AuthSettings(this.timeout, newMaxFrameBytes, this.maxPending);
	}

	/**
	 * The same with another bound on authentications in progress.
	 * @param newMaxPending how many may be in progress at once; positive
	 * @return new settings
	 */
	public AuthSettings withMaxPending(int newMaxPending) {
		return new AuthSettings(this.timeout, this.maxFrameBytes, newMaxPending);
	}

}
