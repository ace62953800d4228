package io.wknet.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionClosedException;
import io.wknet.delivery.Delivery;
import io.wknet.delivery.DeliveryResult;
import io.wknet.frame.ServerFrame;
import io.wknet.transport.SharedFrame;

/**
 * Counts what becomes of one frame for each of its receivers.
 */
final class SessionDelivery implements Delivery, SharedFrame.Receipt {

	private final SessionOperations operations;

	private final SharedFrame frame;

	/**
	 * How much it counts among what waits for the event loops; 0 if it does not wait.
	 */
	private final int waitingBytes;

	/**
	 * How many receivers' fates are not known, and one more as long as anybody holds the
	 * frame.
	 */
	private final AtomicInteger pending = new AtomicInteger(1);

	private final AtomicInteger receivers = new AtomicInteger();

	private final AtomicInteger reached = new AtomicInteger();

	private final AtomicInteger closed = new AtomicInteger();

	private final AtomicInteger slow = new AtomicInteger();

	private final AtomicInteger unsupported = new AtomicInteger();

	private final CompletableFuture<DeliveryResult> completion = new CompletableFuture<>();

	SessionDelivery(SessionOperations operations, ServerFrame frame, boolean waits) {
		this.operations = operations;
		this.frame = new SharedFrame(frame, this);
		this.waitingBytes = waits ? operations.beginWaiting(this.frame.size()) : 0;
	}

	SharedFrame frame() {
		return this.frame;
	}

	/**
	 * There are so many more receivers.
	 */
	void to(int count) {
		this.pending.addAndGet(count);
		this.receivers.addAndGet(count);
	}

	/**
	 * All receivers are known.
	 */
	void begun() {
		this.frame.release();
	}

	/**
	 * One of the receivers is none.
	 */
	void leftOut() {
		this.receivers.decrementAndGet();
		known();
	}

	@Override
	public void sent() {
		this.reached.incrementAndGet();
		known();
	}

	@Override
	public void notSent(RuntimeException cause) {
		count(cause).incrementAndGet();
		known();
	}

	private AtomicInteger count(RuntimeException cause) {
		if (!(cause instanceof ConnectionClosedException end)) {
			return this.unsupported;
		}
		return (end.reason() == CloseReason.SLOW_CONSUMER) ? this.slow : this.closed;
	}

	@Override
	public void released() {
		// Before the delivery is complete: whoever then sends again must find room.
		this.operations.endWaiting(this.waitingBytes);
		known();
	}

	private void known() {
		if (this.pending.decrementAndGet() == 0) {
			DeliveryResult result = result();
			this.operations.count(result);
			this.completion.complete(result);
		}
	}

	@Override
	public DeliveryResult result() {
		int reachedNow = this.reached.get();
		int closedNow = this.closed.get();
		int slowNow = this.slow.get();
		int unsupportedNow = this.unsupported.get();
		int open = this.receivers.get() - reachedNow - closedNow - slowNow - unsupportedNow;
		return new DeliveryResult(reachedNow, closedNow, slowNow, unsupportedNow, open);
	}

	@Override
	public CompletionStage<DeliveryResult> completion() {
		return this.completion.minimalCompletionStage();
	}

	@Override
	public DeliveryResult await(Duration timeout) {
		if (timeout.isNegative()) {
			throw new IllegalArgumentException("The timeout must not be negative, found " + timeout);
		}
		if (!this.completion.isDone()) {
			this.operations.checkMayWait();
		}
		try {
			return this.completion.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			return result();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return result();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A delivery never fails", ex);
		}
	}

}
