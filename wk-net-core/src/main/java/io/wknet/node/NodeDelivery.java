package io.wknet.node;

import java.time.Duration;
import java.util.List;

import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.ClusterSettings;
import io.wknet.cluster.ClusterStats;
import io.wknet.cluster.PresenceStore.Displaced;
import io.wknet.delivery.WkOperations;
import io.wknet.topic.Topic;

/**
 * Sends to other nodes, and takes what they send.
 */
final class NodeDelivery {

	private final LocalSessions local;

	NodeDelivery(ClusterMember self, ClusterSettings settings, ClusterRoles roles, LocalSessions local) {
		this.local = local;
	}

	void start() {
	}

	void stop(Duration timeout) {
	}

	WkOperations operations() {
		return this.local.operations();
	}

	/**
	 * Tell the nodes of connections whose place was taken, as far as they can be reached;
	 * they learn it at their next heartbeat otherwise.
	 */
	void displaced(List<Displaced> displaced) {
	}

	/**
	 * The first local subscriber of a topic has come, or the last has gone. Called under
	 * the lock of the topic, so it is quick.
	 */
	void subscribed(Topic topic, boolean anybody) {
	}

	/**
	 * A heartbeat: open the bus again if it is not open, and measure its lag.
	 */
	void beat() {
	}

	ClusterStats.Bus stats() {
		return new ClusterStats.Bus(false, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO);
	}

}
