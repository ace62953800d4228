package io.wknet.node;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two threads: that of the node, and one that calls presence listeners, so that a slow
 * one does not hold up a heartbeat. What waits for a listener is bounded; a node whose
 * listeners are that far behind waits for them.
 */
final class NodeThreads implements NodeExecutor {

	private static final Logger logger = LoggerFactory.getLogger(NodeThreads.class);

	static final int MAX_WAITING = 1 << 20;

	private final ScheduledThreadPoolExecutor node;

	private final ThreadPoolExecutor listeners;

	NodeThreads(String nodeId) {
		this.node = new ScheduledThreadPoolExecutor(1, daemon("wk-net-node-" + nodeId));
		this.node.setRemoveOnCancelPolicy(true);
		this.node.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.listeners = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING),
				daemon("wk-net-presence-" + nodeId), NodeThreads::waitForListeners);
	}

	private static void waitForListeners(Runnable task, ThreadPoolExecutor listeners) {
		if (listeners.isShutdown()) {
			throw new RejectedExecutionException("The node has left");
		}
		logger.warn("{} calls of presence listeners wait, so the node waits for them; a listener must not block",
				listeners.getQueue().size());
		try {
			listeners.getQueue().put(task);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static ThreadFactory daemon(String name) {
		return (task) -> {
			Thread thread = Executors.defaultThreadFactory().newThread(task);
			thread.setName(name);
			thread.setDaemon(true);
			return thread;
		};
	}

	@Override
	public void execute(Runnable task) {
		try {
			this.node.execute(guarded(task));
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The node has left");
		}
	}

	@Override
	public Runnable schedule(Duration delay, Runnable task) {
		try {
			Future<?> scheduled = this.node.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
			return () -> scheduled.cancel(false);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The node has left");
			return () -> {
			};
		}
	}

	@Override
	public void tell(Runnable task) {
		try {
			this.listeners.execute(guarded(task));
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The node has left");
		}
	}

	private static Runnable guarded(Runnable task) {
		return () -> {
			try {
				task.run();
			}
			catch (RuntimeException | Error ex) {
				logger.error("A task of the node failed", ex);
			}
		};
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public long timeMicros() {
		return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
	}

	@Override
	public void shutdown(Duration timeout) {
		this.node.shutdown();
		this.listeners.shutdown();
		long deadline = System.nanoTime() + timeout.toNanos();
		try {
			boolean ended = this.node.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS)
					&& this.listeners.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
			if (!ended) {
				logger.warn("A presence listener does not return; its thread is left behind");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
