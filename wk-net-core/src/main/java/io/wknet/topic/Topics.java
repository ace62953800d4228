package io.wknet.topic;

import java.util.List;
import java.util.Set;

import io.wknet.connection.WkConnection;

/**
 * Subscribes connections to topics. All methods may be called from any thread, take
 * effect before they return and need no permission of the {@link TopicAuthorizer}.
 * <p>
 * A subscription belongs to one connection and ends with it: subscribe the next
 * connection of a user in {@code onAuthenticated}. The listener hears of every
 * subscription and of its end exactly once, in this order, after {@code onAuthenticated}
 * and before {@code onClose}. It hears later than the method returns; so that what it has
 * not heard of stays bounded, a connection takes no more subscriptions while it is far
 * behind, see {@link SubscribeResult#CONNECTION_LIMIT}.
 *
 * @since 0.1.0
 */
public interface Topics {

	/**
	 * Subscribe a connection.
	 * @param connection a connection of this server
	 * @param topic the topic
	 * @return what became of it
	 * @throws IllegalArgumentException if the connection is not of this server
	 */
	SubscribeResult subscribe(WkConnection connection, Topic topic);

	/**
	 * Subscribe all connections that a user has now.
	 * @param uid the user
	 * @param topic the topic
	 * @return how many of them are subscribed now
	 */
	int subscribe(String uid, Topic topic);

	/**
	 * End a connection's subscription.
	 * @param connection a connection of this server
	 * @param topic the topic
	 * @return {@code true} if there was one
	 * @throws IllegalArgumentException if the connection is not of this server
	 */
	boolean unsubscribe(WkConnection connection, Topic topic);

	/**
	 * End the subscriptions of all connections that a user has now.
	 * @param uid the user
	 * @param topic the topic
	 * @return how many there were
	 */
	int unsubscribe(String uid, Topic topic);

	/**
	 * What a connection is subscribed to.
	 * @param connection a connection of this server
	 * @return a snapshot, in the order in which it subscribed; empty once it is closing
	 */
	Set<Topic> subscriptions(WkConnection connection);

	/**
	 * Which connections are subscribed to a topic.
	 * @param topic the topic
	 * @return a snapshot, in no order
	 */
	List<WkConnection> subscribers(Topic topic);

	/**
	 * How many connections are subscribed to a topic.
	 * @param topic the topic
	 * @return the number
	 */
	int subscriberCount(Topic topic);

	/**
	 * How many topics have a subscriber.
	 * @return the number
	 */
	int topicCount();

	/**
	 * How many subscriptions there are, over all topics and connections.
	 * @return the number
	 */
	long subscriptionCount();

}
