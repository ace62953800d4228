package io.wknet.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.ServerFrame;
import io.wknet.frame.SubFrame;
import io.wknet.frame.SubackFrame;
import io.wknet.timer.Deadline;

/**
 * A SEND that waits for its SENDACK, or a SUB that waits for its SUBACK.
 *
 * @param <A> the type of the answer
 */
final class PendingAck<A extends ServerFrame> extends Deadline {

	final CompletableFuture<A> result = new CompletableFuture<>();

	/**
	 * Found in the answer: a SEND's clientSeq, or a SUB's subNo.
	 */
	final Object key;

	private final Class<A> type;

	private final String what;

	private final Duration timeout;

	private PendingAck(Object key, Class<A> type, String what, Duration timeout) {
		this.key = key;
		this.type = type;
		this.what = what;
		this.timeout = timeout;
	}

	static PendingAck<SendackFrame> of(SendFrame send, Duration timeout) {
		return new PendingAck<>(send.clientSeq(), SendackFrame.class, "SENDACK for clientSeq " + send.clientSeq(),
				timeout);
	}

	static PendingAck<SubackFrame> of(SubFrame sub, Duration timeout) {
		return new PendingAck<>(sub.subNo(), SubackFrame.class, "SUBACK for subNo " + sub.subNo(), timeout);
	}

	Duration timeout() {
		return this.timeout;
	}

	void complete(ServerFrame answer) {
		this.result.complete(this.type.cast(answer));
	}

	/**
	 * Another one with the same key waits already.
	 */
	void refuse() {
		this.result.completeExceptionally(
				new IllegalStateException("A " + this.what + " is waited for already; give each frame its own"));
	}

	@Override
	protected void expired(long nanoTime) {
		this.result.completeExceptionally(new WkClientTimeoutException("No " + this.what + " within " + this.timeout));
	}

}
