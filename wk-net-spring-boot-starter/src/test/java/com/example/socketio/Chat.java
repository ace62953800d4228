package com.example.socketio;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.delivery.Except;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkExceptionHandler;
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
public class Chat {

	/** The event names of old, each with a type code. */
	private static final int CHAT = 16;

	private static final int JOIN = 17;

	private static final int FAILED = 18;

	private static final Logger logger = LoggerFactory.getLogger(Chat.class);

	private final WkNetTemplate template;

	private final Topics topics;

	public Chat(WkNetTemplate template, Topics topics) {
		this.template = template;
		this.topics = topics;
	}

	@WkOnAuthenticated
	void connected(WkConnection client) {
		this.topics.subscribe(client, Topic.of("lobby"));
	}

	@WkOnFrame(JOIN)
	Ack join(WkConnection client, @Payload Join join) {
		this.topics.subscribe(client, Topic.of(join.room()));
		return new Ack(join.id(), "joined");
	}

	/**
	 * To the others in the room, and an acknowledgement to the sender.
	 */
	@WkOnFrame(CHAT)
	Ack chat(WkConnection client, @Payload Message message) {
		if (message.text().isBlank()) {
			throw new IllegalArgumentException("there is nothing to say");
		}
		this.template.sendToTopic(message.room(), CHAT, message, Except.connection(client));
		return new Ack(message.id(), "sent");
	}

	@WkOnClose
	void disconnected(WkConnection client, CloseReason reason) {
		logger.debug("{} has gone: {}", client.id(), reason);
	}

	@WkExceptionHandler
	void failed(IllegalArgumentException ex, WkConnection client) {
		this.template.sendToConnection(client.id(), FAILED, String.valueOf(ex.getMessage()));
	}

	record Join(String id, String room) {

	}

	record Message(String id, String room, String text) {

	}

	record Ack(String ack, String status) {

	}

}
