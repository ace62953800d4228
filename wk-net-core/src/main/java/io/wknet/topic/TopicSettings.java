package io.wknet.topic;

/**
 * Limits of subscriptions. One takes about 90 bytes of memory, a topic about 300 more,
 * and a connection that has any about 200.
 *
 * @param maxPerConnection how many topics a connection may be subscribed to; positive
 * @param maxSubscribers how many connections may be subscribed to a topic; positive
 * @since 0.1.0
 */
public record TopicSettings(int maxPerConnection, int maxSubscribers) {

	public TopicSettings {
		if (maxPerConnection < 1) {
			throw new IllegalArgumentException("maxPerConnection must be positive, found " + maxPerConnection);
		}
		if (maxSubscribers < 1) {
			throw new IllegalArgumentException("maxSubscribers must be positive, found " + maxSubscribers);
		}
	}

	/**
	 * 100 topics for each connection, 1,000,000 connections for each topic.
	 * @return the defaults
	 */
	public static TopicSettings defaults() {
		return new TopicSettings(100, 1_000_000);
	}

	/**
	 * The same with another limit for connections.
	 * @param newMaxPerConnection how many topics a connection may be subscribed to;
	 * positive
	 * @return new settings
	 */
	public TopicSettings withMaxPerConnection(int newMaxPerConnection) {
		return new TopicSettings(newMaxPerConnection, this.maxSubscribers);
	}

	/**
	 * The same with another limit for topics.
	 * @param newMaxSubscribers how many connections may be subscribed to a topic;
	 * positive
	 * @return new settings
	 */
	public TopicSettings withMaxSubscribers(int newMaxSubscribers) {
		return new TopicSettings(this.maxPerConnection, newMaxSubscribers);
	}

}
