package io.wknet.metrics;

/**
 * Hears how long things took. Calls come on event loops, so they must be quick; they must
 * not throw.
 *
 * @since 0.1.0
 */
public interface WkMetricsRecorder {

	/**
	 * Records nothing.
	 */
	WkMetricsRecorder NOOP = new WkMetricsRecorder() {
	};

	/**
	 * An authentication ended.
	 * @param listener the name of the listener that accepted the connection
	 * @param outcome how it ended
	 * @param nanos how long it took, in nanoseconds
	 */
	default void authentication(String listener, AuthOutcome outcome, long nanos) {
	}

}
