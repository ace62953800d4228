package io.wknet.client;

import java.time.Duration;
import java.util.function.LongUnaryOperator;

import io.wknet.client.WkClientDisconnect.Cause;
import io.wknet.frame.ReasonCode;

/**
 * When to connect again: exponential back-off with full jitter, so that the clients of a
 * server that went away do not come back together.
 *
 * @param min the first bound of the delay
 * @param max the last one
 * @param random gives a number from 0 to below its argument
 */
record ReconnectPolicy(Duration min, Duration max, LongUnaryOperator random) {

	ReconnectPolicy {
		if (min.compareTo(Duration.ofMillis(1)) < 0) {
			throw new IllegalArgumentException("The first reconnect delay must be 1 ms or more, found " + min);
		}
		if (max.compareTo(min) < 0 || max.compareTo(Duration.ofDays(1)) > 0) {
			throw new IllegalArgumentException(
					"The longest reconnect delay must be from the first, " + min + ", to one day; found " + max);
		}
	}

	/**
	 * How long to wait.
	 * @param failures how often connecting has failed since it last succeeded; 0 or more
	 */
	Duration delay(int failures) {
		long bound = this.min.toNanos();
		for (int i = 0; i < failures && bound < this.max.toNanos(); i++) {
			bound *= 2;
		}
		bound = Math.min(bound, this.max.toNanos());
		return Duration.ofNanos(this.random.applyAsLong(bound + 1));
	}

	/**
	 * Whether a connection that ended like that is worth another one.
	 */
	static boolean isTemporary(WkClientDisconnect disconnect) {
		return disconnect.cause() != Cause.CLIENT && isTemporary(disconnect.reasonCode());
	}

	/**
	 * Whether a server that gives this reason may take the client back. Any other is a
	 * kick, a refusal or a decision of the server's application.
	 */
	static boolean isTemporary(ReasonCode reasonCode) {
		return reasonCode == ReasonCode.UNKNOWN || reasonCode == ReasonCode.SYSTEM_ERROR
				|| reasonCode == ReasonCode.RATE_LIMIT;
	}

}
