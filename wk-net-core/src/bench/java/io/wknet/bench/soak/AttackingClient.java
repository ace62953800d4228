package io.wknet.bench.soak;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A client that means no good, and must lose its connection for it.
 */
final class AttackingClient extends SoakClient {

	private static final int SOURCE = 101;

	private static final List<Attack> ATTACKS = List.of(Attack.values());

	/**
	 * The server's timeouts, and some more.
	 */
	private static final long PATIENCE_NANOS = 40_000_000_000L;

	private final long number;

	private final Attack attack;

	AttackingClient(SoakClients clients, long number) {
		super(clients);
		this.number = number;
		this.attack = ATTACKS.get((int) (number % ATTACKS.size()));
		this.deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
	}

	void open() {
		open(SOURCE, 0);
	}

	@Override
	void connected() throws IOException {
		if (this.attack.isAuthenticated()) {
			write(SoakFrames.connect("a" + this.number % 100, "d" + this.number, SoakFrames.TOKEN));
		}
		else {
			write(this.attack.bytes());
		}
	}

	@Override
	void received(int type, int flags, ByteBuffer body) throws IOException {
		if (type == SoakFrames.CONNACK && this.attack.isAuthenticated()) {
			write(this.attack.bytes());
			if (this.attack == Attack.HALF_FRAME) {
				channel().shutdownOutput();
			}
		}
		else if (type != SoakFrames.BROADCAST && type != SoakFrames.CONNACK) {
			this.clients.tally().complain("attack-wrong", this.attack + " got type " + type);
		}
	}

	/**
	 * Whoever has spoken the protocol so far must be told why.
	 */
	@Override
	void ended(Ending ending) {
		this.clients.guestGone(this);
		this.clients.tally().count("attacks-ended");
		if (this.attack == Attack.WRONG_TOKEN) {
			this.clients.tally().count("wrong-tokens");
		}
		String told = this.farewell;
		boolean right = (told != null) ? this.attack.reasons().contains(told)
				: !this.attack.isAuthenticated() || this.attack == Attack.HALF_FRAME;
		if (!right) {
			this.clients.tally().complain("attack-wrong", this.attack + ": " + ending + " with " + told);
		}
	}

	@Override
	void expired() {
		this.clients.guestGone(this);
		this.clients.tally().complain("attack-survived", this.attack.name());
		close();
	}

}
