package io.wknet.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.wknet.connection.ConnectionRegistry;
import io.wknet.connection.WkConnection;
import io.wknet.frame.DeviceFlag;
import io.wknet.listener.PresenceListener;
import io.wknet.log.FloodLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the sessions of one server, and tells who is online.
 * <p>
 * A session is in here by its id from open to the end of {@code onClose}, though it is
 * found only while it is open; by its user, from authentication until it begins to close
 * or is replaced. A user stays online until the last {@code onClose} has run, so that
 * presence and {@code onClose} come in the promised order. All changes of one user are
 * atomic, under the lock of its map entry; listeners are called outside of it, one at a
 * time per user.
 */
final class SessionRegistry implements ConnectionRegistry {

	private static final Logger logger = LoggerFactory.getLogger(SessionRegistry.class);

	/**
	 * A session is its own key, so that none is made for it; {@link SessionKey} finds it.
	 */
	private final ConcurrentMap<Object, Session> byId = new ConcurrentHashMap<>();

	private final ConcurrentMap<String, User> byUid = new ConcurrentHashMap<>();

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicInteger authenticated = new AtomicInteger();

	private final AtomicInteger users = new AtomicInteger();

	private final List<PresenceListener> presenceListeners;

	private final FloodLog floodLog;

	SessionRegistry(List<PresenceListener> presenceListeners) {
		this(presenceListeners, new FloodLog());
	}

	SessionRegistry(List<PresenceListener> presenceListeners, FloodLog floodLog) {
		this.presenceListeners = presenceListeners;
		this.floodLog = floodLog;
	}

	@Override
	public @Nullable WkConnection find(long id) {
		Session session = this.byId.get(new SessionKey(id));
		return (session != null && session.isOpen()) ? session : null;
	}

	@Override
	public List<WkConnection> findByUid(String uid) {
		User user = this.byUid.get(uid);
		return (user != null) ? List.of(user.sessions()) : List.of();
	}

	@Override
	public List<WkConnection> findByUid(String uid, DeviceFlag deviceFlag) {
		User user = this.byUid.get(uid);
		if (user == null) {
			return List.of();
		}
		List<WkConnection> found = new ArrayList<>();
		for (Session session : user.sessions()) {
			if (session.deviceFlag() == deviceFlag) {
				found.add(session);
			}
		}
		return found;
	}

	@Override
	public boolean isOnline(String uid) {
		User user = this.byUid.get(uid);
		return user != null && user.sessions().length != 0;
	}

	@Override
	public void forEach(Consumer<? super WkConnection> action) {
		for (Session session : this.byId.values()) {
			if (session.isOpen()) {
				action.accept(session);
			}
		}
	}

	@Override
	public Collection<String> onlineUsers() {
		List<String> uids = new ArrayList<>();
		this.byUid.forEach((uid, user) -> {
			if (user.sessions().length != 0) {
				uids.add(uid);
			}
		});
		return Collections.unmodifiableList(uids);
	}

	@Override
	public int connectionCount() {
		return this.open.get();
	}

	@Override
	public int authenticatedCount() {
		return this.authenticated.get();
	}

	@Override
	public int userCount() {
		return this.users.get();
	}

	/**
	 * All sessions, also those that are closing.
	 */
	Collection<Session> all() {
		return this.byId.values();
	}

	void opened(Session session) {
		this.byId.put(session, session);
		this.open.incrementAndGet();
	}

	/**
	 * A session was authenticated.
	 * @return the sessions that it replaces, which are not found by their user any more
	 */
	List<Session> authenticated(Session session, String uid) {
		List<Session> replaced = new ArrayList<>();
		this.byUid.compute(uid, (key, existing) -> {
			User user = (existing != null) ? existing : new User();
			int before = user.sessions().length;
			replaced.addAll(user.add(session));
			count(before, user.sessions().length);
			return user;
		});
		return replaced;
	}

	/**
	 * A session's close reason was fixed.
	 */
	void closing() {
		this.open.decrementAndGet();
	}

	/**
	 * Take a session out of its user's, if it is still there: nobody finds it any more.
	 * It may be called on any thread, as soon as the session is not open. If that happens
	 * while it is authenticated, either it is taken out here, or {@link #authenticated}
	 * sees that it is not open.
	 */
	void remove(Session session) {
		String uid = session.uid();
		if (uid == null) {
			return;
		}
		this.byUid.computeIfPresent(uid, (key, user) -> {
			int before = user.sessions().length;
			user.remove(session);
			count(before, user.sessions().length);
			return user.isForgotten() ? null : user;
		});
	}

	/**
	 * Count what a change of one user's sessions makes of all users' sessions.
	 */
	private void count(int before, int after) {
		this.authenticated.addAndGet(after - before);
		this.users.addAndGet(Integer.signum(after) - Integer.signum(before));
	}

	/**
	 * A session's {@code onAuthenticated} has run.
	 */
	void entered(String uid) {
		announce(uid, User::entered);
	}

	/**
	 * The {@code onClose} of a session that was authenticated has run.
	 */
	void left(String uid) {
		announce(uid, User::left);
	}

	/**
	 * A session is over.
	 */
	void closed(WkConnection session) {
		this.byId.remove(session);
	}

	/**
	 * Whether there is nothing left, neither of a session nor of a user.
	 */
	boolean isEmpty() {
		return this.byId.isEmpty() && this.byUid.isEmpty();
	}

	private void announce(String uid, Consumer<User> change) {
		boolean[] online = new boolean[1];
		boolean[] more = new boolean[1];
		this.byUid.compute(uid, (key, existing) -> {
			User user = (existing != null) ? existing : new User();
			change.accept(user);
			more[0] = user.beginAnnouncing();
			if (more[0]) {
				online[0] = user.nextAnnouncement();
			}
			return user.isForgotten() ? null : user;
		});
		while (more[0]) {
			tell(uid, online[0]);
			this.byUid.computeIfPresent(uid, (key, user) -> {
				more[0] = user.continueAnnouncing();
				if (more[0]) {
					online[0] = user.nextAnnouncement();
				}
				return user.isForgotten() ? null : user;
			});
		}
	}

	/**
	 * Tell all presence listeners.
	 */
	void tell(String uid, boolean online) {
		for (PresenceListener listener : this.presenceListeners) {
			try {
				if (online) {
					listener.onOnline(uid);
				}
				else {
					listener.onOffline(uid);
				}
			}
			catch (Throwable ex) {
				this.floodLog.failed(logger, ex, "A presence listener failed");
			}
		}
	}

}
