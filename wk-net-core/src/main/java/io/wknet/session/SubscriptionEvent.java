package io.wknet.session;

import java.util.concurrent.CompletionStage;

import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.ListenerEvent;
import io.wknet.topic.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A subscription, or the end of one, of which the listener is to hear.
 */
record SubscriptionEvent(Session session, Subscriptions subscriptions, ListenerEvent what,
		Topic topic) implements SessionCall {

	@Override
	public @Nullable Dispatch where(AsyncWkListener listener) {
		return listener.dispatch(this.what, null);
	}

	@Override
	public CompletionStage<?> call(AsyncWkListener listener) throws Exception {
		this.subscriptions.heard();
		return (this.what == ListenerEvent.SUBSCRIBE) ? listener.onSubscribe(this.session, this.topic)
				: listener.onUnsubscribe(this.session, this.topic);
	}

	@Override
	public void leftOut() {
		this.subscriptions.heard();
	}

}
