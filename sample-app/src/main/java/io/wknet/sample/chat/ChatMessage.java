package io.wknet.sample.chat;

import io.wknet.frame.FrameFlags;
import io.wknet.frame.Payload;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.Setting;

/**
 * A message that was accepted.
 *
 * @param id the server's name for it, positive
 * @param seq its number in its channel; 0 if it is not stored
 * @param sentAt when it was accepted, in seconds since 1970
 * @param fromUid who sent it
 * @param channelType one of {@link ChannelType}
 * @param channelId where the sender sent it
 * @param flags those of the SEND
 * @param setting that of the SEND
 * @param expire seconds until it is of no use any more, 0 for never
 * @param clientMsgNo the sender's name for it; may be empty
 * @param topic that of the SEND
 * @param payload what the sender has to say
 */
record ChatMessage(long id, long seq, int sentAt, String fromUid, int channelType, String channelId, int flags,
		int setting, long expire, String clientMsgNo, String topic, Payload payload) {

	static ChatMessage of(long id, long seq, String fromUid, SendFrame send) {
		return new ChatMessage(id, seq, (int) (System.currentTimeMillis() / 1000), fromUid, send.channelType(),
				send.channelId(), send.flags() & ~FrameFlags.DUP, send.setting() & ~Setting.STREAM, send.expire(),
				send.clientMsgNo(), send.topic(), send.payload());
	}

	/**
	 * The frame for those whom the message is for: to them, a person's channel has the
	 * name of the sender.
	 */
	RecvFrame forReceivers() {
		return recv(this.flags, (this.channelType == ChannelType.PERSON) ? this.fromUid : this.channelId);
	}

	/**
	 * The frame for the sender's other devices, where it does not count as unread.
	 */
	RecvFrame forSender() {
		return recv(this.flags & ~FrameFlags.RED_DOT, this.channelId);
	}

	private RecvFrame recv(int recvFlags, String recvChannelId) {
		return new RecvFrame(recvFlags, this.setting, "", this.fromUid, recvChannelId, this.channelType, this.expire,
				this.clientMsgNo, 0, "", 0, this.id, this.seq, this.sentAt, this.topic, this.payload);
	}

}
