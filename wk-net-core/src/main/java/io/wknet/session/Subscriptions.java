package io.wknet.session;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import io.wknet.connection.ConnectionState;
import io.wknet.listener.ListenerEvent;
import io.wknet.topic.SubscribeResult;
import io.wknet.topic.Topic;
import org.jspecify.annotations.Nullable;

/**
 * What one session is subscribed to, and the events of it that wait for the event loop.
 * They are queued under the same lock under which the subscriptions change, so that their
 * order is that of the changes, whatever thread makes them.
 * <p>
 * A session gets this when it first subscribes.
 */
final class Subscriptions {

	private final Session session;

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<Topic, Subscription> byTopic = new LinkedHashMap<>(4);

	/**
	 * What the event loop has not taken yet, or {@code null} if there is nothing.
	 */
	private volatile @Nullable Queue<SubscriptionEvent> events;

	/**
	 * How many events the listener has not heard of, those included that the event loop
	 * has taken.
	 */
	private int unheard;

	/**
	 * The SUB about which an authorizer is asked, on the event loop.
	 */
	private @Nullable SubRequest asking;

	Subscriptions(Session session) {
		this.session = session;
	}

	SubscribeResult add(Topic topic) {
		this.lock.lock();
		try {
			// Read under the lock: who closes sets the state first, and then comes here.
			if (this.session.state() != ConnectionState.ACTIVE || !this.session.isOpen()) {
				return SubscribeResult.NOT_ACTIVE;
			}
			if (this.byTopic.containsKey(topic)) {
				return SubscribeResult.ALREADY_SUBSCRIBED;
			}
			if (isFull()) {
				return SubscribeResult.CONNECTION_LIMIT;
			}
			Subscription added = table().add(this.session, topic);
			if (added == null) {
				return SubscribeResult.TOPIC_LIMIT;
			}
			this.byTopic.put(added.topic(), added);
			happened(ListenerEvent.SUBSCRIBE, added.topic());
			return SubscribeResult.SUBSCRIBED;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Whether there are as many subscriptions as there may be, or too much that the
	 * listener has not heard of: otherwise whoever subscribes and unsubscribes while it
	 * hangs would fill the memory with events.
	 */
	private boolean isFull() {
		int max = this.session.settings().topics().maxPerConnection();
		long maxUnheard = (long) max + this.session.settings().dispatch().maxPendingFrames();
		return this.byTopic.size() >= max || this.unheard >= maxUnheard;
	}

	boolean contains(Topic topic) {
		this.lock.lock();
		try {
			return this.byTopic.containsKey(topic);
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean remove(Topic topic) {
		this.lock.lock();
		try {
			Subscription removed = this.byTopic.remove(topic);
			if (removed != null) {
				ended(removed);
			}
			return removed != null;
		}
		finally {
			this.lock.unlock();
		}
	}

	Set<Topic> topics() {
		this.lock.lock();
		try {
			return Collections.unmodifiableSet(new LinkedHashSet<>(this.byTopic.keySet()));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The session begins to close, on its event loop: end all, and wait for no answer.
	 */
	void close() {
		this.lock.lock();
		try {
			this.byTopic.values().forEach(this::ended);
			this.byTopic.clear();
		}
		finally {
			this.lock.unlock();
		}
		if (this.asking != null) {
			this.asking.abandon();
		}
	}

	/**
	 * Remember, on the event loop, which SUB waits for an answer; {@code null} for none.
	 */
	void asking(@Nullable SubRequest request) {
		this.asking = request;
	}

	private void ended(Subscription removed) {
		table().remove(removed);
		happened(ListenerEvent.UNSUBSCRIBE, removed.topic());
	}

	private void happened(ListenerEvent what, Topic topic) {
		this.unheard++;
		Queue<SubscriptionEvent> queue = this.events;
		if (queue == null) {
			queue = new ArrayDeque<>(2);
			this.events = queue;
			this.session.executeOnLoop(this.session::deliverEvents);
		}
		queue.add(new SubscriptionEvent(this.session, this, what, topic));
	}

	/**
	 * Take the next event, on the event loop.
	 */
	@Nullable SubscriptionEvent nextEvent() {
		if (this.events == null) {
			return null;
		}
		this.lock.lock();
		try {
			Queue<SubscriptionEvent> queue = this.events;
			SubscriptionEvent next = (queue != null) ? queue.poll() : null;
			if (queue != null && queue.isEmpty()) {
				this.events = null;
			}
			return next;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The listener hears of an event now, or does not want to.
	 */
	void heard() {
		this.lock.lock();
		try {
			this.unheard--;
		}
		finally {
			this.lock.unlock();
		}
	}

	private TopicTable table() {
		return this.session.sessions().topicTable();
	}

}
