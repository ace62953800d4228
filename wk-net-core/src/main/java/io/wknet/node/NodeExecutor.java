package io.wknet.node;

import java.time.Duration;

/**
 * The one thread of a node, and its clock.
 */
interface NodeExecutor {

	/**
	 * Run a task after those that were given before.
	 */
	void execute(Runnable task);

	/**
	 * Run a task after a while.
	 * @return cancels it
	 */
	Runnable schedule(Duration delay, Runnable task);

	/**
	 * Run code of the application, which may take its time, beside the node's thread and
	 * after what was told before.
	 */
	void tell(Runnable task);

	/**
	 * The current time in nanoseconds, which never goes back.
	 */
	long nanoTime();

	/**
	 * The clock on the wall, in microseconds since 1970.
	 */
	long timeMicros();

	/**
	 * Run what was given, and end the threads.
	 */
	void shutdown(Duration timeout);

}
