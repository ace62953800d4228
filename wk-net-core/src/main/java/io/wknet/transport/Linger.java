package io.wknet.transport;

import io.wknet.timer.Deadline;

/**
 * The last moments of a socket whose connection is over: our side has ended the stream,
 * and what the peer still sends is read and dropped, so that it can read our last frame
 * rather than see a reset. It ends when the peer closes, after a time, or after too many
 * bytes.
 */
final class Linger extends Deadline {

	static final long NANOS = 2_000_000_000L;

	private static final int MAX_BYTES = 1 << 20;

	private final Runnable close;

	private int bytes;

	/**
	 * Create one for a socket.
	 * @param close closes the socket at once
	 */
	Linger(Runnable close) {
		this.close = close;
	}

	void dropped(int count) {
		this.bytes += count;
		if (this.bytes > MAX_BYTES) {
			this.close.run();
		}
	}

	/**
	 * The server stops, and the peer has had its time.
	 */
	void stop() {
		this.close.run();
	}

	@Override
	protected void expired(long nanoTime) {
		this.close.run();
	}

}
