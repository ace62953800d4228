package io.wknet.cluster;

import java.time.Duration;
import java.util.List;

/**
 * What a node knows of its cluster.
 *
 * @param self the node
 * @param state how it stands to the cluster
 * @param nodes all nodes that are alive, this one included, as the directory told them
 * last; empty if it never did
 * @param users how many users were online in the cluster by the last answer of the
 * presence store; 0 if there was none
 * @param bus what the bus has carried
 * @since 0.1.0
 */
public record ClusterStats(ClusterMember self, ClusterState state, List<NodeStatus> nodes, long users, Bus bus) {

	/**
	 * How many authenticated connections the nodes have, as they told last.
	 * @return the sum
	 */
	public long connections() {
		return this.nodes.stream().mapToLong(NodeStatus::connections).sum();
	}

	/**
	 * What the bus of one node has carried.
	 *
	 * @param receiving whether this node receives messages
	 * @param sent messages sent
	 * @param received messages received
	 * @param failed messages that could not be sent, because the bus was away
	 * @param unanswered requests that another node did not answer in time
	 * @param malformed messages that were received and dropped, because they were not of
	 * this version or not well-formed
	 * @param rejected requests that were not sent, because too many waited
	 * @param pendingRequests requests that wait for an answer now
	 * @param lag how long the last message that this node sent to itself, once for each
	 * heartbeat, took over the bus; zero if none has arrived yet
	 */
	public record Bus(boolean receiving, long sent, long received, long failed, long unanswered, long malformed,
			long rejected, int pendingRequests, Duration lag) {

	}

}
