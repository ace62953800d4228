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
 * from then on each message at once. May be used by any thread; no method blocks.
 * <p>
 * Messages come from two sides. What goes to the connection alone is {@linkplain #deliver
 * delivered} by any thread; what goes to a topic asks on the event loop whether it
 * {@linkplain #admit may pass}. The two are not in one order. So that neither overtakes
 * what has waited, nothing passes until the network has taken all of that.
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

	private final List<RecvFrame> waiting = new ArrayList<>();

	private boolean caughtUp;

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
	 * Take what came meanwhile, without what was missed too. The next call is due when
	 * the network has taken all of it. If there is nothing to take, the connection has
	 * {@linkplain #isCaughtUp() caught up}.
	 * @return the messages in the order in which they came
	 */
	synchronized List<RecvFrame> takeWaiting() {
		List<RecvFrame> taken = this.waiting.stream()
			.filter((message) -> !this.missed.contains(message.messageId()))
			.toList();
		this.waiting.clear();
		this.caughtUp = taken.isEmpty();
		return taken;
	}

	/**
	 * Whether new messages are delivered at once.
	 */
	synchronized boolean isCaughtUp() {
		return this.caughtUp;
	}

	/**
	 * Deliver a new message, now or when it is its turn.
	 */
	void deliver(RecvFrame message) {
		if (admit(message)) {
			this.connection.send(message);
		}
	}

	/**
	 * Whether to send a new message now. If not, the connection has it, or it waits here
	 * for its turn. A device so slow that too much waits for it loses its connection; it
	 * is no worse off when it comes back, since messages are stored.
	 */
	synchronized boolean admit(RecvFrame message) {
		if (this.caughtUp) {
			return !this.missed.contains(message.messageId());
		}
		if (this.waiting.size() < this.maxWaiting) {
			this.waiting.add(message);
		}
		else {
			this.connection.close();
		}
		return false;
	}

}
