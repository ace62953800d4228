package io.wknet.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import io.wknet.frame.FrameType;

/**
 * Counts frames and bytes. One thread counts, without locks or atomic operations; any
 * thread may read, and sees a recent value.
 *
 * @since 0.1.0
 */
public final class TrafficCounters {

	private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

	private static final int TYPES = FrameType.APPLICATION.code() + 1;

	private static final int FRAMES_OUT = TYPES;

	private static final int BYTES_IN = 2 * TYPES;

	private static final int BYTES_OUT = BYTES_IN + 1;

	private final long[] counts = new long[BYTES_OUT + 1];

	/**
	 * Count a frame that was received.
	 * @param type its type
	 */
	public void frameIn(FrameType type) {
		add(type.code(), 1);
	}

	/**
	 * Count a frame that was sent.
	 * @param type its type
	 */
	public void frameOut(FrameType type) {
		add(FRAMES_OUT + type.code(), 1);
	}

	/**
	 * Count bytes that were received.
	 * @param bytes how many
	 */
	public void bytesIn(int bytes) {
		add(BYTES_IN, bytes);
	}

	/**
	 * Count bytes that were sent.
	 * @param bytes how many
	 */
	public void bytesOut(int bytes) {
		add(BYTES_OUT, bytes);
	}

	/**
	 * Frames received so far.
	 * @param type their type
	 * @return the number
	 */
	public long framesIn(FrameType type) {
		return get(type.code());
	}

	/**
	 * Frames sent so far.
	 * @param type their type
	 * @return the number
	 */
	public long framesOut(FrameType type) {
		return get(FRAMES_OUT + type.code());
	}

	/**
	 * Bytes received so far.
	 * @return the number
	 */
	public long bytesIn() {
		return get(BYTES_IN);
	}

	/**
	 * Bytes sent so far.
	 * @return the number
	 */
	public long bytesOut() {
		return get(BYTES_OUT);
	}

	private void add(int index, long amount) {
		COUNT.setOpaque(this.counts, index, this.counts[index] + amount);
	}

	private long get(int index) {
		return (long) COUNT.getOpaque(this.counts, index);
	}

}
