package io.wknet.sample.chat;

import java.time.Duration;
import java.util.List;

import io.wknet.connection.ConnectionRegistry;
import io.wknet.connection.WkConnection;
import io.wknet.delivery.Delivery;
import io.wknet.delivery.DeliveryRejectedException;
import io.wknet.frame.RecvFrame;
import io.wknet.log.FloodLog;
import io.wknet.spring.template.WkNetTemplate;
import io.wknet.topic.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Component;

/**
 * Brings new messages to those who are online at the only node there is, through the
 * {@link Inbox} of each of their connections.
 * <p>
 * A message to a group shows how to send to a topic: it is encoded once however many
 * members there are, and nobody looks them up. The topic's filter decides for each
 * subscriber on its event loop, so it must not block. It may send on its own account: the
 * sender's other devices get another frame, in order with those of the topic.
 */
@Component
@ConditionalOnBooleanProperty(name = "wk.net.cluster.enabled", havingValue = false, matchIfMissing = true)
class LocalDelivery implements MessageDelivery {

	private static final Logger logger = LoggerFactory.getLogger(LocalDelivery.class);

	private final FloodLog floodLog = new FloodLog();

	private final WkNetTemplate template;

	private final ConnectionRegistry connections;

	private final ChatProperties properties;

	LocalDelivery(WkNetTemplate template, ConnectionRegistry connections, ChatProperties properties) {
		this.template = template;
		this.connections = connections;
		this.properties = properties;
	}

	@Override
	public void deliver(ChatMessage message, Channel channel, WkConnection origin) {
		if (channel.type() == ChannelType.GROUP) {
			toGroup(message, channel, origin);
		}
		else {
			toPerson(message, channel, origin);
		}
	}

	private void toPerson(ChatMessage message, Channel channel, WkConnection origin) {
		RecvFrame forReceivers = message.forReceivers();
		for (String receiver : channel.receivers()) {
			this.connections.findByUid(receiver).forEach((connection) -> inbox(connection).deliver(forReceivers));
		}
		RecvFrame forSender = message.forSender();
		for (WkConnection connection : this.connections.findByUid(message.fromUid())) {
			if (connection.id() != origin.id()) {
				inbox(connection).deliver(forSender);
			}
		}
	}

	private void toGroup(ChatMessage message, Channel channel, WkConnection origin) {
		RecvFrame forReceivers = message.forReceivers();
		RecvFrame forSender = message.forSender();
		try {
			this.template.sendToTopic(new Topic(channel.name(), ChannelType.GROUP), forReceivers, (connection) -> {
				String uid = connection.uid();
				if (message.fromUid().equals(uid)) {
					if (connection.id() != origin.id()) {
						inbox(connection).deliver(forSender);
					}
					return false;
				}
				// Somebody may have left the group since their connection subscribed.
				return uid != null && channel.receivers().contains(uid) && inbox(connection).admit(forReceivers);
			});
		}
		catch (DeliveryRejectedException ex) {
			// It is stored, so its receivers get it at their next login.
			this.floodLog.log(logger, Level.WARN, "not delivered",
					"Message {} waits for the next login of its receivers: {}", message.id(), ex.getMessage());
		}
	}

	/**
	 * Sends to each connection that has what it missed, in place of
	 * {@link WkNetTemplate#sendToUser}: one that is still logging in gets the message in
	 * its turn, and once.
	 */
	@Override
	public SystemMessages.Sent deliver(ChatMessage message, String uid, Duration patience) {
		RecvFrame frame = message.forReceivers();
		List<WkConnection> all = this.connections.findByUid(uid);
		List<Delivery> now = all.stream()
			.filter((connection) -> inbox(connection).admit(frame))
			.map((connection) -> this.template.sendToConnection(connection.id(), frame))
			.toList();
		long deadline = System.nanoTime() + patience.toNanos();
		SystemMessages.Sent sent = new SystemMessages.Sent(message.id(), 0, 0, 0, all.size() - now.size());
		for (Delivery delivery : now) {
			sent = sent.and(delivery.await(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))));
		}
		return sent;
	}

	@Override
	public List<Topic> topicsOf(String uid) {
		return List.of();
	}

	private Inbox inbox(WkConnection connection) {
		return Inbox.of(connection, this.properties);
	}

}
