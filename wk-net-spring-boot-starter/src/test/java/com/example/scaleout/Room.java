package com.example.scaleout;

import io.wknet.connection.WkConnection;
import io.wknet.delivery.Except;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkOnAuthenticated;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.template.WkNetTemplate;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;

import org.springframework.stereotype.Component;

@Component
public class Room {

	private static final Topic ROOM = Topic.of("room");

	private final Topics topics;

	private final WkNetTemplate template;

	public Room(Topics topics, WkNetTemplate template) {
		this.topics = topics;
		this.template = template;
	}

	@WkOnAuthenticated
	void enter(WkConnection connection) {
		this.topics.subscribe(connection, ROOM);
	}

	@WkOnFrame(18)
	void say(WkConnection sender, @Payload String text) {
		this.template.sendToTopic(ROOM, 18, sender.uid() + ": " + text, Except.connection(sender));
	}

}
