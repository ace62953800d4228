package io.wknet.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.RejectedExecutionException;

import io.wknet.frame.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The part of an {@link OutboundBuffer} in which other threads leave frames for the event
 * loop: a lock-free list that the loop empties, with the bytes that are in it. Of all who
 * want the loop to look, one gives it a task.
 * <p>
 * Each frame is taken once, in the order in which they came, or refused once. A thread
 * may leave one just when the loop closes, and then sees to it that the loop looks again.
 */
abstract class OutboundQueue implements Runnable {

	private static final VarHandle QUEUED;

	private static final VarHandle QUEUED_BYTES;

	private static final VarHandle SCHEDULED;
	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			QUEUED = lookup.findVarHandle(OutboundQueue.class, "queued", QueuedFrame.class);
			QUEUED_BYTES = lookup.findVarHandle(OutboundQueue.class, "queuedBytes", int.class);
			SCHEDULED = lookup.findVarHandle(OutboundQueue.class, "scheduled", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private volatile @Nullable QueuedFrame queued;

	private volatile int queuedBytes;

	private volatile boolean scheduled;

	private volatile boolean closed;

	/**
	 * Let the loop {@link #run()} this soon.
	 * @throws RejectedExecutionException if the loop has ended
	 */
	abstract void tellLoop();

	/**
	 * Encode a frame that another thread left, unless it is closed.
	 */
	abstract void take(QueuedFrame link);

	/**
	 * Hand over what waits, unless something is in flight.
	 */
	abstract void flush();

	/**
	 * How large a frame will be.
	 * @throws IllegalArgumentException if it can't be encoded
	 */
	abstract int encodedBytes(Frame frame);

	/**
	 * How much the loop has taken that is not written; on other threads than the loop, a
	 * recent value.
	 */
	abstract long takenBytes();

	/**
	 * How much may wait, in the queue and after it.
	 */
	abstract int maxPendingBytes();

	/**
	 * More would wait than may.
	 */
	abstract void overflowed();

	/**
	 * Why nothing is sent any more.
	 */
	abstract RuntimeException closeCause();

	/**
	 * Whether nothing is sent any more.
	 */
	final boolean isClosed() {
		return this.closed;
	}

	/**
	 * How much waits; on other threads than the loop, a recent value.
	 */
	final int pendingBytes() {
		return (int) (this.queuedBytes + takenBytes());
	}

	/**
	 * Leave a frame for the loop, on any other thread.
	 * @param result hears what becomes of it, or {@code null}
	 * @param shared the same frame if others get it, too, to be released; or {@code null}
	 */
	final void enqueue(Frame frame, @Nullable SendResult result, @Nullable SharedFrame shared) {
		if (this.closed) {
			QueuedFrame.refuse(result, shared, closeCause());
			return;
		}
		int bytes;
		try {
			bytes = encodedBytes(frame);
		}
		catch (IllegalArgumentException ex) {
			if (!QueuedFrame.isAwaited(result, shared)) {
				throw ex;
			}
			QueuedFrame.refuse(result, shared, ex);
			return;
		}
		long others = (int) QUEUED_BYTES.getAndAdd(this, bytes) + takenBytes();
		if (others + bytes > maxPendingBytes()) {
			QUEUED_BYTES.getAndAdd(this, -bytes);
			overflowed();
			QueuedFrame.refuse(result, shared, closeCause());
			return;
		}
		QueuedFrame link = new QueuedFrame(frame, bytes, result, shared);
		QueuedFrame head;
		do {
			head = this.queued;
			link.next = head;
		}
		while (!QUEUED.compareAndSet(this, head, link));
		if (QueuedFrame.isAwaited(result, shared) || this.closed) {
			schedule();
		}
	}

	/**
	 * Let the loop take what is queued, and flush, on any thread.
	 */
	final void schedule() {
		if (this.scheduled || !SCHEDULED.compareAndSet(this, false, true)) {
			return;
		}
		try {
			tellLoop();
		}
		catch (RejectedExecutionException ex) {
			// The loop has ended, and with it the connection.
			SCHEDULED.setVolatile(this, false);
			end();
		}
	}

	/**
	 * Take what other threads queued, and flush: the task that {@link #schedule} gives to
	 * the loop.
	 */
	@Override
	public final void run() {
		SCHEDULED.setVolatile(this, false);
		takeQueued();
		flush();
	}

	/**
	 * Encode what other threads queued, in the order in which they did.
	 */
	final void takeQueued() {
		if (this.queued == null) {
			return;
		}
		QueuedFrame link = QueuedFrame.reverse((QueuedFrame) QUEUED.getAndSet(this, null));
		for (; link != null; link = link.next) {
			QUEUED_BYTES.getAndAdd(this, -link.bytes);
			if (this.closed) {
				QueuedFrame.refuse(link.result, link.shared, closeCause());
			}
			else {
				take(link);
			}
		}
	}

	/**
	 * Refuse what is queued, and what comes from now on.
	 */
	final void end() {
		this.closed = true;
		takeQueued();
	}

}
