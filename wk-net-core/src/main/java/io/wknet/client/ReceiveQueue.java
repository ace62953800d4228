package io.wknet.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.wknet.frame.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * Frames between the event loop, which adds them and never waits, and the threads that
 * take them. It has room for one frame more when it says that it is full, as long as
 * reading stops then.
 */
final class ReceiveQueue {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Queue<ServerFrame> frames = new ArrayDeque<>();

	private final int capacity;

	private boolean pausing;

	private @Nullable WkClientDisconnect end;

	ReceiveQueue(int capacity) {
		this.capacity = capacity;
	}

	/**
	 * Add a frame.
	 * @return {@code true} if nothing more shall be read until {@link #poll} says so
	 */
	boolean add(ServerFrame frame) {
		this.lock.lock();
		try {
			this.frames.add(frame);
			this.changed.signal();
			return isFull();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Whether reading shall stop; if so, {@link #poll} will tell when to go on.
	 */
	boolean isFull() {
		this.lock.lock();
		try {
			this.pausing |= this.frames.size() >= this.capacity;
			return this.pausing;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * There will be no more frames.
	 */
	void end(WkClientDisconnect disconnect) {
		this.lock.lock();
		try {
			this.end = disconnect;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take a frame, or wait for one.
	 * @param resume called if reading shall go on
	 * @throws WkClientTimeoutException if there is none in time
	 * @throws WkClientClosedException if there will be none
	 */
	ServerFrame poll(Duration timeout, Runnable resume) throws InterruptedException {
		ServerFrame frame;
		boolean resuming;
		this.lock.lockInterruptibly();
		try {
			frame = await(timeout);
			resuming = this.pausing && this.frames.size() <= this.capacity / 2;
			if (resuming) {
				this.pausing = false;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (resuming) {
			resume.run();
		}
		return frame;
	}

	private ServerFrame await(Duration timeout) throws InterruptedException {
		long nanos = timeout.toNanos();
		ServerFrame frame = this.frames.poll();
		while (frame == null) {
			if (this.end != null) {
				throw new WkClientClosedException(this.end);
			}
			if (nanos <= 0) {
				throw new WkClientTimeoutException("No frame was received within " + timeout);
			}
			nanos = this.changed.awaitNanos(nanos);
			frame = this.frames.poll();
		}
		return frame;
	}

}
