package io.wknet.session;

import java.util.Arrays;
import java.util.Collection;

import io.wknet.connection.WkConnection;
import io.wknet.transport.LoopContext;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of a topic that belong to one event loop. Used under the lock of their
 * {@link TopicMembers}; the snapshot that is handed out is never changed.
 */
final class LoopMembers {

	private static final int SMALLEST = 2;

	private final LoopContext loop;

	private @Nullable Subscription[] members = new Subscription[SMALLEST];

	private int size;

	/**
	 * Made when it is asked for, and forgotten with the next change.
	 */
	private Session @Nullable [] snapshot;

	LoopMembers(LoopContext loop) {
		this.loop = loop;
	}

	LoopContext loop() {
		return this.loop;
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	void add(Subscription added) {
		if (this.size == this.members.length) {
			this.members = Arrays.copyOf(this.members, this.size + (this.size >> 1));
		}
		added.index = this.size;
		this.members[this.size++] = added;
		this.snapshot = null;
	}

	/**
	 * Take one out and put the last into its place.
	 */
	void remove(Subscription removed) {
		Subscription last = member(--this.size);
		this.members[removed.index] = last;
		last.index = removed.index;
		this.members[this.size] = null;
		if (this.members.length > SMALLEST && this.size <= this.members.length / 4) {
			this.members = Arrays.copyOf(this.members, Math.max(this.members.length / 2, SMALLEST));
		}
		this.snapshot = null;
	}

	Session[] snapshot() {
		Session[] current = this.snapshot;
		if (current == null) {
			current = new Session[this.size];
			for (int i = 0; i < current.length; i++) {
				current[i] = member(i).session();
			}
			this.snapshot = current;
		}
		return current;
	}

	void addTo(Collection<? super WkConnection> connections) {
		for (int i = 0; i < this.size; i++) {
			connections.add(member(i).session());
		}
	}

	private Subscription member(int index) {
		Subscription member = this.members[index];
		assert member != null;
		return member;
	}

}
