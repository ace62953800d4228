package io.wknet.spring.lifecycle;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

import io.wknet.connection.WkConnection;
import io.wknet.server.BoundWkServer;
import io.wknet.topic.SubscribeResult;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;

/**
 * The topics of the server that runs, and none while none does, so that any bean can have
 * them injected.
 *
 * @since 0.1.0
 */
public final class CurrentTopics implements Topics {

	private final BoundServerReference reference;

	/**
	 * Create the topics.
	 * @param reference the server that runs
	 */
	public CurrentTopics(BoundServerReference reference) {
		this.reference = reference;
	}

	private <T> T ask(Function<Topics, T> question, T answerWithoutServer) {
		BoundWkServer server = this.reference.get();
		return (server != null) ? question.apply(server.topics()) : answerWithoutServer;
	}

	@Override
	public SubscribeResult subscribe(WkConnection connection, Topic topic) {
		return ask((current) -> current.subscribe(connection, topic), SubscribeResult.NOT_ACTIVE);
	}

	@Override
	public int subscribe(String uid, Topic topic) {
		return ask((current) -> current.subscribe(uid, topic), 0);
	}

	@Override
	public boolean unsubscribe(WkConnection connection, Topic topic) {
		return ask((current) -> current.unsubscribe(connection, topic), false);
	}

	@Override
	public int unsubscribe(String uid, Topic topic) {
		return ask((current) -> current.unsubscribe(uid, topic), 0);
	}

	@Override
	public Set<Topic> subscriptions(WkConnection connection) {
		return ask((current) -> current.subscriptions(connection), Set.of());
	}

	@Override
	public List<WkConnection> subscribers(Topic topic) {
		return ask((current) -> current.subscribers(topic), List.of());
	}

	@Override
	public int subscriberCount(Topic topic) {
		return ask((current) -> current.subscriberCount(topic), 0);
	}

	@Override
	public int topicCount() {
		return ask(Topics::topicCount, 0);
	}

	@Override
	public long subscriptionCount() {
		return ask(Topics::subscriptionCount, 0L);
	}

}
