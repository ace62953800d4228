package io.wknet.server;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The server's own threads for what may block, where the application gives none. The
 * queue holds at most a task per connection, because a connection's calls run one at a
 * time.
 */
final class WorkerPool implements Executor {

	private static final int THREADS = 200;

	private final ExecutorService threads;

	WorkerPool() {
		ThreadPoolExecutor pool = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), new DefaultThreadFactory("wk-net-worker", true));
		pool.allowCoreThreadTimeOut(true);
		this.threads = pool;
	}

	@Override
	public void execute(Runnable task) {
		this.threads.execute(task);
	}

	/**
	 * Wait until no thread is left, after {@link #shutdown}.
	 */
	void awaitEnd(Duration atMost) {
		try {
			this.threads.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Interrupt what is still running.
	 */
	void shutdown() {
		this.threads.shutdownNow();
	}

}
