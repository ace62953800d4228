package io.wknet.sample.chat;

import java.time.Duration;
import java.util.UUID;

import io.wknet.delivery.DeliveryResult;
import io.wknet.frame.FrameFlags;
import io.wknet.frame.Payload;
import io.wknet.frame.SendFrame;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Messages of the messenger itself to a user. They are messages like all others: stored
 * before they are delivered, and pending until a device of the user acknowledges them.
 *
 * @since 0.1.0
 */
@Component
public class SystemMessages {

	/**
	 * Who sends them. The database refuses a user of that name, so nobody can log in with
	 * it, and answers are refused.
	 */
	public static final String SENDER = "system";

	private static final int TEXT = 1;

	private final MessageStore messages;

	private final MessageDelivery delivery;

	private final JsonMapper json;

	SystemMessages(MessageStore messages, MessageDelivery delivery, JsonMapper json) {
		this.messages = messages;
		this.delivery = delivery;
		this.json = json;
	}

	/**
	 * Send a text. May block.
	 * @param uid to whom; there must be such a user
	 * @param text what to say
	 * @param patience how long to wait for devices to take it
	 * @return what became of it
	 */
	public Sent send(String uid, String text, Duration patience) {
		Payload payload = Payload.wrap(this.json.writeValueAsBytes(new Content(text, TEXT)));
		SendFrame send = SendFrame.of(0, UUID.randomUUID().toString(), uid, ChannelType.PERSON, payload)
			.withFlags(FrameFlags.RED_DOT);
		ChatMessage message = this.messages.add(SENDER, send, Channel.person(SENDER, uid));
		return this.delivery.deliver(message, uid, patience);
	}

	private record Content(String content, int type) {

	}

	/**
	 * What became of a message so far, by the devices that were online.
	 *
	 * @param messageId the server's name for it
	 * @param reached the operating system has taken it for them
	 * @param closed they went meanwhile
	 * @param slow they lost their connection because they do not take what they are sent
	 * @param pending nothing is known yet, or it waits for what they missed before
	 */
	public record Sent(long messageId, int reached, int closed, int slow, int pending) {

		Sent and(DeliveryResult result) {
			return new Sent(this.messageId, this.reached + result.reached(), this.closed + result.closed(),
					this.slow + result.slow(), this.pending + result.pending());
		}

	}

}
