package io.wknet.session;

import io.wknet.delivery.WkOperations;
import io.wknet.node.LocalSessions;

/**
 * What a node of a cluster sees of the sessions.
 *
 * @param registry finds them
 * @param operations sends to them
 */
record NodeSessions(SessionRegistry registry, WkOperations operations) implements LocalSessions {

	@Override
	public boolean displace(long connectionId, boolean sameDevice) {
		if (this.registry.find(connectionId) instanceof Session session) {
			session.replaced(sameDevice);
			return true;
		}
		return false;
	}

	@Override
	public void announce(String uid, boolean online) {
		this.registry.tell(uid, online);
	}

	@Override
	public int connections() {
		return this.registry.authenticatedCount();
	}

	@Override
	public int users() {
		return this.registry.userCount();
	}

}
