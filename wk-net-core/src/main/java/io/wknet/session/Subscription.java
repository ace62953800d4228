package io.wknet.session;

import io.wknet.topic.Topic;

/**
 * A session as a subscriber of a topic. There may be millions of them, so it knows no
 * more than it needs to be taken out of the topic again.
 */
final class Subscription {

	private final TopicMembers members;

	private final Session session;

	/**
	 * Where it stands among the {@link LoopMembers}, which alone change this.
	 */
	int index;

	Subscription(TopicMembers members, Session session) {
		this.members = members;
		this.session = session;
	}

	TopicMembers members() {
		return this.members;
	}

	Session session() {
		return this.session;
	}

	/**
	 * The one object that stands for the topic, so that those that were made for each SUB
	 * can be forgotten.
	 */
	Topic topic() {
		return this.members.topic();
	}

}
