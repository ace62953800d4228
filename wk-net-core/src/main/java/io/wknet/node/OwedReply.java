package io.wknet.node;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.wknet.delivery.Delivery;
import io.wknet.delivery.DeliveryResult;
import io.wknet.node.Part.Reply;

/**
 * An answer that is given when a delivery is complete, or when it is due, with what is
 * known then.
 */
final class OwedReply {

	private final long request;

	private final Delivery delivery;

	private final long deadline;

	private final Consumer<Reply> to;

	private final AtomicBoolean answered = new AtomicBoolean();

	OwedReply(long request, Delivery delivery, long deadline, Consumer<Reply> to) {
		this.request = request;
		this.delivery = delivery;
		this.deadline = deadline;
		this.to = to;
	}

	long deadline() {
		return this.deadline;
	}

	boolean isAnswered() {
		return this.answered.get();
	}

	void answer() {
		if (this.answered.compareAndSet(false, true)) {
			DeliveryResult result = this.delivery.result();
			this.to.accept(new Reply(this.request, result.reached(), result.closed(), result.slow(),
					result.unsupported(), result.pending(), false));
		}
	}

}
