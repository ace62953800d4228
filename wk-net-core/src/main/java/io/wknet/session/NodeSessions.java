package io.wknet.session;

import io.wknet.node.LocalSessions;

/**
 * What a node of a cluster sees of the sessions.
 *
 * @param registry finds them
 * @param operations sends to them
 */
record NodeSessions(SessionRegistry registry, SessionOperations operations) implements LocalSessions {

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
	public boolean isConnected(String uid) {
		return this.registry.isOnline(uid);
	}

	@Override
	public void checkMayWait() {
		this.operations.checkMayWait();
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
