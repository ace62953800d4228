package io.wknet.session;

import java.util.ArrayList;
import java.util.List;

import io.netty.channel.embedded.EmbeddedChannel;
import io.wknet.auth.DeviceLevel;
import io.wknet.auth.Identity;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.DeviceFlag;
import io.wknet.listener.PresenceListener;
import io.wknet.timer.WheelSettings;
import io.wknet.transport.LoopContext;

/**
 * What a server's threads do to the registry for three connections of one user, as
 * {@link Session} does it. One thread at a time logs a connection in and notices its end;
 * any thread may close it at any time.
 */
final class RegistryModel {

	/**
	 * The user.
	 */
	static final String UID = "alice";

	/**
	 * The levels of the connections: the first one is replaced by a login from the same
	 * device, and replaces all others.
	 */
	static final List<DeviceLevel> LEVELS = List.of(DeviceLevel.MASTER, DeviceLevel.SLAVE, DeviceLevel.SLAVE);

	/**
	 * The devices of the connections.
	 */
	static final List<String> DEVICES = List.of("phone", "phone", "tablet");

	private final Presence presence = new Presence();

	private final SessionRegistry registry = new SessionRegistry(List.of(this.presence));

	private final List<Walk> walks = new ArrayList<>();

	RegistryModel() {
		for (int i = 0; i < DEVICES.size(); i++) {
			Session session = BareSessions.create(i);
			this.registry.opened(session);
			this.walks.add(new Walk(session));
		}
	}

	static RegistryModel withOneLogin() {
		RegistryModel model = new RegistryModel();
		model.enter(0);
		return model;
	}

	/**
	 * A login, up to the end of {@code onAuthenticated}.
	 * @return which connections it replaces
	 */
	List<Integer> enter(int index) {
		Walk walk = this.walks.get(index);
		if (walk.left) {
			return List.of();
		}
		Session session = walk.session;
		session.authenticatedAs(Identity.of(UID, LEVELS.get(index)), DEVICES.get(index), DeviceFlag.APP);
		List<Integer> replaced = indexes(this.registry.authenticated(session, UID));
		walk.authenticated = true;
		this.registry.entered(UID);
		walk.entered = true;
		return replaced;
	}

	/**
	 * The end of a connection, up to the end of {@code onClose}.
	 */
	void leave(int index) {
		close(index);
		Walk walk = this.walks.get(index);
		walk.left = true;
		if (walk.authenticated) {
			this.registry.left(UID);
		}
		this.registry.closed(walk.session);
	}

	/**
	 * Close a connection, on any thread.
	 */
	void close(int index) {
		Session session = this.walks.get(index).session;
		boolean first = session.closeFor(CloseReason.SERVER);
		this.registry.remove(session);
		if (first) {
			this.registry.closing();
		}
	}

	boolean hasLoggedIn(int index) {
		return this.walks.get(index).authenticated;
	}

	List<Integer> find() {
		return indexes(this.registry.findByUid(UID));
	}

	List<String> presence() {
		return this.presence.events;
	}

	/**
	 * Check that all books agree, while nothing happens.
	 */
	void check() {
		int found = find().size();
		check("connections", this.registry.connectionCount(), count((walk) -> walk.session.isOpen()));
		check("authenticated", this.registry.authenticatedCount(), found);
		check("users", this.registry.userCount(), Math.min(found, 1));
		checkPresence();
		checkEnd();
	}

	private void checkPresence() {
		int entered = count((walk) -> walk.entered && !walk.left);
		int present = count((walk) -> walk.authenticated && !walk.left);
		boolean online = this.presence.events.size() % 2 != 0;
		if (this.presence.wrong || (online && present == 0) || (!online && entered != 0)) {
			throw new IllegalStateException("Presence is " + this.presence.events);
		}
	}

	/**
	 * Let every connection end: nothing is left then.
	 */
	private void checkEnd() {
		for (int i = 0; i < this.walks.size(); i++) {
			if (!this.walks.get(i).left) {
				leave(i);
			}
		}
		if (!this.registry.isEmpty() || this.presence.wrong || this.presence.events.size() % 2 != 0) {
			throw new IllegalStateException("At the end presence is " + this.presence.events);
		}
		check("connections", this.registry.connectionCount(), 0);
		check("authenticated", this.registry.authenticatedCount(), 0);
		check("users", this.registry.userCount(), 0);
	}

	private static void check(String what, int found, int expected) {
		if (found != expected) {
			throw new IllegalStateException(found + " " + what + " in place of " + expected);
		}
	}

	private int count(Condition condition) {
		int count = 0;
		for (Walk walk : this.walks) {
			if (condition.test(walk)) {
				count++;
			}
		}
		return count;
	}

	private static List<Integer> indexes(List<? extends WkConnection> connections) {
		List<Integer> indexes = new ArrayList<>();
		for (WkConnection connection : connections) {
			indexes.add((int) connection.id());
		}
		return indexes;
	}

	/**
	 * Makes sessions of which nothing but what the registry asks them is ever used. The
	 * model checker does not look in here.
	 */
	static final class BareSessions {

		private static final Sessions SESSIONS = new SessionFixture().sessions();

		private static final LoopContext LOOP = new LoopContext(new EmbeddedChannel().eventLoop(),
				WheelSettings.defaults());

		private BareSessions() {
		}

		static Session create(long id) {
			SilentChannel channel = new SilentChannel(LOOP);
			Session session = new Session(SESSIONS, id, SESSIONS.rules("tcp"), channel);
			channel.forgetLoop();
			return session;
		}

	}

	/**
	 * How far a connection has come.
	 */
	private static final class Walk {

		private final Session session;

		private volatile boolean authenticated;

		private boolean entered;

		private boolean left;

		Walk(Session session) {
			this.session = session;
		}

	}

	/**
	 * Something that a connection may be.
	 */
	private interface Condition {

		boolean test(Walk walk);

	}

	/**
	 * Listens to who comes and goes. It has no lock, because its calls never overlap.
	 */
	private static final class Presence implements PresenceListener {

		private final List<String> events = new ArrayList<>();

		private boolean listening;

		private boolean wrong;

		@Override
		public void onOnline(String uid) {
			heard("+", 0);
		}

		@Override
		public void onOffline(String uid) {
			heard("-", 1);
		}

		private void heard(String event, int turn) {
			this.wrong |= this.listening || this.events.size() % 2 != turn;
			this.listening = true;
			this.events.add(event);
			this.listening = false;
		}

	}

}
