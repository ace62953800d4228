package io.wknet.frame;

import io.wknet.log.Printable;

/**
 * Carries a message to a client.
 *
 * @param flags 0..15, see {@link FrameFlags}
 * @param setting bits of {@link Setting}, 0..255
 * @param msgKey message key of payload encryption; empty for none
 * @param fromUid who sent it
 * @param channelId the channel as its receiver sees it; for a person, the other one
 * @param channelType what kind of channel, 0..255; 1 is a person, 2 a group
 * @param expire seconds until the message expires, 0 for never; on the wire from version
 * 3 on
 * @param clientMsgNo the sender's name for the message
 * @param streamFlag 0 start, 1 ongoing, 2 end; on the wire in versions 2 to 4 with
 * {@link Setting#STREAM}, as the next two
 * @param streamNo which stream
 * @param streamId the part of the stream, unsigned
 * @param messageId the server's name for the message; clients agree on positive ones only
 * @param messageSeq the message's number in its channel, 0..4,294,967,295
 * @param timestamp the server's clock, in <em>seconds</em> since 1970
 * @param topic on the wire with {@link Setting#TOPIC}; empty otherwise
 * @param payload the message
 * @since 0.1.0
 */
public record RecvFrame(int flags, int setting, String msgKey, String fromUid, String channelId, int channelType,
		long expire, String clientMsgNo, int streamFlag, String streamNo, long streamId, long messageId,
		long messageSeq, int timestamp, String topic, Payload payload) implements ServerFrame {

	public RecvFrame {
		Ranges.flags(flags);
		Ranges.u8("setting", setting);
		Ranges.u8("channelType", channelType);
		Ranges.u32("expire", expire);
		Ranges.u8("streamFlag", streamFlag);
		Ranges.u32("messageSeq", messageSeq);
	}

	@Override
	public FrameType type() {
		return FrameType.RECV;
	}

	/**
	 * A plain message, stamped with the current time.
	 * @param fromUid who sent it
	 * @param channelId the channel as its receiver sees it
	 * @param channelType what kind of channel, 0..255; 1 is a person, 2 a group
	 * @param messageId the server's name for the message, positive
	 * @param messageSeq the message's number in its channel, 0..4,294,967,295
	 * @param payload the message
	 * @return the frame
	 */
	public static RecvFrame of(String fromUid, String channelId, int channelType, long messageId, long messageSeq,
			Payload payload) {
		return new RecvFrame(0, 0, "", fromUid, channelId, channelType, 0, "", 0, "", 0, messageId, messageSeq,
				(int) (System.currentTimeMillis() / 1000), "", payload);
	}

	/**
	 * The message that a SEND asks to deliver, stamped with the current time. Setting,
	 * expiry, topic, client message number and all flags but {@link FrameFlags#DUP} are
	 * those of the SEND; the stream fields are not taken over.
	 * @param send what the sender sent
	 * @param fromUid who sent it
	 * @param channelId the channel as its receiver sees it
	 * @param messageId the server's name for the message, positive
	 * @param messageSeq the message's number in its channel, 0..4,294,967,295
	 * @return the frame
	 */
	public static RecvFrame of(SendFrame send, String fromUid, String channelId, long messageId, long messageSeq) {
		return new RecvFrame(send.flags() & ~FrameFlags.DUP, send.setting() & ~Setting.STREAM, "", fromUid, channelId,
				send.channelType(), send.expire(), send.clientMsgNo(), 0, "", 0, messageId, messageSeq,
				(int) (System.currentTimeMillis() / 1000), send.topic(), send.payload());
	}

	/**
	 * The same message with other flags.
	 * @param newFlags 0..15, see {@link FrameFlags}
	 * @return a new frame
	 */
	public RecvFrame withFlags(int newFlags) {
		return new RecvFrame(newFlags, this.setting, this.msgKey, this.fromUid, this.channelId, this.channelType,
				this.expire, this.clientMsgNo, this.streamFlag, this.streamNo, this.streamId, this.messageId,
				this.messageSeq, this.timestamp, this.topic, this.payload);
	}

	/**
	 * The same message with another setting.
	 * @param newSetting bits of {@link Setting}, 0..255
	 * @return a new frame
	 */
	public RecvFrame withSetting(int newSetting) {
		return new RecvFrame(this.flags, newSetting, this.msgKey, this.fromUid, this.channelId, this.channelType,
				this.expire, this.clientMsgNo, this.streamFlag, this.streamNo, this.streamId, this.messageId,
				this.messageSeq, this.timestamp, this.topic, this.payload);
	}

	/**
	 * The same message with another payload and message key.
	 * @param newPayload the payload
	 * @param newMsgKey the message key
	 * @return a new frame
	 */
	public RecvFrame withPayload(Payload newPayload, String newMsgKey) {
		return new RecvFrame(this.flags, this.setting, newMsgKey, this.fromUid, this.channelId, this.channelType,
				this.expire, this.clientMsgNo, this.streamFlag, this.streamNo, this.streamId, this.messageId,
				this.messageSeq, this.timestamp, this.topic, newPayload);
	}

	/**
	 * Without the message key; what a peer chose is escaped and cut.
	 */
	@Override
	public String toString() {
		return "RecvFrame[flags=" + this.flags + ", setting=" + this.setting + ", fromUid=" + Printable.of(this.fromUid)
				+ ", channelId=" + Printable.of(this.channelId) + ", channelType=" + this.channelType + ", messageId="
				+ this.messageId + ", messageSeq=" + this.messageSeq + ", payload=" + this.payload + "]";
	}

}
