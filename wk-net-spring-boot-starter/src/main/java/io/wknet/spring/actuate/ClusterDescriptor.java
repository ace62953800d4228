package io.wknet.spring.actuate;

import java.util.List;

import io.wknet.cluster.ClusterState;
import io.wknet.cluster.ClusterStats;
import io.wknet.cluster.NodeStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoint says about the cluster, as this node knows it.
 *
 * @param node this node's id
 * @param state how this node stands to the cluster
 * @param nodes all nodes that are alive, this one included
 * @param users users that are online in the cluster
 * @param connections authenticated connections of all nodes
 * @param busLag how long this node's last message to itself took over the bus, in
 * milliseconds
 * @since 0.1.0
 */
public record ClusterDescriptor(String node, ClusterState state, List<NodeDescriptor> nodes, long users,
		long connections, long busLag) {

	static @Nullable ClusterDescriptor of(@Nullable ClusterStats stats) {
		if (stats == null) {
			return null;
		}
		return new ClusterDescriptor(stats.self().nodeId(), stats.state(),
				stats.nodes().stream().map(NodeDescriptor::of).toList(), stats.users(), stats.connections(),
				stats.bus().lag().toMillis());
	}

	/**
	 * One node.
	 *
	 * @param node its id
	 * @param boot tells its runs apart
	 * @param connections its authenticated connections
	 * @param users users that are connected to it
	 */
	public record NodeDescriptor(String node, String boot, int connections, int users) {

		private static NodeDescriptor of(NodeStatus status) {
			return new NodeDescriptor(status.member().nodeId(), status.member().bootId(), status.connections(),
					status.users());
		}

	}

}
