package io.wknet.cluster;

import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The directory of an {@link InProcessCluster}.
 */
final class InProcessNodeDirectory implements NodeDirectory {

	private final InProcessCluster cluster;

	private final LongSupplier nanoTime;

	private final TreeMap<String, Entry> entries = new TreeMap<>();

	InProcessNodeDirectory(InProcessCluster cluster, LongSupplier nanoTime) {
		this.cluster = cluster;
		this.nanoTime = nanoTime;
	}

	@Override
	public CompletionStage<List<NodeStatus>> renew(NodeStatus self, Duration lease) {
		return this.cluster.answer(() -> enter(self, lease));
	}

	private synchronized List<NodeStatus> enter(NodeStatus self, Duration lease) {
		long now = this.nanoTime.getAsLong();
		this.entries.values().removeIf((entry) -> entry.deadline - now <= 0);
		String nodeId = self.member().nodeId();
		@Nullable Entry holder = this.entries.get(nodeId);
		if (holder != null && !holder.status.member().equals(self.member())) {
			throw new DuplicateNodeException(holder.status.member(), Duration.ofNanos(holder.deadline - now));
		}
		this.entries.put(nodeId, new Entry(self, now + lease.toNanos()));
		return this.entries.values().stream().map(Entry::status).toList();
	}

	@Override
	public CompletionStage<Void> leave(ClusterMember self) {
		return this.cluster.run(() -> remove(self));
	}

	private synchronized void remove(ClusterMember self) {
		this.entries.values().removeIf((entry) -> entry.status.member().equals(self));
	}

	synchronized void clear() {
		this.entries.clear();
	}

	/**
	 * A node until a deadline.
	 *
	 * @param status what it told of itself
	 * @param deadline when it is gone, by the clock of the directory
	 */
	private record Entry(NodeStatus status, long deadline) {

	}

}
