package io.wknet.spring.lifecycle;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.wknet.log.FloodLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after the other on an executor. It holds no more than the users that
 * came or went while a listener was busy.
 */
final class SerialQueue {

	private static final Logger logger = LoggerFactory.getLogger(SerialQueue.class);

	private final FloodLog floodLog = new FloodLog();

	private final Executor executor;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicInteger size = new AtomicInteger();

	SerialQueue(Executor executor) {
		this.executor = executor;
	}

	void add(Runnable task) {
		this.tasks.add(task);
		if (this.size.getAndIncrement() == 0) {
			try {
				this.executor.execute(this::drain);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("No worker is free; running on the current thread", ex);
				drain();
			}
		}
	}

	private void drain() {
		do {
			Runnable task = this.tasks.poll();
			if (task != null) {
				run(task);
			}
		}
		while (this.size.decrementAndGet() != 0);
	}

	private void run(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException | Error ex) {
			this.floodLog.failed(logger, ex, "A listener for users that come and go failed");
		}
	}

	boolean await(long nanos) {
		if (this.size.get() == 0) {
			return true;
		}
		CountDownLatch latch = new CountDownLatch(1);
		add(latch::countDown);
		try {
			return latch.await(nanos, TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
