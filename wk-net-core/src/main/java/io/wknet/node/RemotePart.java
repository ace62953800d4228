package io.wknet.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.wknet.delivery.DeliveryResult;
import io.wknet.delivery.RemoteDeliveryException;
import io.wknet.node.Part.Reply;
import org.jspecify.annotations.Nullable;

/**
 * The part of a delivery, or of a command, that goes to other nodes: counts their
 * answers. It is over when every node that was asked has answered, or with the first
 * failure.
 */
final class RemotePart {

	/**
	 * More than there are nodes.
	 */
	private static final int NOT_BEGUN = 1 << 30;

	private final long id;

	private final long deadline;

	private final Consumer<RemotePart> finished;

	/**
	 * How many answers are missing, and many more until all nodes are known that were
	 * asked: answers may come before that.
	 */
	private final AtomicInteger missing = new AtomicInteger(NOT_BEGUN);

	private final AtomicInteger reached = new AtomicInteger();

	private final AtomicInteger closed = new AtomicInteger();

	private final AtomicInteger slow = new AtomicInteger();

	private final AtomicInteger unsupported = new AtomicInteger();

	private final AtomicInteger pending = new AtomicInteger();

	private final AtomicBoolean over = new AtomicBoolean();

	private final CompletableFuture<DeliveryResult> completion = new CompletableFuture<>();

	/**
	 * Begin.
	 * @param finished hears that it is over, before anybody who waits for it does: who
	 * then begins another one finds the room of this one free
	 */
	RemotePart(long id, long deadline, Consumer<RemotePart> finished) {
		this.id = id;
		this.deadline = deadline;
		this.finished = finished;
	}

	long id() {
		return this.id;
	}

	long deadline() {
		return this.deadline;
	}

	boolean isOver() {
		return this.over.get();
	}

	/**
	 * What other nodes have said; completes exceptionally with
	 * {@link RemoteDeliveryException} only.
	 */
	CompletableFuture<DeliveryResult> completion() {
		return this.completion;
	}

	/**
	 * So many more answers are expected.
	 */
	void expect(int answers) {
		this.missing.addAndGet(answers);
	}

	/**
	 * All nodes are known that were asked.
	 */
	void begun() {
		arrived(NOT_BEGUN);
	}

	void answered(Reply reply) {
		if (reply.failed()) {
			failed("A node of the cluster could not do what it was asked", null);
			return;
		}
		this.reached.addAndGet(reply.reached());
		this.closed.addAndGet(reply.closed());
		this.slow.addAndGet(reply.slow());
		this.unsupported.addAndGet(reply.unsupported());
		this.pending.addAndGet(reply.pending());
		arrived(1);
	}

	private void arrived(int count) {
		if (this.missing.addAndGet(-count) == 0 && this.over.compareAndSet(false, true)) {
			this.finished.accept(this);
			this.completion.complete(result());
		}
	}

	void failed(String what, @Nullable Throwable cause) {
		if (this.over.compareAndSet(false, true)) {
			this.finished.accept(this);
			String why = (cause != null) ? what + ": " + cause.getMessage() : what;
			this.completion.completeExceptionally(new RemoteDeliveryException(
					why + "; connections of this server were served, and nothing is sent again", result(), cause));
		}
	}

	/**
	 * What is known. While answers are missing, at least one connection is pending.
	 */
	DeliveryResult result() {
		if (!this.over.get()) {
			return new DeliveryResult(this.reached.get(), this.closed.get(), this.slow.get(), this.unsupported.get(),
					this.pending.get() + 1);
		}
		return new DeliveryResult(this.reached.get(), this.closed.get(), this.slow.get(), this.unsupported.get(),
				this.pending.get());
	}

}
