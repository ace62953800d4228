package io.wknet.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Says which nodes are alive. A node is, as long as it renews its entry: who does not for
 * the time of a lease is gone, by the clock of the directory.
 * <p>
 * Methods may be called from any thread and do not block. A stage that fails means that
 * the directory is away; it fails within a second or so.
 *
 * @since 0.1.0
 */
public interface NodeDirectory {

	/**
	 * Enter, or stay in.
	 * @param self the node
	 * @param lease how long the entry lasts, at least 100 ms
	 * @return all nodes that are alive, the caller included, in the order of their node
	 * ids; fails with {@link DuplicateNodeException} if another run of the same node is
	 * alive, which changes nothing
	 */
	CompletionStage<List<NodeStatus>> renew(NodeStatus self, Duration lease);

	/**
	 * Leave. Does nothing if the entry is gone or is that of another run.
	 * @param self the node
	 * @return completes when the entry is gone
	 */
	CompletionStage<Void> leave(ClusterMember self);

}
