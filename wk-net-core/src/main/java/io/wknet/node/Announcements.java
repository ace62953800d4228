package io.wknet.node;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells who is online and who is not, in the order in which the store decided it, and not
 * before the session of the user has entered. Used by the node's thread.
 */
final class Announcements {

	private final NodeExecutor executor;

	private final LocalSessions local;

	/**
	 * Users of whom the store could not say yet whether they are known to be online, each
	 * with one of its logins.
	 */
	private final Map<String, Login> unsettled = new HashMap<>();

	/**
	 * Users who are to be announced as online once their login has entered.
	 */
	private final Map<String, Login> due = new HashMap<>();

	Announcements(NodeExecutor executor, LocalSessions local) {
		this.executor = executor;
		this.local = local;
	}

	/**
	 * The store has decided that this login is the user's first.
	 */
	void online(Login login) {
		if (login.announced) {
			return;
		}
		login.announced = true;
		if (login.entered || login.left) {
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
		this.unsettled.remove(login.uid(), login);
	}

	void entered(Login login) {
		login.entered = true;
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

	void offline(Collection<String> uids) {
		uids.forEach(this::offline);
	}

	private void tell(String uid, boolean online) {
		this.executor.tell(() -> this.local.announce(uid, online));
	}

	void unsettled(Login login) {
		this.unsettled.put(login.uid(), login);
	}

	void left(Login login) {
		this.unsettled.remove(login.uid(), login);
	}

	Collection<String> unsettled() {
		return this.unsettled.keySet();
	}

	/**
	 * The store has decided about users that were unsettled.
	 */
	void settled(Collection<String> asked, Collection<String> first) {
		for (String uid : asked) {
			Login login = this.unsettled.remove(uid);
			if (login != null && !first.contains(uid)) {
				login.announced = true;
			}
			if (first.contains(uid)) {
				if (login != null) {
					online(login);
				}
				else {
					tell(uid, true);
				}
			}
		}
	}

}
