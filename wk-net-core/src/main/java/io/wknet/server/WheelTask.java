package io.wknet.server;

import java.util.concurrent.RejectedExecutionException;

import io.wknet.timer.Deadline;
import io.wknet.timer.ScheduledTask;
import io.wknet.transport.LoopContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task of the application's own on a wheel.
 */
final class WheelTask extends Deadline implements ScheduledTask {

	private static final Logger logger = LoggerFactory.getLogger(WheelTask.class);

	private final LoopContext loop;

	private final Runnable task;

	private final long periodNanos;

	private long due;

	private volatile boolean done;

	/**
	 * Create a task.
	 * @param loop whose wheel it is on
	 * @param task what to run
	 * @param periodNanos the time between two runs; 0 to run once
	 */
	WheelTask(LoopContext loop, Runnable task, long periodNanos) {
		this.loop = loop;
		this.task = task;
		this.periodNanos = periodNanos;
	}

	void start(long delayNanos) {
		this.loop.execute(() -> {
			this.due = this.loop.nanoTime() + delayNanos;
			if (!this.done) {
				this.loop.schedule(this, this.due);
			}
		});
	}

	@Override
	protected void expired(long nanoTime) {
		if (this.done) {
			return;
		}
		if (this.periodNanos == 0) {
			this.done = true;
		}
		else {
			// What was missed is not made up for.
			this.due = Math.max(this.due + this.periodNanos, nanoTime);
			this.loop.schedule(this, this.due);
		}
		try {
			this.task.run();
		}
		catch (Throwable ex) {
			logger.error("A scheduled task failed", ex);
		}
	}

	@Override
	public void cancel() {
		this.done = true;
		try {
			this.loop.execute(() -> this.loop.cancel(this));
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The event loop has ended, and with it the task");
		}
	}

	@Override
	public boolean isDone() {
		return this.done;
	}

}
