package io.wknet.transport;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much all connections of a server together may let wait. Each event loop counts its
 * own and tells the sum in steps, so that a frame costs no access to memory that loops
 * share; the sum is exact to a step per loop. Only what the network did not take at once
 * is counted, and what has come behind it.
 *
 * @since 0.1.0
 */
public final class OutboundBudget {

	/**
	 * In how many steps the limit is reached.
	 */
	private static final int STEPS = 64;

	/**
	 * Time in which those who are closed can give back what they hold.
	 */
	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final long maxBytes;

	private final long stepBytes;

	private final Reliever reliever;

	private final AtomicLong waitingBytes = new AtomicLong();

	private final AtomicLong exhaustedNanos = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

	private final AtomicBoolean relieving = new AtomicBoolean();

	/**
	 * Above this somebody has to go. It is beyond the limit for as long as those who were
	 * closed are still counted, or while the network has taken more than was told.
	 */
	private volatile long relieveAbove;

	/**
	 * Create a budget.
	 * @param maxBytes how many bytes may wait; positive
	 * @param reliever closes connections when there are more
	 */
	public OutboundBudget(long maxBytes, Reliever reliever) {
		this.maxBytes = maxBytes;
		this.stepBytes = Math.max(maxBytes / STEPS, 1);
		this.reliever = reliever;
		this.relieveAbove = maxBytes;
	}

	/**
	 * By how much the count of a loop has to change before it is told.
	 */
	long stepBytes() {
		return this.stepBytes;
	}

	/**
	 * How much waits, as far as it was told.
	 */
	long waitingBytes() {
		return this.waitingBytes.get();
	}

	/**
	 * The count of a loop has changed.
	 * @param bytes by how much
	 */
	void changed(long bytes) {
		long waiting = this.waitingBytes.addAndGet(bytes);
		if (waiting <= this.maxBytes) {
			if (this.relieveAbove != this.maxBytes) {
				this.relieveAbove = this.maxBytes;
			}
		}
		else if (waiting > this.relieveAbove) {
			relieve();
		}
	}

	/**
	 * There is no memory left, whatever was counted.
	 */
	void exhausted() {
		long now = System.nanoTime();
		long last = this.exhaustedNanos.get();
		if (now - last >= PAUSE_NANOS && this.exhaustedNanos.compareAndSet(last, now)) {
			relieve(this.waitingBytes.get() / 2);
		}
	}

	private void relieve() {
		relieve(this.maxBytes);
	}

	private void relieve(long maxBytes) {
		if (this.relieving.compareAndSet(false, true)) {
			try {
				this.relieveAbove = Math.max(this.waitingBytes.get(), this.maxBytes) + this.stepBytes * 4;
				this.reliever.relieve(maxBytes);
			}
			finally {
				this.relieving.set(false);
			}
		}
	}

	/**
	 * Closes connections that let much wait.
	 */
	@FunctionalInterface
	public interface Reliever {

		/**
		 * See how much waits, and if it is more than there may be, close those for whom
		 * most waits until it is well below. Called on an event loop.
		 * @param maxBytes how many bytes may wait
		 */
		void relieve(long maxBytes);

	}

}
