package io.wknet.sample.presence;

import java.util.Collection;
import java.util.Set;

import io.wknet.connection.ConnectionRegistry;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.spring.lifecycle.WkUserOfflineEvent;
import io.wknet.spring.lifecycle.WkUserOnlineEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Shows the events for users who come and go, and frames that the server sends of its own
 * accord: the connections that watch a user get a frame of type 17,
 * {@code {"uid":"bob","online":true}}. Only those who asked get it, so that other clients
 * see nothing they do not expect.
 * <p>
 * Sending never blocks, and what a slow client does not take is limited by its outbound
 * buffer. A news costs one look at each connection; with very many of them, a map from
 * users to their watchers would pay.
 */
@Component
class PresenceWatchers {

	static final int PRESENCE_CHANGED = 17;

	private static final String WATCHED = PresenceWatchers.class.getName() + ".watched";

	private static final Logger logger = LoggerFactory.getLogger(PresenceWatchers.class);

	private final ConnectionRegistry connections;

	private final JsonMapper json;

	PresenceWatchers(ConnectionRegistry connections, JsonMapper json) {
		this.connections = connections;
		this.json = json;
	}

	/**
	 * From now on, tell a connection when one of these users comes or goes, and no other.
	 */
	void watch(WkConnection connection, Collection<String> uids) {
		connection.attributes().put(WATCHED, Set.copyOf(uids));
	}

	@EventListener
	void online(WkUserOnlineEvent event) {
		logger.info("{} is online", event.uid());
		tell(new Change(event.uid(), true));
	}

	@EventListener
	void offline(WkUserOfflineEvent event) {
		logger.info("{} is offline", event.uid());
		tell(new Change(event.uid(), false));
	}

	private void tell(Change change) {
		ApplicationFrame frame = ApplicationFrame.of(PRESENCE_CHANGED,
				Payload.wrap(this.json.writeValueAsBytes(change)));
		this.connections.forEach((connection) -> {
			if (connection.attributes().get(WATCHED) instanceof Set<?> watched && watched.contains(change.uid())) {
				connection.send(frame);
			}
		});
	}

	record Change(String uid, boolean online) {

	}

}
