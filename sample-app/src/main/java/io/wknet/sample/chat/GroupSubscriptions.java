package io.wknet.sample.chat;

import io.wknet.connection.WkConnection;
import io.wknet.log.FloodLog;
import io.wknet.topic.SubscribeResult;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import org.springframework.stereotype.Component;

/**
 * Shows how an application subscribes connections by itself: each to the topics of its
 * user's groups, so that clients that know nothing of SUB hear what is said there.
 * Subscriptions end with their connection.
 */
@Component
class GroupSubscriptions {

	private static final Logger logger = LoggerFactory.getLogger(GroupSubscriptions.class);

	private final FloodLog floodLog = new FloodLog();

	private final Topics topics;

	private final Channels channels;

	private final MessageDelivery delivery;

	GroupSubscriptions(Topics topics, Channels channels, MessageDelivery delivery) {
		this.topics = topics;
		this.channels = channels;
		this.delivery = delivery;
	}

	/**
	 * Subscribe a connection to the groups of its user. Uses the database.
	 */
	void subscribe(WkConnection connection, String uid) {
		this.delivery.topicsOf(uid).forEach((topic) -> subscribe(connection, topic));
		this.channels.groupsOf(uid).forEach((group) -> subscribe(connection, new Topic(group, ChannelType.GROUP)));
	}

	private void subscribe(WkConnection connection, Topic topic) {
		SubscribeResult result = this.topics.subscribe(connection, topic);
		if (!result.isSubscribed() && connection.isOpen()) {
			this.floodLog.log(logger, Level.WARN, result,
					"[{}] Hears of the messages in one of its groups only at the next login: {}", connection.id(),
					result);
		}
	}

}
