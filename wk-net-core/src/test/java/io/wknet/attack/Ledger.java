package io.wknet.attack;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.listener.PresenceListener;
import io.wknet.listener.WkListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a server's listener has heard of the connections of an attack. It serves the
 * bystanders, and hands what the others do to the listener of the test.
 */
final class Ledger implements WkListener, PresenceListener {

	private static final WkListener NOTHING = new WkListener() {
	};

	private final Map<Long, Entry> entries = new ConcurrentHashMap<>();

	/**
	 * Those who are online of the attackers, to catch two events of a kind in a row.
	 */
	private final Map<String, Boolean> online = new ConcurrentHashMap<>();

	private final Queue<String> mistakes = new ConcurrentLinkedQueue<>();

	private final AtomicLong messageIds = new AtomicLong();

	private final AtomicLong onlineEvents = new AtomicLong();

	private volatile WkListener others = NOTHING;

	private volatile WkOperations operations;

	void use(WkOperations newOperations) {
		this.operations = newOperations;
	}

	/**
	 * Hand what attackers do to a listener.
	 */
	void others(WkListener listener) {
		this.others = listener;
	}

	/**
	 * How often an attacker has come online.
	 */
	long onlineEvents() {
		return this.onlineEvents.get();
	}

	/**
	 * How many connections have been opened.
	 */
	int opened() {
		return this.entries.size();
	}

	boolean allClosed() {
		return this.entries.values().stream().noneMatch((entry) -> entry.closes.isEmpty());
	}

	/**
	 * The events of one connection, in order.
	 */
	List<String> events(long id) {
		return List.copyOf(this.entries.get(id).events);
	}

	/**
	 * How many were closed for which reason. Each was closed once, and nothing was heard
	 * of it afterwards.
	 */
	Map<CloseReason, Long> closes() {
		Map<CloseReason, Long> result = new EnumMap<>(CloseReason.class);
		this.entries.forEach((id, entry) -> {
			assertThat(entry.closes).as("close events of connection " + id + " with " + entry.events).hasSize(1);
			result.merge(entry.closes.get(0), 1L, Long::sum);
		});
		return result;
	}

	void assertNoMistakes() {
		assertThat(this.mistakes).as("events that should not have been").isEmpty();
		assertThat(this.online.values()).as("attackers online").doesNotContain(true);
	}

	/**
	 * Begin a new page.
	 */
	void clear() {
		this.entries.clear();
		this.online.clear();
		this.mistakes.clear();
		this.onlineEvents.set(0);
		this.others = NOTHING;
	}

	@Override
	public void onConnect(WkConnection connection) throws Exception {
		Entry entry = new Entry();
		entry.events.add("connect");
		if (this.entries.put(connection.id(), entry) != null) {
			this.mistakes.add("Connection " + connection.id() + " was opened twice");
		}
		this.others.onConnect(connection);
	}

	@Override
	public void onAuthenticated(WkConnection connection) throws Exception {
		if (isBystander(connection.uid())) {
			this.entries.remove(connection.id());
			return;
		}
		add(connection, "authenticated");
		this.others.onAuthenticated(connection);
	}

	@Override
	public void onFrame(WkConnection connection, ClientFrame frame) throws Exception {
		if (isBystander(connection.uid())) {
			chat(connection, (SendFrame) frame);
			return;
		}
		check(connection, "frame");
		this.others.onFrame(connection, frame);
	}

	@Override
	public void onClose(WkConnection connection, CloseReason reason) throws Exception {
		if (isBystander(connection.uid())) {
			return;
		}
		add(connection, "close " + reason);
		Entry entry = this.entries.get(connection.id());
		if (entry != null) {
			entry.closes.add(reason);
		}
		this.others.onClose(connection, reason);
	}

	@Override
	public void onOnline(String uid) {
		if (!isBystander(uid)) {
			this.onlineEvents.incrementAndGet();
			if (Boolean.TRUE.equals(this.online.put(uid, true))) {
				this.mistakes.add(uid + " came online twice");
			}
		}
	}

	@Override
	public void onOffline(String uid) {
		if (!isBystander(uid) && !Boolean.TRUE.equals(this.online.put(uid, false))) {
			this.mistakes.add(uid + " went offline and was not online");
		}
	}

	private void chat(WkConnection connection, SendFrame send) {
		long id = this.messageIds.incrementAndGet();
		connection.send(SendackFrame.accepted(send, id, send.clientSeq()));
		this.operations.sendToUser(send.channelId(),
				RecvFrame.of(send, connection.uid(), connection.uid(), id, send.clientSeq()));
	}

	private void add(WkConnection connection, String event) {
		check(connection, event);
		Entry entry = this.entries.get(connection.id());
		if (entry != null) {
			entry.events.add(event);
		}
	}

	private void check(WkConnection connection, String event) {
		Entry entry = this.entries.get(connection.id());
		if (entry == null) {
			this.mistakes.add(event + " of connection " + connection.id() + ", which was never opened");
		}
		else if (!entry.closes.isEmpty()) {
			this.mistakes.add(event + " of connection " + connection.id() + " after its close");
		}
	}

	private static boolean isBystander(String uid) {
		return uid != null && uid.startsWith(Bystander.PREFIX);
	}

	/**
	 * One connection. Of its frames there may be millions, so they are no events here.
	 */
	private static final class Entry {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private final List<CloseReason> closes = new CopyOnWriteArrayList<>();

	}

}
