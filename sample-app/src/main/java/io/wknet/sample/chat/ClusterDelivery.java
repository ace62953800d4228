package io.wknet.sample.chat;

import java.time.Duration;
import java.util.List;

import io.wknet.connection.WkConnection;
import io.wknet.delivery.DeliveryRejectedException;
import io.wknet.delivery.DeliveryResult;
import io.wknet.delivery.Except;
import io.wknet.delivery.RemoteDeliveryException;
import io.wknet.frame.ServerFrame;
import io.wknet.log.FloodLog;
import io.wknet.spring.template.WkNetTemplate;
import io.wknet.topic.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Component;

/**
 * Brings messages to wherever their receivers are connected, if the messenger has several
 * nodes, which then share a database. Each user is a topic of the application's own, to
 * which no client can SUB, because a topic can leave out one connection: the sender's.
 * <p>
 * Nodes can not ask each other's {@link Inbox}, so a message that is sent while a device
 * logs in may come to it twice, or before what it missed; its id tells.
 */
@Component
@ConditionalOnBooleanProperty("wk.net.cluster.enabled")
class ClusterDelivery implements MessageDelivery {

	/**
	 * The channel type of the users' topics; their channel id is the uid.
	 */
	private static final int USER = 201;

	private static final Logger logger = LoggerFactory.getLogger(ClusterDelivery.class);

	private final FloodLog floodLog = new FloodLog();

	private final WkNetTemplate template;

	ClusterDelivery(WkNetTemplate template) {
		this.template = template;
	}

	@Override
	public void deliver(ChatMessage message, Channel channel, WkConnection origin) {
		if (channel.type() == ChannelType.GROUP) {
			send(message, new Topic(channel.name(), ChannelType.GROUP), message.forReceivers(),
					Except.user(message.fromUid()));
		}
		else {
			// Nobody is left out: the sender has another topic.
			channel.receivers()
				.forEach((receiver) -> send(message, topic(receiver), message.forReceivers(),
						Except.connection(origin)));
		}
		send(message, topic(message.fromUid()), message.forSender(), Except.connection(origin));
	}

	private void send(ChatMessage message, Topic topic, ServerFrame frame, Except filter) {
		try {
			this.template.sendToTopic(topic, frame, filter).completion().whenComplete((result, failure) -> {
				if (failure != null) {
					undelivered(message, failure);
				}
			});
		}
		catch (DeliveryRejectedException ex) {
			undelivered(message, ex);
		}
	}

	@Override
	public SystemMessages.Sent deliver(ChatMessage message, String uid, Duration patience) {
		try {
			return sent(message, this.template.sendToUser(uid, message.forReceivers()).await(patience));
		}
		catch (RemoteDeliveryException ex) {
			undelivered(message, ex);
			return sent(message, ex.result());
		}
	}

	private static SystemMessages.Sent sent(ChatMessage message, DeliveryResult result) {
		return new SystemMessages.Sent(message.id(), result.reached(), result.closed(), result.slow(),
				result.pending());
	}

	private void undelivered(ChatMessage message, Throwable failure) {
		this.floodLog.log(logger, Level.WARN, "not delivered",
				"Message {} may wait for the next login of its receivers: {}", message.id(), failure.getMessage());
	}

	@Override
	public List<Topic> topicsOf(String uid) {
		return List.of(topic(uid));
	}

	private static Topic topic(String uid) {
		return new Topic(uid, USER);
	}

}
