package io.wknet.spring.listener;

/**
 * Hears how long listener methods took.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ListenerTimings {

	/**
	 * Prepare for one method, at startup.
	 * @param method the simple names of class and method, {@code ChatListener.onSend}
	 * @return hears of each call of the method
	 */
	Timing timing(String method);

	/**
	 * Hears of the calls of one method.
	 */
	@FunctionalInterface
	interface Timing {

		/**
		 * A call has ended. Called on any thread; must be quick and not throw.
		 * @param nanos how long it took, until its replies were written, in nanoseconds
		 * @param success whether it ended without an exception
		 */
		void record(long nanos, boolean success);

	}

}
