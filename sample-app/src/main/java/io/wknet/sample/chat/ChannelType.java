package io.wknet.sample.chat;

/**
 * The kinds of channel that this messenger has.
 */
final class ChannelType {

	/**
	 * One other person; the channel id is the other one's uid, on both sides.
	 */
	static final int PERSON = 1;

	/**
	 * A group; the channel id is the group's id.
	 */
	static final int GROUP = 2;

	private ChannelType() {
	}

}
