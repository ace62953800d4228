package io.wknet.sample.presence;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

import io.wknet.connection.WkConnection;
import io.wknet.log.Printable;
import io.wknet.spring.lifecycle.WkUserOfflineEvent;
import io.wknet.spring.lifecycle.WkUserOnlineEvent;
import io.wknet.spring.template.WkNetTemplate;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Shows the events for users who come and go, and frames that the server sends of its own
 * accord: the connections that watch a user get a frame of type 17,
 * {@code {"uid":"bob","online":true}}. Only those who asked get it, so that other clients
 * see nothing they do not expect.
 * <p>
 * Each user who is watched is a topic of the application's own, to which no client can
 * SUB. So a news reaches its watchers without a look at anybody else, and whoever goes
 * stops watching.
 */
@Component
class PresenceWatchers {

	static final int PRESENCE_CHANGED = 17;

	/**
	 * The channel type of the topics; their channel id is the uid.
	 */
	private static final int PRESENCE = 200;

	private static final Logger logger = LoggerFactory.getLogger(PresenceWatchers.class);

	private final Topics topics;

	private final WkNetTemplate template;

	PresenceWatchers(Topics topics, WkNetTemplate template) {
		this.topics = topics;
		this.template = template;
	}

	/**
	 * From now on, tell a connection when one of these users comes or goes, and no other.
	 */
	void watch(WkConnection connection, Collection<String> uids) {
		Set<Topic> wanted = uids.stream().map(PresenceWatchers::topic).collect(Collectors.toSet());
		for (Topic topic : this.topics.subscriptions(connection)) {
			if (topic.channelType() == PRESENCE && !wanted.contains(topic)) {
				this.topics.unsubscribe(connection, topic);
			}
		}
		wanted.forEach((topic) -> this.topics.subscribe(connection, topic));
	}

	@EventListener
	void online(WkUserOnlineEvent event) {
		logger.info("{} is online", Printable.of(event.uid()));
		tell(new Change(event.uid(), true));
	}

	@EventListener
	void offline(WkUserOfflineEvent event) {
		logger.info("{} is offline", Printable.of(event.uid()));
		tell(new Change(event.uid(), false));
	}

	private void tell(Change change) {
		this.template.sendToTopic(topic(change.uid()), PRESENCE_CHANGED, change);
	}

	private static Topic topic(String uid) {
		return new Topic(uid, PRESENCE);
	}

	record Change(String uid, boolean online) {

	}

}
