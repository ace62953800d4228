package io.wknet.topic;

import io.wknet.log.Printable;

/**
 * Names a topic, as SUB does: by a channel's id and type. Topics need no declaration; one
 * exists while it has a subscriber.
 *
 * @param channelId which channel, 1..255 characters
 * @param channelType what kind of channel, 0..255; {@link #of} takes
 * {@value #DEFAULT_CHANNEL_TYPE}, a group
 * @since 0.1.0
 */
public record Topic(String channelId, int channelType) {

	/**
	 * The channel type of topics that are named without one: a group.
	 */
	public static final int DEFAULT_CHANNEL_TYPE = 2;

	/**
	 * The longest id of a channel, in characters.
	 */
	public static final int MAX_ID_LENGTH = 255;

	private static final int MAX_CHANNEL_TYPE = 255;

	public Topic {
		if (channelId.isEmpty() || channelId.length() > MAX_ID_LENGTH) {
			throw new IllegalArgumentException(
					"A topic's channelId must have 1.." + MAX_ID_LENGTH + " characters, found " + channelId.length());
		}
		if (channelType < 0 || channelType > MAX_CHANNEL_TYPE) {
			throw new IllegalArgumentException(
					"A topic's channelType must be 0.." + MAX_CHANNEL_TYPE + ", found " + channelType);
		}
	}

	/**
	 * The topic of a group.
	 * @param channelId which group, 1..255 characters
	 * @return the topic
	 */
	public static Topic of(String channelId) {
		return new Topic(channelId, DEFAULT_CHANNEL_TYPE);
	}

	/**
	 * What the peer chose is escaped and cut.
	 */
	@Override
	public String toString() {
		return "Topic[channelId=" + Printable.of(this.channelId) + ", channelType=" + this.channelType + "]";
	}

}
