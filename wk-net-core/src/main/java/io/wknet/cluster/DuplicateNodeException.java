package io.wknet.cluster;

import java.time.Duration;

/**
 * Another run of the same node is alive, or was a moment ago.
 *
 * @since 0.1.0
 */
public final class DuplicateNodeException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ClusterMember holder;

	private final Duration remaining;

	/**
	 * Create the exception.
	 * @param holder the other run
	 * @param remaining how long its entry lasts unless it is renewed
	 */
	public DuplicateNodeException(ClusterMember holder, Duration remaining) {
		super("The node id '" + holder.nodeId() + "' is in use by another process (boot id " + holder.bootId()
				+ ", its lease ends in " + remaining.toMillis() + " ms unless it is renewed); give every node an id of "
				+ "its own with cluster.node-id");
		this.holder = holder;
		this.remaining = remaining;
	}

	/**
	 * The other run.
	 * @return the run that has the node id
	 */
	public ClusterMember holder() {
		return this.holder;
	}

	/**
	 * How long the other run's entry lasts unless it is renewed.
	 * @return the time
	 */
	public Duration remaining() {
		return this.remaining;
	}

}
