package io.wknet.sample.chat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import io.wknet.connection.WkConnection;
import io.wknet.frame.RecvFrame;
import org.jspecify.annotations.Nullable;

/**
 * Brings messages to a connection in their order and once each, because there are clients
 * that show them as they come: first what the user missed, then what came meanwhile, and
 * from then on each message at once. May be used by any thread.
 */
final class Inbox {

	private static final String ATTRIBUTE = Inbox.class.getName();

	private final WkConnection connection;

	private final int maxWaiting;

	/**
	 * The ids of what was missed. One of these that was stored during the login may be
	 * delivered a second time by the thread that stored it, whenever it gets to it.
	 */
	private final Set<Long> missed = new HashSet<>();

	private @Nullable List<RecvFrame> waiting = new ArrayList<>();

	private Inbox(WkConnection connection, int maxWaiting) {
		this.connection = connection;
		this.maxWaiting = maxWaiting;
	}

	/**
	 * The inbox of a connection, which begins with its first message or with its login,
	 * whichever is first.
	 */
	static Inbox of(WkConnection connection, ChatProperties properties) {
		return (Inbox) connection.attributes()
			.computeIfAbsent(ATTRIBUTE, (name) -> new Inbox(connection, properties.maxPending()));
	}

	/**
	 * Deliver a message that the user missed.
	 * @return completes when the network has taken it
	 */
	CompletionStage<@Nullable Void> deliverMissed(RecvFrame message) {
		synchronized (this) {
			this.missed.add(message.messageId());
		}
		return this.connection.send(message);
	}

	/**
	 * Nothing else was missed.
	 */
	synchronized void caughtUp() {
		List<RecvFrame> meanwhile = this.waiting;
		this.waiting = null;
		if (meanwhile != null) {
			meanwhile.forEach(this::deliver);
		}
	}

	/**
	 * Deliver a new message. A device so slow that too much waits for it loses its
	 * connection; it is no worse off when it comes back, since messages are stored.
	 */
	synchronized void deliver(RecvFrame message) {
		if (this.waiting == null) {
			if (!this.missed.contains(message.messageId())) {
				this.connection.send(message);
			}
		}
		else if (this.waiting.size() < this.maxWaiting) {
			this.waiting.add(message);
		}
		else {
			this.connection.close();
		}
	}

}
