package io.wknet.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.wknet.frame.SendackFrame;
import io.wknet.timer.Deadline;

/**
 * A SEND that waits for its SENDACK.
 */
final class PendingAck extends Deadline {

	final CompletableFuture<SendackFrame> result = new CompletableFuture<>();

	private final String timeoutMessage;

	PendingAck(long clientSeq, Duration timeout) {
		this.timeoutMessage = "No SENDACK for clientSeq " + clientSeq + " within " + timeout;
	}

	@Override
	protected void expired(long nanoTime) {
		this.result.completeExceptionally(new WkClientTimeoutException(this.timeoutMessage));
	}

}
