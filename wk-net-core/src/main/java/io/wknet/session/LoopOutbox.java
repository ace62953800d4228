package io.wknet.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wknet.transport.LoopContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames to many receivers that wait for one event loop. One task of the loop serves them
 * all: fan-outs that follow each other to the same receivers are a burst, of which each
 * receiver gets everything before the next one, and whoever was written to is flushed
 * once at the end of a turn. A turn is short, and in between the loop looks at its
 * connections, so that a large fan-out does not hold them up.
 */
final class LoopOutbox implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(LoopOutbox.class);

	/**
	 * How many frames are written in one turn, a few milliseconds' work. A large frame
	 * counts as many.
	 */
	private static final int WRITES_PER_TURN = 1_024;

	private static final int BYTES_PER_WRITE = 4_096;

	private static final int BURST_FRAMES = 64;

	/**
	 * Well below what may wait for one receiver.
	 */
	private static final int BURST_BYTES = 65_536;

	private static final Session[] NOBODY = {};

	private final LoopContext loop;

	private final Queue<FanOut> queue = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	// From here on, the event loop's own.

	private final List<FanOut> burst = new ArrayList<>();

	/**
	 * As how many writes the burst counts for each receiver.
	 */
	private int burstWrites;

	private Session[] receivers = NOBODY;

	private int position;

	private final Session[] written = new Session[WRITES_PER_TURN];

	private int writtenCount;

	LoopOutbox(LoopContext loop) {
		this.loop = loop;
	}

	/**
	 * Add a fan-out, on any thread.
	 */
	void add(FanOut fanOut) {
		this.queue.add(fanOut);
		if (!this.scheduled.get() && this.scheduled.compareAndSet(false, true)) {
			try {
				this.loop.execute(this);
			}
			catch (RejectedExecutionException ex) {
				// The loop has ended, and with it every receiver.
				this.scheduled.set(false);
				dropQueued();
			}
		}
	}

	/**
	 * The loop has ended: nobody gets what is left.
	 */
	void loopEnded() {
		while (this.position < this.receivers.length) {
			Session receiver = this.receivers[this.position++];
			this.burst.forEach((fanOut) -> fanOut.drop(receiver));
		}
		endBurst();
		dropQueued();
	}

	private void dropQueued() {
		for (FanOut fanOut = this.queue.poll(); fanOut != null; fanOut = this.queue.poll()) {
			for (Session receiver : fanOut.receivers()) {
				fanOut.drop(receiver);
			}
			fanOut.ended();
		}
	}

	@Override
	public void run() {
		boolean more = writeTurn();
		flushWritten();
		if (!more) {
			this.scheduled.set(false);
			more = !this.queue.isEmpty() && this.scheduled.compareAndSet(false, true);
		}
		if (more) {
			this.loop.executeAfterReading(this);
		}
	}

	/**
	 * Write until a turn is over.
	 * @return whether there is more to write
	 */
	private boolean writeTurn() {
		int left = WRITES_PER_TURN;
		while (left > 0) {
			if (this.burst.isEmpty() && !beginBurst()) {
				return false;
			}
			int end = Math.min(this.receivers.length, this.position + Math.max(left / this.burstWrites, 1));
			left -= (end - this.position) * this.burstWrites;
			while (this.position < end) {
				writeBurst(this.receivers[this.position++]);
			}
			if (this.position >= this.receivers.length) {
				endBurst();
			}
		}
		return true;
	}

	private boolean beginBurst() {
		FanOut next = this.queue.poll();
		if (next == null) {
			return false;
		}
		this.receivers = next.receivers();
		this.position = 0;
		this.burstWrites = 0;
		int bytes = 0;
		do {
			this.burst.add(next);
			this.burstWrites += 1 + next.frameBytes() / BYTES_PER_WRITE;
			bytes += next.frameBytes();
			next = this.queue.peek();
		}
		while (next != null && next.receivers() == this.receivers && this.burst.size() < BURST_FRAMES
				&& bytes + next.frameBytes() <= BURST_BYTES && this.queue.poll() != null);
		return true;
	}

	private void writeBurst(Session receiver) {
		for (FanOut fanOut : this.burst) {
			try {
				fanOut.writeTo(receiver);
			}
			catch (Throwable ex) {
				// For want of memory, perhaps. The others must get theirs.
				fanOut.failed(receiver, ex);
			}
		}
		this.written[this.writtenCount++] = receiver;
	}

	private void endBurst() {
		this.burst.forEach(FanOut::ended);
		this.burst.clear();
		this.receivers = NOBODY;
		this.position = 0;
	}

	private void flushWritten() {
		for (int i = 0; i < this.writtenCount; i++) {
			flush(this.written[i]);
		}
		Arrays.fill(this.written, 0, this.writtenCount, null);
		this.writtenCount = 0;
	}

	private static void flush(Session receiver) {
		try {
			receiver.channel().flushNow();
		}
		catch (Throwable ex) {
			receiver.sessions()
				.floodLog()
				.failed(logger, ex, "[{}] What was written could not be flushed", receiver.id());
		}
	}

}
