package io.wknet.session;

import io.wknet.crypto.PayloadCipher;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendFrame;
import io.wknet.transport.FrameSeal;
import org.jspecify.annotations.Nullable;

/**
 * Opens the messages of one client, and seals those for it.
 */
final class MessageSeal implements FrameSeal {

	private final PayloadCipher cipher;

	MessageSeal(PayloadCipher cipher) {
		this.cipher = cipher;
	}

	/**
	 * Check a SEND and decrypt its payload.
	 * @return the same with the plain payload and no message key, or {@code null} if the
	 * message key is wrong or the payload can not be decrypted
	 */
	@Nullable SendFrame open(SendFrame send) {
		byte[] sealed = send.payload().toByteArray();
		String msgKey = this.cipher.sendKey(send.clientSeq(), send.clientMsgNo(), send.channelId(), send.channelType(),
				sealed);
		if (!PayloadCipher.isSameKey(msgKey, send.msgKey())) {
			return null;
		}
		byte[] plain = this.cipher.open(sealed);
		return (plain != null) ? send.withPayload(Payload.wrap(plain), "") : null;
	}

	@Override
	public Frame seal(Frame frame) {
		if (!(frame instanceof RecvFrame recv)) {
			return frame;
		}
		byte[] sealed = this.cipher.seal(recv.payload().toByteArray());
		String msgKey = this.cipher.recvKey(recv.messageId(), recv.messageSeq(), recv.clientMsgNo(), recv.timestamp(),
				recv.fromUid(), recv.channelId(), recv.channelType(), sealed);
		return recv.withPayload(Payload.wrap(sealed), msgKey);
	}

	@Override
	public int growth(Frame frame) {
		return (frame instanceof RecvFrame recv) ? PayloadCipher.growth(recv.payload().size(), recv.msgKey()) : 0;
	}

}
