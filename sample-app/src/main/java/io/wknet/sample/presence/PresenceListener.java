package io.wknet.sample.presence;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.wknet.connection.ConnectionRegistry;
import io.wknet.frame.ApplicationFrame;
import io.wknet.listener.Dispatch;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkExceptionHandler;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.lifecycle.WkUserOfflineEvent;
import io.wknet.spring.lifecycle.WkUserOnlineEvent;
import io.wknet.spring.listener.PayloadException;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Shows a frame of the application's own, type 16, with validated JSON in and JSON out:
 * {@code {"uids":["alice","bob"]}} is answered by
 * {@code {"online":{"alice":true,"bob":false}}}. The method never blocks, so it runs on
 * the connection's event loop. Shows also the events for users who come and go.
 */
@Component
class PresenceListener {

	private static final int WHO_IS_ONLINE = 16;

	private static final int MAX_UIDS = 100;

	private static final Logger logger = LoggerFactory.getLogger(PresenceListener.class);

	private final ConnectionRegistry connections;

	PresenceListener(ConnectionRegistry connections) {
		this.connections = connections;
	}

	@WkOnFrame(value = WHO_IS_ONLINE, dispatch = Dispatch.EVENT_LOOP)
	Answer whoIsOnline(@Payload @Valid Question question) {
		Map<String, Boolean> online = new TreeMap<>();
		question.uids().forEach((uid) -> online.put(uid, this.connections.isOnline(uid)));
		return new Answer(online);
	}

	@WkExceptionHandler(value = { PayloadException.class, ConstraintViolationException.class },
			dispatch = Dispatch.EVENT_LOOP)
	Problem unreadable(ApplicationFrame frame) {
		return new Problem("Send {\"uids\":[...]} with at most " + MAX_UIDS + " uids");
	}

	@EventListener
	void online(WkUserOnlineEvent event) {
		logger.info("{} is online", event.uid());
	}

	@EventListener
	void offline(WkUserOfflineEvent event) {
		logger.info("{} is offline", event.uid());
	}

	record Question(@NotNull @Size(max = MAX_UIDS) List<@NotNull String> uids) {

	}

	record Answer(Map<String, Boolean> online) {

	}

	record Problem(String error) {

	}

}
