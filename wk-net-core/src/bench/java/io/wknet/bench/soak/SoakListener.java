package io.wknet.bench.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.listener.PresenceListener;
import io.wknet.listener.WkListener;
import io.wknet.server.BoundWkServer;
import io.wknet.topic.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Answers, and sees to it that the calls for each connection come in order: one
 * {@code onConnect}, frames in the order sent, one {@code onClose}, nothing after it.
 */
final class SoakListener implements WkListener, PresenceListener {

	private static final int POURED_BYTES = 131_072;

	private static final int POURED_AT_ONCE = 128;

	private static final Duration POUR_PERIOD = Duration.ofMillis(20);

	private static final ApplicationFrame POURED = ApplicationFrame.of(SoakFrames.POURED,
			Payload.wrap(new byte[POURED_BYTES]));

	/**
	 * After how many messages a fault shows.
	 */
	private static final int UNANSWERED = 10_000;

	private final Map<Long, Seen> open = new ConcurrentHashMap<>();

	private final LongAdder opens = new LongAdder();

	private final LongAdder authenticated = new LongAdder();

	private final LongAdder closes = new LongAdder();

	private final LongAdder messages = new LongAdder();

	private final LongAdder disordered = new LongAdder();

	private final LongAdder online = new LongAdder();

	private final LongAdder offline = new LongAdder();

	private final String fault;

	private final List<Object> leaked = new ArrayList<>();

	private final AtomicBoolean closedOne = new AtomicBoolean();

	private volatile @Nullable BoundWkServer server;

	/**
	 * Create one.
	 * @param fault what it shall do wrong: {@code leak}, {@code close}, {@code answer},
	 * {@code order}, or nothing of these
	 */
	SoakListener(String fault) {
		this.fault = fault;
	}

	void server(BoundWkServer newServer) {
		this.server = newServer;
	}

	@Override
	public void onConnect(WkConnection connection) {
		this.opens.increment();
		if (this.open.put(connection.id(), new Seen()) != null) {
			this.disordered.increment();
		}
	}

	@Override
	public void onAuthenticated(WkConnection connection) {
		this.authenticated.increment();
		Seen seen = seen(connection);
		if (seen.authenticated) {
			this.disordered.increment();
		}
		seen.authenticated = true;
		String uid = connection.uid();
		if (uid != null && isHeld(connection)) {
			running().topics().subscribe(connection, topic(Integer.parseInt(uid.substring(1)) % SoakFrames.TOPICS));
		}
	}

	private static boolean isHeld(WkConnection connection) {
		String uid = connection.uid();
		return uid != null && uid.charAt(0) == SoakFrames.HELD;
	}

	static Topic topic(int number) {
		return Topic.of("t" + number);
	}

	@Override
	public void onFrame(WkConnection connection, ClientFrame frame) {
		Seen seen = seen(connection);
		if (!seen.authenticated) {
			this.disordered.increment();
		}
		if (frame instanceof SendFrame send) {
			this.messages.increment();
			seen.messages++;
			if (send.clientSeq() != seen.messages) {
				this.disordered.increment();
			}
			if (!this.fault.equals("answer") || this.messages.sum() % UNANSWERED != 0) {
				connection.send(SendackFrame.accepted(send, seen.messages, seen.messages));
			}
			if (this.fault.equals("close") && this.messages.sum() > UNANSWERED && isHeld(connection)
					&& this.closedOne.compareAndSet(false, true)) {
				connection.close();
			}
		}
		else if (frame instanceof ApplicationFrame wish) {
			fulfil(connection, wish.typeCode());
		}
	}

	private void fulfil(WkConnection connection, int wish) {
		switch (wish) {
			case SoakFrames.KICK_ME -> running().operations().kick(connection.id());
			case SoakFrames.CLOSE_ME -> connection.close();
			case SoakFrames.POUR -> pour(connection);
			case SoakFrames.POUR_AT_ONCE -> {
				for (int i = 0; i < POURED_AT_ONCE && connection.isOpen(); i++) {
					connection.send(POURED);
				}
			}
			default -> {
				// What an attack came upon by chance.
			}
		}
	}

	/**
	 * Send the next piece when the last one was taken, until one is not.
	 */
	private void pour(WkConnection connection) {
		connection.send(POURED).whenComplete((sent, failure) -> {
			if (failure == null) {
				running().schedule(POUR_PERIOD, () -> pour(connection));
			}
		});
	}

	@Override
	public void onClose(WkConnection connection, CloseReason reason) {
		this.closes.increment();
		Seen seen = this.open.remove(connection.id());
		if (seen == null || this.fault.equals("order")) {
			this.disordered.increment();
		}
		if (this.fault.equals("leak")) {
			synchronized (this.leaked) {
				this.leaked.add(connection);
			}
		}
	}

	@Override
	public void onOnline(String uid) {
		this.online.increment();
	}

	@Override
	public void onOffline(String uid) {
		this.offline.increment();
	}

	void addTo(Map<String, Long> figures) {
		figures.put("opens", this.opens.sum());
		figures.put("authenticated-calls", this.authenticated.sum());
		figures.put("closes", this.closes.sum());
		figures.put("messages", this.messages.sum());
		figures.put("disordered", this.disordered.sum());
		figures.put("online", this.online.sum());
		figures.put("offline", this.offline.sum());
	}

	/**
	 * What was seen of a connection; of one that is not open, that is out of order.
	 */
	private Seen seen(WkConnection connection) {
		Seen seen = this.open.get(connection.id());
		if (seen == null) {
			this.disordered.increment();
			return new Seen();
		}
		return seen;
	}

	private BoundWkServer running() {
		BoundWkServer running = this.server;
		if (running == null) {
			throw new IllegalStateException("The server is not bound yet");
		}
		return running;
	}

	/**
	 * What was seen of one connection, on its event loop.
	 */
	private static final class Seen {

		private boolean authenticated;

		private long messages;

	}

}
