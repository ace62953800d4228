package com.example;

import io.wknet.auth.Identity;
import io.wknet.connection.WkConnection;
import io.wknet.delivery.Except;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkOnAuthenticated;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.annotation.WkOnSubscribe;
import io.wknet.spring.annotation.WkOnUnsubscribe;
import io.wknet.spring.template.WkNetTemplate;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;

import org.springframework.stereotype.Component;

@Component
public class Lobby {

	private static final Topic LOBBY = Topic.of("lobby");

	private final Topics topics;

	private final WkNetTemplate template;

	public Lobby(Topics topics, WkNetTemplate template) {
		this.topics = topics;
		this.template = template;
	}

	@WkOnAuthenticated
	public void enter(WkConnection connection) {
		this.topics.subscribe(connection, LOBBY);
	}

	@WkOnSubscribe("lobby")
	public void entered(Identity who) {
		this.template.sendToTopic(LOBBY, 18, who.uid() + " is here");
	}

	@WkOnFrame(18)
	public void say(WkConnection sender, @Payload String text) {
		this.template.sendToTopic(LOBBY, 18, sender.uid() + ": " + text, Except.connection(sender));
	}

	@WkOnUnsubscribe("lobby")
	public void left(Identity who) {
		this.template.sendToTopic(LOBBY, 18, who.uid() + " is gone");
	}

}
