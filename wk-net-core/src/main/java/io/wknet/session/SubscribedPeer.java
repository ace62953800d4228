package io.wknet.session;

import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.wknet.connection.ConnectionState;
import io.wknet.topic.SubscribeResult;
import io.wknet.topic.Topic;
import io.wknet.transport.FrameChannel;
import org.jspecify.annotations.Nullable;

/**
 * The part of a session that has {@link Subscriptions}, which are made when they are
 * first needed.
 */
abstract class SubscribedPeer extends ListenedPeer {

	private static final AtomicReferenceFieldUpdater<SubscribedPeer, @Nullable Subscriptions> SUBSCRIPTIONS = AtomicReferenceFieldUpdater
		.newUpdater(SubscribedPeer.class, Subscriptions.class, "subscriptions");

	private volatile @Nullable Subscriptions subscriptions;

	SubscribedPeer(Sessions sessions, long id, String listener, FrameChannel channel) {
		super(sessions, id, listener, channel);
	}

	abstract Subscriptions makeSubscriptions();

	/**
	 * Subscribe, on any thread.
	 */
	final SubscribeResult subscribe(Topic topic) {
		return (state() == ConnectionState.ACTIVE) ? subscriptions().add(topic) : SubscribeResult.NOT_ACTIVE;
	}

	final boolean unsubscribe(Topic topic) {
		Subscriptions current = this.subscriptions;
		return current != null && current.remove(topic);
	}

	final boolean isSubscribed(Topic topic) {
		Subscriptions current = this.subscriptions;
		return current != null && current.contains(topic);
	}

	final Set<Topic> topics() {
		Subscriptions current = this.subscriptions;
		return (current != null) ? current.topics() : Set.of();
	}

	final Subscriptions subscriptions() {
		Subscriptions current = this.subscriptions;
		if (current == null) {
			SUBSCRIPTIONS.compareAndSet(this, null, makeSubscriptions());
			current = this.subscriptions;
			assert current != null;
		}
		return current;
	}

	/**
	 * End them all, on the event loop, once the state has left
	 * {@link ConnectionState#ACTIVE}.
	 */
	final void endSubscriptions() {
		Subscriptions current = this.subscriptions;
		if (current != null) {
			current.close();
		}
	}

	@Override
	final @Nullable SessionCall nextEvent() {
		Subscriptions current = this.subscriptions;
		return (current != null) ? current.nextEvent() : null;
	}

}
