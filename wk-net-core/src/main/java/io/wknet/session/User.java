package io.wknet.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.wknet.auth.DeviceLevel;
import io.wknet.frame.DeviceFlag;

/**
 * One user's sessions. It is changed only within an atomic operation on its entry of the
 * {@link SessionRegistry}; the array is never changed, so that it can be read at any
 * time.
 */
final class User {

	private static final Session[] NONE = {};

	private volatile Session[] sessions = NONE;

	/**
	 * How many sessions were authenticated, and have not ended.
	 */
	private int present;

	/**
	 * Whether a session has entered since the user was last offline.
	 */
	private boolean online;

	/**
	 * Transitions between online and offline that listeners have not been told yet. They
	 * alternate, so their number says all.
	 */
	private int unannounced;

	private boolean announcing;

	private boolean announcedOnline;

	Session[] sessions() {
		return this.sessions;
	}

	/**
	 * Add a session, and take out those that it replaces. One that is closed already
	 * replaces nobody and is not found, though it is present until its end.
	 * @return the sessions that were replaced
	 */
	List<Session> add(Session added) {
		this.present++;
		if (!added.isOpen()) {
			return List.of();
		}
		if (this.sessions.length == 0) {
			this.sessions = new Session[] { added };
			return List.of();
		}
		List<Session> kept = new ArrayList<>();
		List<Session> replaced = new ArrayList<>();
		for (Session older : this.sessions) {
			(replaces(added, older) ? replaced : kept).add(older);
		}
		kept.add(added);
		this.sessions = kept.toArray(NONE);
		return replaced;
	}

	/**
	 * Take a session out, if it is still there.
	 */
	void remove(Session removed) {
		if (this.sessions.length == 1 && this.sessions[0].equals(removed)) {
			this.sessions = NONE;
			return;
		}
		this.sessions = Arrays.stream(this.sessions)
			.filter((session) -> !session.equals(removed))
			.toArray(Session[]::new);
	}

	void entered() {
		if (!this.online) {
			this.online = true;
			this.unannounced++;
		}
	}

	void left() {
		if (--this.present == 0 && this.online) {
			this.online = false;
			this.unannounced++;
		}
	}

	/**
	 * Begin to tell listeners, unless another thread does already.
	 */
	boolean beginAnnouncing() {
		if (this.announcing || this.unannounced == 0) {
			return false;
		}
		this.announcing = true;
		return true;
	}

	/**
	 * What to tell listeners next.
	 * @return {@code true} for online, {@code false} for offline
	 */
	boolean nextAnnouncement() {
		this.unannounced--;
		this.announcedOnline = !this.announcedOnline;
		return this.announcedOnline;
	}

	/**
	 * Whether there is more to tell; if not, announcing has ended.
	 */
	boolean continueAnnouncing() {
		this.announcing = this.unannounced > 0;
		return this.announcing;
	}

	boolean isForgotten() {
		return this.sessions.length == 0 && this.present == 0 && this.unannounced == 0 && !this.announcing;
	}

	/**
	 * A login at master level replaces all of its device flag; one at slave level only
	 * the same device.
	 */
	private static boolean replaces(Session added, Session older) {
		DeviceFlag flag = added.deviceFlag();
		return flag == older.deviceFlag() && (added.deviceLevel() == DeviceLevel.MASTER || isSameDevice(added, older));
	}

	static boolean isSameDevice(Session one, Session other) {
		String deviceId = one.deviceId();
		return deviceId != null && deviceId.equals(other.deviceId());
	}

}
