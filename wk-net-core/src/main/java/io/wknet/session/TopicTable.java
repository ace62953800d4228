package io.wknet.session;

import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

import io.wknet.connection.WkConnection;
import io.wknet.topic.SubscribeResult;
import io.wknet.topic.Topic;
import io.wknet.topic.TopicSettings;
import io.wknet.topic.Topics;
import io.wknet.transport.LoopContext;

/**
 * Who is subscribed to what.
 */
final class TopicTable implements Topics {

	TopicTable(TopicSettings settings, SessionRegistry registry) {
	}

	@Override
	public SubscribeResult subscribe(WkConnection connection, Topic topic) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int subscribe(String uid, Topic topic) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean unsubscribe(WkConnection connection, Topic topic) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int unsubscribe(String uid, Topic topic) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Set<Topic> subscriptions(WkConnection connection) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<WkConnection> subscribers(Topic topic) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int subscriberCount(Topic topic) {
		return 0;
	}

	@Override
	public int topicCount() {
		return 0;
	}

	@Override
	public long subscriptionCount() {
		return 0;
	}

	/**
	 * Hand a topic's subscribers out, those of each event loop together. Calls for one
	 * topic never overlap, so that all its subscribers see its frames in the same order.
	 * @param action called for each event loop that has a subscriber; the array is a
	 * snapshot that nobody changes, and the same one as long as nothing has changed
	 */
	void publish(Topic topic, BiConsumer<LoopContext, Session[]> action) {
	}

}
