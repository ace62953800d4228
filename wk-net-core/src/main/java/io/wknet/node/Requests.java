package io.wknet.node;

import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import io.wknet.node.Part.Reply;

/**
 * What waits for other nodes' answers, and the answers that this node owes. All of it has
 * the same time, so that what is due is always first in its queue. Any thread adds; the
 * node's thread looks what is due.
 */
final class Requests {

	final LongAdder unanswered = new LongAdder();

	final LongAdder rejected = new LongAdder();

	private final int maxPending;

	private final ConcurrentMap<Long, RemotePart> pending = new ConcurrentHashMap<>();

	private final Queue<RemotePart> byAge = new ConcurrentLinkedQueue<>();

	private final Queue<OwedReply> owed = new ConcurrentLinkedQueue<>();

	private final AtomicInteger size = new AtomicInteger();

	private final AtomicLong ids = new AtomicLong();

	Requests(int maxPending) {
		this.maxPending = maxPending;
	}

	long nextId() {
		return this.ids.incrementAndGet();
	}

	int size() {
		return this.size.get();
	}

	/**
	 * Wait for answers.
	 * @return {@code false} if too many wait
	 */
	boolean add(RemotePart request) {
		if (this.size.incrementAndGet() > this.maxPending) {
			this.size.decrementAndGet();
			this.rejected.increment();
			return false;
		}
		this.pending.put(request.id(), request);
		this.byAge.add(request);
		return true;
	}

	void remove(RemotePart request) {
		if (this.pending.remove(request.id(), request)) {
			this.size.decrementAndGet();
		}
	}

	void answered(Reply reply) {
		RemotePart request = this.pending.get(reply.request());
		if (request != null) {
			request.answered(reply);
		}
	}

	void owe(OwedReply reply) {
		this.owed.add(reply);
	}

	/**
	 * Give up what is too late, and answer what must be answered now.
	 */
	void expire(long nanoTime) {
		RemotePart oldest = this.byAge.peek();
		while (oldest != null && (oldest.isOver() || oldest.deadline() - nanoTime <= 0)) {
			this.byAge.poll();
			if (!oldest.isOver()) {
				this.unanswered.increment();
				oldest.failed("A node of the cluster did not answer in time", null);
			}
			oldest = this.byAge.peek();
		}
		OwedReply owing = this.owed.peek();
		while (owing != null && (owing.isAnswered() || owing.deadline() - nanoTime <= 0)) {
			this.owed.poll();
			owing.answer();
			owing = this.owed.peek();
		}
	}

	/**
	 * Give all up: the node leaves.
	 */
	void close() {
		this.pending.values().forEach((request) -> request.failed("This node has left the cluster", null));
	}

}
