package io.wknet.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

import io.wknet.connection.WkConnection;
import io.wknet.topic.Topic;
import io.wknet.transport.LoopContext;

/**
 * The subscribers of one topic, those of each event loop together. All but the size is
 * used under its lock, which {@link TopicTable} takes.
 */
final class TopicMembers {

	private final Topic topic;

	private final ReentrantLock lock = new ReentrantLock();

	/**
	 * There are few loops, so that a list is searched as quickly as a map.
	 */
	private final List<LoopMembers> loops = new ArrayList<>(1);

	private volatile int size;

	private boolean over;

	TopicMembers(Topic topic) {
		this.topic = topic;
	}

	Topic topic() {
		return this.topic;
	}

	void lock() {
		this.lock.lock();
	}

	void unlock() {
		this.lock.unlock();
	}

	/**
	 * How many there are, on any thread.
	 */
	int size() {
		return this.size;
	}

	/**
	 * Whether the last subscriber has gone: these are not the topic's members any more.
	 */
	boolean isOver() {
		return this.over;
	}

	@SuppressWarnings("NonAtomicVolatileUpdate")
	Subscription add(Session session) {
		Subscription added = new Subscription(this, session);
		of(session.channel().loop()).add(added);
		this.size++;
		return added;
	}

	@SuppressWarnings("NonAtomicVolatileUpdate")
	void remove(Subscription removed) {
		LoopMembers members = of(removed.session().channel().loop());
		members.remove(removed);
		if (members.isEmpty()) {
			this.loops.remove(members);
		}
		this.size--;
		this.over = this.size == 0;
	}

	private LoopMembers of(LoopContext loop) {
		for (LoopMembers members : this.loops) {
			if (members.loop() == loop) {
				return members;
			}
		}
		LoopMembers added = new LoopMembers(loop);
		this.loops.add(added);
		return added;
	}

	void forEachLoop(BiConsumer<LoopContext, Session[]> action) {
		for (int i = 0; i < this.loops.size(); i++) {
			LoopMembers members = this.loops.get(i);
			action.accept(members.loop(), members.snapshot());
		}
	}

	List<WkConnection> all() {
		List<WkConnection> all = new ArrayList<>(this.size);
		for (LoopMembers members : this.loops) {
			members.addTo(all);
		}
		return all;
	}

}
