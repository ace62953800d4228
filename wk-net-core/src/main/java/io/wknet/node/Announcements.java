package io.wknet.node;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells who is online and who is not, in the order in which the store decided it, and not
 * before the session of the user has entered. Used by the node's thread.
 */
final class Announcements {

	private final NodeExecutor executor;

	private final LocalSessions local;

	/**
	 * Logins of users of whom the store could not say yet whether they are known to be
	 * online.
	 */
	private final Set<Login> unsettled = new LinkedHashSet<>();

	/**
	 * Users who are to be announced as online once their login has entered.
	 */
	private final Map<String, Login> due = new HashMap<>();

	Announcements(NodeExecutor executor, LocalSessions local) {
		this.executor = executor;
		this.local = local;
	}

	boolean isIdle() {
		return this.unsettled.isEmpty() && this.due.isEmpty();
	}

	/**
	 * The store has decided that this login is the user's first.
	 */
	void online(Login login) {
		login.announced = true;
		this.unsettled.remove(login);
		if (login.entered && !login.left) {
			tell(login.uid(), true);
		}
		else {
			login.onlineDue = true;
			this.due.put(login.uid(), login);
		}
	}

	/**
	 * Somebody else has told, or tells, that the user is online.
	 */
	void known(Login login) {
		login.announced = true;
		this.unsettled.remove(login);
	}

	void entered(Login login) {
		login.entered = true;
		tellDue(login);
	}

	/**
	 * The store has let go of a login that is over. If it was the user's first, and not
	 * the last, others go on from it.
	 */
	void released(Login login) {
		tellDue(login);
	}

	private void tellDue(Login login) {
		if (login.onlineDue) {
			login.onlineDue = false;
			this.due.remove(login.uid(), login);
			tell(login.uid(), true);
		}
	}

	/**
	 * The store has decided that the user's last connection has gone.
	 */
	void offline(String uid) {
		Login first = this.due.remove(uid);
		if (first != null) {
			// It came and went before anybody was told.
			first.onlineDue = false;
		}
		else {
			tell(uid, false);
		}
	}

	private void tell(String uid, boolean online) {
		this.executor.tell(() -> this.local.announce(uid, online));
	}

	void unsettled(Login login) {
		if (!login.left) {
			this.unsettled.add(login);
		}
	}

	void left(Login login) {
		this.unsettled.remove(login);
	}

	/**
	 * Those of whom the store is to be asked again. They are not unsettled any more.
	 */
	List<Login> takeUnsettled() {
		List<Login> taken = List.copyOf(this.unsettled);
		this.unsettled.clear();
		return taken;
	}

}
