package io.wknet.sample.chat;

import io.wknet.auth.Identity;
import io.wknet.connection.WkConnection;
import io.wknet.frame.FrameFlags;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.log.FloodLog;
import io.wknet.spring.annotation.WkExceptionHandler;
import io.wknet.spring.annotation.WkOnFrame;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * Shows listener methods that may block: they use the database, so they run on Boot's
 * {@code applicationTaskExecutor}, one call at a time per connection.
 * <p>
 * A message is stored before it is delivered or acknowledged. If the server dies in
 * between, the sender has no SENDACK and sends it again, and its receivers get it at
 * their next login.
 */
@Component
class ChatListener {

	private static final Logger logger = LoggerFactory.getLogger(ChatListener.class);

	private final FloodLog floodLog = new FloodLog();

	private final Channels channels;

	private final MessageStore messages;

	private final MessageDelivery delivery;

	private final ChatProperties properties;

	ChatListener(Channels channels, MessageStore messages, MessageDelivery delivery, ChatProperties properties) {
		this.channels = channels;
		this.messages = messages;
		this.delivery = delivery;
		this.properties = properties;
	}

	@WkOnFrame
	SendackFrame onSend(WkConnection connection, Identity sender, SendFrame send) {
		if (send.payload().size() > this.properties.maxPayload().toBytes()) {
			throw new SendRefusedException(ReasonCode.NOT_ALLOW_SEND);
		}
		ChatMessage first = this.messages.find(sender.uid(), send.clientMsgNo()).orElse(null);
		if (first != null) {
			return SendackFrame.accepted(send, first.id(), first.seq());
		}
		Channel channel = this.channels.find(sender.uid(), send);
		boolean stored = (send.flags() & FrameFlags.NO_PERSIST) == 0;
		ChatMessage message = stored ? this.messages.add(sender.uid(), send, channel)
				: this.messages.unstored(sender.uid(), send);
		this.delivery.deliver(message, channel, connection);
		return SendackFrame.accepted(send, message.id(), message.seq());
	}

	@WkOnFrame
	void onRecvack(Identity receiver, RecvackFrame recvack) {
		this.messages.acknowledge(receiver.uid(), recvack.messageId());
	}

	@WkExceptionHandler
	SendackFrame refused(SendRefusedException ex, SendFrame send) {
		return SendackFrame.refused(send, ex.reasonCode());
	}

	/**
	 * The same message at the same time over two connections: the other one was first.
	 */
	@WkExceptionHandler
	SendackFrame repeated(DuplicateKeyException ex, Identity sender, SendFrame send) {
		return this.messages.find(sender.uid(), send.clientMsgNo())
			.map((first) -> SendackFrame.accepted(send, first.id(), first.seq()))
			.orElseGet(() -> SendackFrame.refused(send, ReasonCode.SYSTEM_ERROR));
	}

	@WkExceptionHandler
	SendackFrame failed(DataAccessException ex, WkConnection connection, SendFrame send) {
		this.floodLog.failed(logger, ex, "[{}] Message not stored", connection.id());
		return SendackFrame.refused(send, ReasonCode.SYSTEM_ERROR);
	}

}
