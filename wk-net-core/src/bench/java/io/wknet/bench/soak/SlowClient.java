package io.wknet.bench.soak;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A client that asks for more than it reads: nothing at all, until the server should have
 * closed the connection. Every other one gets more at once than may wait.
 */
final class SlowClient extends SoakClient {

	private static final int SOURCE = 100;

	private static final int RECEIVE_BUFFER_BYTES = 16_384;

	/**
	 * The server's timeout, the time until the sockets take no more, which can be long on
	 * a busy machine, and some more.
	 */
	private static final long SLEEP_NANOS = 30_000_000_000L;

	private static final long PATIENCE_NANOS = 10_000_000_000L;

	private final long number;

	private boolean awake;

	private int poured;

	SlowClient(SoakClients clients, long number) {
		super(clients);
		this.number = number;
		this.deadlineNanos = System.nanoTime() + SLEEP_NANOS;
	}

	void open() {
		open(SOURCE, RECEIVE_BUFFER_BYTES);
	}

	@Override
	void connected() throws IOException {
		write(SoakFrames.connect("s" + this.number % 100, "d" + this.number, SoakFrames.TOKEN));
	}

	@Override
	void received(int type, int flags, ByteBuffer body) throws IOException {
		if (type == SoakFrames.CONNACK) {
			write(SoakFrames.empty((this.number % 2 != 0) ? SoakFrames.POUR : SoakFrames.POUR_AT_ONCE));
			reads(false);
		}
		else if (type == SoakFrames.POURED) {
			this.poured++;
		}
	}

	@Override
	void expired() {
		if (this.awake) {
			this.clients.guestGone(this);
			this.clients.tally().complain("slow-survived", "slow " + this.number + ", read " + this.poured + " frames");
			close();
		}
		else {
			this.awake = true;
			this.deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
			reads(true);
		}
	}

	@Override
	void ended(Ending ending) {
		this.clients.guestGone(this);
		if (this.awake) {
			this.clients.tally().count("slow-closed");
		}
		else {
			this.clients.tally().complain("slow-failed", "slow " + this.number + ": " + ending);
		}
	}

}
