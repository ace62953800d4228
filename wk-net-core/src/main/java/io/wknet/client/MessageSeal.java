package io.wknet.client;

import java.security.InvalidKeyException;

import io.wknet.crypto.KeyExchange;
import io.wknet.crypto.PayloadCipher;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import io.wknet.frame.ProtocolException;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendFrame;
import io.wknet.transport.FrameSeal;
import org.jspecify.annotations.Nullable;

/**
 * Seals the messages of one client, and opens those for it: the other side of what the
 * server's session has.
 */
final class MessageSeal implements FrameSeal {

	private final PayloadCipher cipher;

	private MessageSeal(PayloadCipher cipher) {
		this.cipher = cipher;
	}

	/**
	 * Come to the keys that the server has.
	 * @param exchange this side's half
	 * @param connack the server's half
	 * @throws ProtocolException if the server does not encrypt, or shows no proper key
	 */
	static MessageSeal of(KeyExchange exchange, ConnackFrame connack) {
		if (connack.serverKey().isEmpty()) {
			throw new ProtocolException(
					"The server does not encrypt payloads; switch encryption on there, or off here");
		}
		try {
			return new MessageSeal(exchange.complete(connack.serverKey(), connack.salt()));
		}
		catch (InvalidKeyException ex) {
			throw new ProtocolException("No keys were exchanged: " + ex.getMessage());
		}
	}

	/**
	 * Check a RECV and decrypt its payload.
	 * @return the same with the plain payload and no message key, or {@code null} if the
	 * message key is wrong or the payload can not be decrypted
	 */
	@Nullable RecvFrame open(RecvFrame recv) {
		byte[] sealed = recv.payload().toByteArray();
		String msgKey = this.cipher.recvKey(recv.messageId(), recv.messageSeq(), recv.clientMsgNo(), recv.timestamp(),
				recv.fromUid(), recv.channelId(), recv.channelType(), sealed);
		if (!PayloadCipher.isSameKey(msgKey, recv.msgKey())) {
			return null;
		}
		byte[] plain = this.cipher.open(sealed);
		return (plain != null) ? recv.withPayload(Payload.wrap(plain), "") : null;
	}

	@Override
	public Frame seal(Frame frame) {
		if (!(frame instanceof SendFrame send)) {
			return frame;
		}
		byte[] sealed = this.cipher.seal(send.payload().toByteArray());
		String msgKey = this.cipher.sendKey(send.clientSeq(), send.clientMsgNo(), send.channelId(), send.channelType(),
				sealed);
		return send.withPayload(Payload.wrap(sealed), msgKey);
	}

	@Override
	public int growth(Frame frame) {
		return (frame instanceof SendFrame send) ? PayloadCipher.growth(send.payload().size(), send.msgKey()) : 0;
	}

}
