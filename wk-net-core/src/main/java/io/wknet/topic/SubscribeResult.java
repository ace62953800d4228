package io.wknet.topic;

/**
 * What became of a wish to subscribe.
 *
 * @since 0.1.0
 */
public enum SubscribeResult {

	/**
	 * The connection is subscribed from now on.
	 */
	SUBSCRIBED,

	/**
	 * The connection was subscribed before; nothing has changed.
	 */
	ALREADY_SUBSCRIBED,

	/**
	 * The connection is closing, or is not authenticated yet.
	 */
	NOT_ACTIVE,

	/**
	 * The connection has as many subscriptions as it may have,
	 * {@link TopicSettings#maxPerConnection()}. Also if the listener is far behind: it
	 * has not heard of as many changes of this connection's subscriptions as that, and
	 * {@code dispatch.max-pending-frames} more.
	 */
	CONNECTION_LIMIT,

	/**
	 * The topic has as many subscribers as it may have,
	 * {@link TopicSettings#maxSubscribers()}.
	 */
	TOPIC_LIMIT;

	/**
	 * Whether the connection is subscribed now.
	 * @return {@code true} if it is, since now or before
	 */
	public boolean isSubscribed() {
		return this == SUBSCRIBED || this == ALREADY_SUBSCRIBED;
	}

}
