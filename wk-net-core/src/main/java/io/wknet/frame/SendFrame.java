package io.wknet.frame;

import io.wknet.log.Printable;

/**
 * Carries a message from a client.
 *
 * @param flags 0..15, see {@link FrameFlags}
 * @param setting bits of {@link Setting}, 0..255
 * @param clientSeq numbers the client's messages, 0..4,294,967,295
 * @param clientMsgNo names the message, the same when it is sent again
 * @param streamNo which stream; on the wire in versions 2 to 4 with
 * {@link Setting#STREAM}
 * @param channelId where to
 * @param channelType what kind of channel, 0..255; 1 is a person, 2 a group
 * @param expire seconds until the message expires, 0 for never; on the wire from version
 * 3 on
 * @param msgKey message key of payload encryption; empty for none
 * @param topic on the wire with {@link Setting#TOPIC}; empty otherwise
 * @param payload the message
 * @since 0.1.0
 */
public record SendFrame(int flags, int setting, long clientSeq, String clientMsgNo, String streamNo, String channelId,
		int channelType, long expire, String msgKey, String topic, Payload payload) implements ClientFrame {

	public SendFrame {
		Ranges.flags(flags);
		Ranges.u8("setting", setting);
		Ranges.u32("clientSeq", clientSeq);
		Ranges.u8("channelType", channelType);
		Ranges.u32("expire", expire);
	}

	@Override
	public FrameType type() {
		return FrameType.SEND;
	}

	/**
	 * A plain message.
	 * @param clientSeq numbers the client's messages, 0..4,294,967,295
	 * @param clientMsgNo names the message, the same when it is sent again
	 * @param channelId where to
	 * @param channelType what kind of channel, 0..255; 1 is a person, 2 a group
	 * @param payload the message
	 * @return the frame
	 */
	public static SendFrame of(long clientSeq, String clientMsgNo, String channelId, int channelType, Payload payload) {
		return new SendFrame(0, 0, clientSeq, clientMsgNo, "", channelId, channelType, 0, "", "", payload);
	}

	/**
	 * The same message with other flags.
	 * @param newFlags 0..15, see {@link FrameFlags}
	 * @return a new frame
	 */
	public SendFrame withFlags(int newFlags) {
		return new SendFrame(newFlags, this.setting, this.clientSeq, this.clientMsgNo, this.streamNo, this.channelId,
				this.channelType, this.expire, this.msgKey, this.topic, this.payload);
	}

	/**
	 * The same message with another payload and message key.
	 * @param newPayload the payload
	 * @param newMsgKey the message key
	 * @return a new frame
	 */
	public SendFrame withPayload(Payload newPayload, String newMsgKey) {
		return new SendFrame(this.flags, this.setting, this.clientSeq, this.clientMsgNo, this.streamNo, this.channelId,
				this.channelType, this.expire, newMsgKey, this.topic, newPayload);
	}

	/**
	 * Whether a {@code setting} bit is set.
	 * @param bit one of the constants of {@link Setting}
	 * @return {@code true} if it is
	 */
	public boolean hasSetting(int bit) {
		return (this.setting & bit) != 0;
	}

	/**
	 * Without the message key; what the peer chose is escaped and cut.
	 */
	@Override
	public String toString() {
		return "SendFrame[flags=" + this.flags + ", setting=" + this.setting + ", clientSeq=" + this.clientSeq
				+ ", clientMsgNo=" + Printable.of(this.clientMsgNo) + ", channelId=" + Printable.of(this.channelId)
				+ ", channelType=" + this.channelType + ", payload=" + this.payload + "]";
	}

}
