package io.wknet.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.wknet.log.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for one node of an {@link InProcessCluster}, and the thread that hands it to
 * the node's receiver. It is bounded in messages and in bytes.
 */
final class InProcessInbox {

	static final int MAX_MESSAGES = 16_384;

	static final long MAX_BYTES = 256L << 20;

	private static final Logger logger = LoggerFactory.getLogger(InProcessInbox.class);

	private final String nodeId;

	private final ClusterBus.Receiver receiver;

	private final AtomicLong bytes = new AtomicLong();

	private final CompletableFuture<Void> stopped = new CompletableFuture<>();

	private final ThreadPoolExecutor thread;

	InProcessInbox(String nodeId, ClusterBus.Receiver receiver) {
		this.nodeId = nodeId;
		this.receiver = receiver;
		CompletableFuture<Void> end = this.stopped;
		this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_MESSAGES),
				(task) -> daemon(task, nodeId)) {

			@Override
			protected void terminated() {
				end.complete(null);
			}

		};
	}

	private static Thread daemon(Runnable task, String nodeId) {
		Thread thread = new Thread(task, "wk-net-bus-" + nodeId);
		thread.setDaemon(true);
		return thread;
	}

	String nodeId() {
		return this.nodeId;
	}

	/**
	 * Take a message.
	 * @return whether there was room for it
	 */
	boolean offer(byte[] message) {
		if (this.bytes.addAndGet(message.length) > MAX_BYTES) {
			this.bytes.addAndGet(-message.length);
			return false;
		}
		try {
			this.thread.execute(() -> deliver(message));
			return true;
		}
		catch (RejectedExecutionException ex) {
			this.bytes.addAndGet(-message.length);
			// Who has stopped meanwhile misses it, as if it had come later.
			return this.thread.isShutdown();
		}
	}

	private void deliver(byte[] message) {
		this.bytes.addAndGet(-message.length);
		try {
			this.receiver.messageReceived(message.clone());
		}
		catch (RuntimeException ex) {
			logger.error("The receiver of node {} failed with a message of {} bytes", this.nodeId, message.length,
					Printable.failure(ex, ""));
		}
	}

	CompletionStage<Void> stop() {
		this.thread.shutdownNow();
		return this.stopped;
	}

}
