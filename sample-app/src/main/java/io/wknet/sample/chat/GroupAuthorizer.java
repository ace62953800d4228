package io.wknet.sample.chat;

import io.wknet.connection.WkConnection;
import io.wknet.topic.Topic;
import io.wknet.topic.TopicAuthorizer;

import org.springframework.stereotype.Component;

/**
 * Shows who may SUB: members to their groups, and nobody to anything else. It may block,
 * being called on a worker thread. Clients need no SUB, because
 * {@link GroupSubscriptions} has subscribed them at their login; one that has become a
 * member since then can use it.
 */
@Component
class GroupAuthorizer implements TopicAuthorizer {

	private final Channels channels;

	GroupAuthorizer(Channels channels) {
		this.channels = channels;
	}

	@Override
	public boolean authorize(WkConnection connection, Topic topic, String param) {
		String uid = connection.uid();
		return uid != null && topic.channelType() == ChannelType.GROUP
				&& this.channels.isMember(uid, topic.channelId());
	}

}
