package com.example.tio;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.delivery.DeliveryResult;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkOnAuthenticated;
import io.wknet.spring.annotation.WkOnClose;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.template.WkNetTemplate;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

@Component
public class Messenger {

	/** The packet types of old; all of 16 to 255 are free. */
	private static final int TO_USER = 16;

	private static final int TO_GROUP = 17;

	private static final Logger logger = LoggerFactory.getLogger(Messenger.class);

	private final WkNetTemplate template;

	private final Topics topics;

	public Messenger(WkNetTemplate template, Topics topics) {
		this.template = template;
		this.topics = topics;
	}

	/**
	 * The user is bound already: the authenticator has said who it is.
	 */
	@WkOnAuthenticated
	void bindGroup(WkConnection connection) {
		this.topics.subscribe(connection, Topic.of("all-hands"));
	}

	@WkOnFrame(TO_USER)
	String toUser(WkConnection sender, @Payload Message message) {
		DeliveryResult result = this.template
			.sendToUser(message.to(), TO_USER, new Message(sender.uid(), message.text()))
			.result();
		return (result.receivers() != 0) ? "sent" : "offline";
	}

	@WkOnFrame(TO_GROUP)
	void toGroup(WkConnection sender, @Payload Message message) {
		this.template.sendToTopic(message.to(), TO_GROUP, new Message(sender.uid(), message.text()));
	}

	@WkOnClose
	void closed(WkConnection connection, CloseReason reason) {
		logger.debug("{} has gone: {}", connection.id(), reason);
	}

	/**
	 * Sent: to whom. Received: from whom.
	 */
	record Message(String to, String text) {

	}

}
