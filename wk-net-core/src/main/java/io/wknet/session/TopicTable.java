package io.wknet.session;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

import io.wknet.connection.WkConnection;
import io.wknet.topic.SubscribeResult;
import io.wknet.topic.Topic;
import io.wknet.topic.TopicSettings;
import io.wknet.topic.Topics;
import io.wknet.transport.LoopContext;
import org.jspecify.annotations.Nullable;

/**
 * Who is subscribed to what. A topic is in the table while it has a subscriber.
 * <p>
 * There are two kinds of locks, each held for a short time and never around code of the
 * application: that of a session's {@link Subscriptions}, and within it that of a topic's
 * {@link TopicMembers}.
 */
final class TopicTable implements Topics {

	private final TopicSettings settings;

	private final SessionRegistry registry;

	private final ConcurrentMap<Topic, TopicMembers> topics = new ConcurrentHashMap<>();

	/**
	 * Hears of the first subscriber of a topic and of the last one, in their order, under
	 * the topic's lock.
	 */
	private @Nullable BiConsumer<Topic, Boolean> interest;

	private final LongAdder subscriptions = new LongAdder();

	TopicTable(TopicSettings settings, SessionRegistry registry) {
		this.settings = settings;
		this.registry = registry;
	}

	/**
	 * Tell somebody of first and last subscribers. Set before there are any.
	 */
	void interest(BiConsumer<Topic, Boolean> newInterest) {
		this.interest = newInterest;
	}

	@Override
	public SubscribeResult subscribe(WkConnection connection, Topic topic) {
		return session(connection).subscribe(topic);
	}

	@Override
	public int subscribe(String uid, Topic topic) {
		int subscribed = 0;
		for (WkConnection connection : this.registry.findByUid(uid)) {
			if (subscribe(connection, topic).isSubscribed()) {
				subscribed++;
			}
		}
		return subscribed;
	}

	@Override
	public boolean unsubscribe(WkConnection connection, Topic topic) {
		return session(connection).unsubscribe(topic);
	}

	@Override
	public int unsubscribe(String uid, Topic topic) {
		int unsubscribed = 0;
		for (WkConnection connection : this.registry.findByUid(uid)) {
			if (unsubscribe(connection, topic)) {
				unsubscribed++;
			}
		}
		return unsubscribed;
	}

	@Override
	public Set<Topic> subscriptions(WkConnection connection) {
		return session(connection).topics();
	}

	@Override
	public List<WkConnection> subscribers(Topic topic) {
		TopicMembers members = this.topics.get(topic);
		if (members == null) {
			return List.of();
		}
		members.lock();
		try {
			return Collections.unmodifiableList(members.all());
		}
		finally {
			members.unlock();
		}
	}

	@Override
	public int subscriberCount(Topic topic) {
		TopicMembers members = this.topics.get(topic);
		return (members != null) ? members.size() : 0;
	}

	@Override
	public int topicCount() {
		return this.topics.size();
	}

	@Override
	public long subscriptionCount() {
		return this.subscriptions.sum();
	}

	/**
	 * Hand a topic's subscribers out, those of each event loop together. Calls for one
	 * topic never overlap, so that all its subscribers see its frames in the same order.
	 * <p>
	 * A client gets its SUBACK before the first frame of the topic because it is written
	 * in the same turn of its loop in which the client is subscribed: what is handed out
	 * must be written in another turn of that loop.
	 * @param action called for each event loop that has a subscriber; the array is a
	 * snapshot that nobody changes, and the same one as long as nothing has changed. It
	 * is called under the topic's lock, so it must be quick and leave the table alone
	 */
	void publish(Topic topic, BiConsumer<LoopContext, Session[]> action) {
		TopicMembers members = this.topics.get(topic);
		if (members == null) {
			return;
		}
		members.lock();
		try {
			members.forEachLoop(action);
		}
		finally {
			members.unlock();
		}
	}

	/**
	 * Put a session in, under the lock of its subscriptions.
	 * @return the subscription, or {@code null} if the topic has as many subscribers as
	 * it may have
	 */
	@Nullable Subscription add(Session session, Topic topic) {
		while (true) {
			TopicMembers existing = this.topics.get(topic);
			TopicMembers members = (existing != null) ? existing
					: this.topics.computeIfAbsent(topic, TopicMembers::new);
			members.lock();
			try {
				if (!members.isOver()) {
					return (members.size() < this.settings.maxSubscribers()) ? added(members, session) : null;
				}
			}
			finally {
				members.unlock();
			}
		}
	}

	private Subscription added(TopicMembers members, Session session) {
		this.subscriptions.increment();
		if (this.interest != null && members.size() == 0) {
			this.interest.accept(members.topic(), true);
		}
		return members.add(session);
	}

	/**
	 * Take a session out, under the lock of its subscriptions.
	 */
	void remove(Subscription subscription) {
		TopicMembers members = subscription.members();
		members.lock();
		try {
			members.remove(subscription);
			this.subscriptions.decrement();
			if (members.isOver()) {
				if (this.interest != null) {
					this.interest.accept(members.topic(), false);
				}
				this.topics.remove(members.topic(), members);
			}
		}
		finally {
			members.unlock();
		}
	}

	private Session session(WkConnection connection) {
		if (connection instanceof Session session && session.sessions().topics() == this) {
			return session;
		}
		throw new IllegalArgumentException(
				"The connection " + connection.id() + " is not one of this server; use the topics of its own server");
	}

}
