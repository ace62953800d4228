package io.wknet.node;

import java.time.Duration;
import java.util.List;

import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.ClusterSettings;
import io.wknet.cluster.ClusterState;
import io.wknet.cluster.NodeStatus;

/**
 * Keeps this node in the directory, and its connections in the presence store.
 */
final class NodePresence {

	private volatile ClusterState state = ClusterState.JOINING;

	NodePresence(ClusterMember self, ClusterSettings settings, ClusterRoles roles, LocalSessions local,
			NodeDelivery delivery) {
	}

	void start() {
	}

	void stop(Duration timeout) {
		this.state = ClusterState.LEFT;
	}

	ClusterState state() {
		return this.state;
	}

	List<NodeStatus> nodes() {
		return List.of();
	}

	long users() {
		return 0;
	}

}
