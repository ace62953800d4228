package io.wknet.sample.chat;

import java.time.Duration;
import java.util.List;

import io.wknet.connection.WkConnection;
import io.wknet.topic.Topic;

/**
 * Brings new messages to those who are online. What it does not bring, they get at their
 * next login, because it is stored.
 */
interface MessageDelivery {

	/**
	 * Deliver a message to all who share its channel.
	 * @param origin the sender's connection, the only one that does not get it
	 */
	void deliver(ChatMessage message, Channel channel, WkConnection origin);

	/**
	 * Deliver a message of the messenger itself. May block.
	 * @param uid to whom
	 * @param patience how long to wait for devices to take it
	 */
	SystemMessages.Sent deliver(ChatMessage message, String uid, Duration patience);

	/**
	 * The topics to which a user's connections are subscribed, besides those of the
	 * user's groups.
	 */
	List<Topic> topicsOf(String uid);

}
