package io.wknet.node;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import io.wknet.cluster.ClusterMember;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent to one receiver: a node, the subscribers of a topic, or all.
 * While the bus takes a message, what comes gathers for the next one. Any thread adds to
 * it.
 */
final class Outbox {

	private final ClusterMember self;

	private final int maxMessageBytes;

	private final int maxParts;

	private final int maxBytes;

	private final Function<byte[], CompletionStage<Integer>> bus;

	private final Consumer<Outbox> emptied;

	private final ReentrantLock lock = new ReentrantLock();

	private final Queue<Waiting> waiting = new ArrayDeque<>();

	private long waitingBytes;

	private boolean sending;

	private boolean over;

	Outbox(ClusterMember self, int maxMessageBytes, int maxParts, Function<byte[], CompletionStage<Integer>> bus,
			Consumer<Outbox> emptied) {
		this.self = self;
		this.maxMessageBytes = maxMessageBytes;
		this.maxParts = maxParts;
		this.maxBytes = (int) Math.min(Integer.MAX_VALUE, maxMessageBytes * 8L);
		this.bus = bus;
		this.emptied = emptied;
	}

	/**
	 * Send a part.
	 * @param sent hears on some thread, soon or later, to how many nodes it was handed
	 * @return {@code false} if this outbox is over: take another one
	 */
	boolean add(Part part, Sent sent) {
		byte[] head = NodeMessage.encode(part);
		byte[] frame = part.frame();
		int bytes = head.length + frame.length;
		int header = NodeMessage.header(this.self, 1).length;
		if (header + bytes > this.maxMessageBytes) {
			sent.sent(0,
					new IllegalArgumentException("A message of " + (header + bytes)
							+ " bytes for another node exceeds maxMessageBytes=" + this.maxMessageBytes
							+ "; raise cluster.max-message-size or send smaller frames"));
			return true;
		}
		boolean full;
		this.lock.lock();
		try {
			if (this.over) {
				return false;
			}
			full = this.waiting.size() >= this.maxParts || this.waitingBytes + bytes > this.maxBytes;
			if (!full) {
				this.waiting.add(new Waiting(head, frame, sent));
				this.waitingBytes += bytes;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (full) {
			sent.sent(0, new IllegalStateException("Too much waits to be sent to another node: maxPending="
					+ this.maxParts + " messages or " + this.maxBytes + " bytes; send more slowly"));
		}
		else {
			send();
		}
		return true;
	}

	private void send() {
		List<Waiting> burst = next();
		while (burst != null) {
			CompletionStage<Integer> taken = send(burst);
			if (taken.toCompletableFuture().isDone()) {
				this.lock.lock();
				try {
					this.sending = false;
				}
				finally {
					this.lock.unlock();
				}
				burst = next();
			}
			else {
				taken.whenComplete((nodes, failure) -> {
					this.lock.lock();
					try {
						this.sending = false;
					}
					finally {
						this.lock.unlock();
					}
					send();
				});
				return;
			}
		}
	}

	/**
	 * Take what goes into the next message.
	 * @return the parts, or {@code null} if there are none or the bus still takes others
	 */
	private @Nullable List<Waiting> next() {
		this.lock.lock();
		try {
			if (this.sending) {
				return null;
			}
			if (this.waiting.isEmpty()) {
				if (!this.over) {
					this.over = true;
					this.emptied.accept(this);
				}
				return null;
			}
			List<Waiting> burst = new ArrayList<>();
			long bytes = NodeMessage.header(this.self, 0).length;
			while (!this.waiting.isEmpty() && burst.size() < NodeMessage.MAX_PARTS
					&& bytes + this.waiting.element().bytes() <= this.maxMessageBytes) {
				Waiting one = this.waiting.remove();
				bytes += one.bytes();
				this.waitingBytes -= one.bytes();
				burst.add(one);
			}
			this.sending = true;
			return burst;
		}
		finally {
			this.lock.unlock();
		}
	}

	private CompletionStage<Integer> send(List<Waiting> burst) {
		ByteArrayOutputStream message = new ByteArrayOutputStream();
		message.writeBytes(NodeMessage.header(this.self, burst.size()));
		for (Waiting one : burst) {
			message.writeBytes(one.head);
			message.writeBytes(one.frame);
		}
		return this.bus.apply(message.toByteArray()).whenComplete((nodes, failure) -> {
			for (Waiting one : burst) {
				one.sent.sent((failure != null) ? 0 : nodes, failure);
			}
		});
	}

	/**
	 * Hears what became of a part.
	 */
	@FunctionalInterface
	interface Sent {

		/**
		 * A part was sent, or was not.
		 * @param nodes to how many nodes it was handed
		 * @param failure why it was not, or {@code null}
		 */
		void sent(int nodes, @Nullable Throwable failure);

	}

	/**
	 * A part that waits.
	 *
	 * @param head all of it but the frame
	 * @param frame the frame
	 * @param sent hears what becomes of it
	 */
	// Nobody compares them, and the arrays are shared on purpose.
	@SuppressWarnings("ArrayRecordComponent")
	private record Waiting(byte[] head, byte[] frame, Sent sent) {

		int bytes() {
			return this.head.length + this.frame.length;
		}

	}

}
