package io.wknet.timer;

/**
 * A task that was scheduled.
 *
 * @since 0.1.0
 */
public interface ScheduledTask {

	/**
	 * Run the task no more. A run that has begun goes on. May be called from any thread
	 * and more than once.
	 */
	void cancel();

	/**
	 * Whether the task will run no more.
	 * @return {@code true} if it was cancelled, or was to run once and has
	 */
	boolean isDone();

}
