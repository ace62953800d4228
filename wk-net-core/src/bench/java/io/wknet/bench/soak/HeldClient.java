package io.wknet.bench.soak;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A client that stays: it sends messages and pings, and gets what is sent to all and to
 * its topic. Each answer must be there in time, once, and in order.
 */
final class HeldClient extends SoakClient {

	private static final int SOURCES = 8;

	private static final int FIRST_SOURCE = 2;

	private static final long LATE_NANOS = 5_000_000_000L;

	private final int number;

	private boolean authenticated;

	private long sent;

	private long answered;

	private long sentNanos;

	private int pings;

	private long broadcasts;

	private long published;

	private int attempts;

	HeldClient(SoakClients clients, int number) {
		super(clients);
		this.number = number;
	}

	void open() {
		this.authenticated = false;
		this.sent = 0;
		this.answered = 0;
		this.pings = 0;
		open(FIRST_SOURCE + this.number % SOURCES, 0);
	}

	int attempts() {
		return this.attempts++;
	}

	@Override
	void connected() throws IOException {
		write(SoakFrames.connect(SoakFrames.HELD + Integer.toString(this.number), "d" + this.number, SoakFrames.TOKEN));
	}

	/**
	 * Send so many messages at once, unless those before are not all answered yet.
	 */
	void send(int messages) {
		if (!this.authenticated || this.sent != this.answered) {
			return;
		}
		this.sentNanos = System.nanoTime();
		try {
			ByteBuffer all = ByteBuffer.allocate(messages * 256);
			for (int i = 0; i < messages; i++) {
				all.put(SoakFrames.send(this.sent + 1 + i));
			}
			this.sent += messages;
			write(all.flip());
			this.clients.tally().add("sent", messages);
		}
		catch (IOException ex) {
			this.clients.tally().complain("unwritten", "held " + this.number + ": " + ex.getMessage());
		}
	}

	void ping() {
		if (!this.authenticated) {
			return;
		}
		try {
			this.pings++;
			write(SoakFrames.empty(SoakFrames.PING));
			this.clients.tally().count("pinged");
		}
		catch (IOException ex) {
			this.clients.tally().complain("unwritten", "held " + this.number + ": " + ex.getMessage());
		}
	}

	@Override
	void received(int type, int flags, ByteBuffer body) {
		switch (type) {
			case SoakFrames.SENDACK -> {
				this.answered++;
				body.getLong();
				expect(this.answered, body.getInt(), "SENDACK of message");
				expect(this.answered, body.getInt(), "SENDACK with number");
				expect(1, body.get(), "SENDACK with code");
				long nanos = System.nanoTime() - this.sentNanos;
				this.clients.roundTrip(nanos);
				this.clients.tally().count("answered");
				if (nanos > LATE_NANOS) {
					this.clients.tally().complain("late", "held " + this.number + " after " + nanos + " ns");
				}
			}
			case SoakFrames.PONG -> {
				this.pings--;
				this.clients.tally().count("ponged");
			}
			case SoakFrames.BROADCAST -> expect(++this.broadcasts, body.getLong(), "broadcast");
			case SoakFrames.PUBLISHED -> expect(++this.published, body.getLong(), "publication");
			case SoakFrames.CONNACK -> {
				expect(1, reasonCode(flags, body), "CONNACK with code");
				this.authenticated = true;
				this.attempts = 0;
				this.clients.authenticated();
			}
			default -> this.clients.tally().complain("wrong", "held " + this.number + " got type " + type);
		}
	}

	private void expect(long wanted, long found, String what) {
		if (wanted != found) {
			this.clients.tally()
				.complain("wrong", "held " + this.number + ": expected " + what + " " + wanted + ", found " + found);
		}
	}

	@Override
	void ended(Ending ending) {
		boolean before = this.authenticated;
		this.authenticated = false;
		this.clients.heldEnded(this, before, ending);
	}

	@Override
	void expired() {
		// It stays.
	}

	/**
	 * Whether something is still to come. What was lost with its connection is not.
	 */
	boolean isWaiting(long allPublished, long allBroadcasts) {
		return this.authenticated && (unanswered() != 0 || missing(allPublished, allBroadcasts) != 0);
	}

	/**
	 * How many answers are still to come.
	 */
	long unanswered() {
		return this.sent - this.answered + this.pings;
	}

	/**
	 * How much of what was sent to it never came.
	 */
	long missing(long allPublished, long allBroadcasts) {
		int topic = this.number % SoakFrames.TOPICS;
		long wanted = allPublished / SoakFrames.TOPICS + ((topic < allPublished % SoakFrames.TOPICS) ? 1 : 0);
		return wanted - this.published + allBroadcasts - this.broadcasts;
	}

}
