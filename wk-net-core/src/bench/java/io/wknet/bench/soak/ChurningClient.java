package io.wknet.bench.soak;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/**
 * A client that logs in, sends a few messages, and goes: in one of several ways, in turn.
 */
final class ChurningClient extends SoakClient {

	private static final List<Way> WAYS = List.of(Way.values());

	private static final int SOURCES = 64;

	private static final int FIRST_SOURCE = 20;

	private static final int USERS = 1000;

	private static final int MOST_MESSAGES = 3;

	private static final int KICK_CODE = 12;

	private static final long PATIENCE_NANOS = 20_000_000_000L;

	private final long number;

	private final Way way;

	private final int messages;

	private int sent;

	ChurningClient(SoakClients clients, long number) {
		super(clients);
		this.number = number;
		this.way = WAYS.get((int) (number % WAYS.size()));
		this.messages = 1 + (int) (number / WAYS.size() % MOST_MESSAGES);
		this.deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
	}

	void open() {
		open(FIRST_SOURCE + (int) (this.number % SOURCES), 0);
	}

	@Override
	void connected() throws IOException {
		write(SoakFrames.connect("c" + this.number % USERS, "d" + this.number, SoakFrames.TOKEN));
	}

	@Override
	void received(int type, int flags, ByteBuffer body) throws IOException {
		switch (type) {
			case SoakFrames.CONNACK -> {
				if (reasonCode(flags, body) != 1) {
					failed("CONNACK with code " + reasonCode(flags, body));
				}
				write(SoakFrames.send(++this.sent));
			}
			case SoakFrames.SENDACK -> {
				if (body.getInt(Long.BYTES) != this.sent) {
					failed("SENDACK of message " + body.getInt(Long.BYTES) + " rather than " + this.sent);
				}
				if (this.sent < this.messages) {
					write(SoakFrames.send(++this.sent));
				}
				else {
					go();
				}
			}
			case SoakFrames.BROADCAST -> this.clients.tally().count("overheard");
			default -> failed("type " + type);
		}
	}

	private void go() throws IOException {
		switch (this.way) {
			case RESET -> {
				channel().setOption(StandardSocketOptions.SO_LINGER, 0);
				close();
				gone();
			}
			case CLOSE -> {
				close();
				gone();
			}
			case END_OUTPUT -> channel().shutdownOutput();
			case DISCONNECT -> write(SoakFrames.disconnect());
			case KICKED -> write(SoakFrames.empty(SoakFrames.KICK_ME));
			case SERVER -> write(SoakFrames.empty(SoakFrames.CLOSE_ME));
		}
	}

	private void gone() {
		this.clients.guestGone(this);
		this.clients.tally().count("churned");
		this.clients.tally().count("churned-" + this.way.label());
	}

	@Override
	void ended(Ending ending) {
		boolean asTold = switch (this.way) {
			case RESET, CLOSE -> false;
			case END_OUTPUT, DISCONNECT -> true;
			case KICKED -> "KICKED".equals(this.farewell) && this.farewellCode == KICK_CODE;
			case SERVER -> "SERVER".equals(this.farewell);
		};
		if (asTold && ending == Ending.END_OF_STREAM && this.sent == this.messages) {
			gone();
		}
		else {
			this.clients.guestGone(this);
			failed(ending + " with " + this.farewell);
		}
	}

	@Override
	void expired() {
		this.clients.guestGone(this);
		failed("no end");
		close();
	}

	private void failed(String how) {
		this.clients.tally()
			.complain("churn-failed", this.number + " (" + this.way + ", " + this.sent + " messages): " + how);
	}

	/**
	 * How it goes.
	 */
	private enum Way {

		/**
		 * By a reset.
		 */
		RESET,

		/**
		 * Without a word.
		 */
		CLOSE,

		/**
		 * By the end of its stream alone.
		 */
		END_OUTPUT,

		/**
		 * By DISCONNECT.
		 */
		DISCONNECT,

		/**
		 * It is kicked.
		 */
		KICKED,

		/**
		 * The application closes the connection.
		 */
		SERVER;

		String label() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
