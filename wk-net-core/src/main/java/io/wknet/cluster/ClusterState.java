package io.wknet.cluster;

/**
 * How a node stands to its cluster.
 *
 * @since 0.1.0
 */
public enum ClusterState {

	/**
	 * It has not been let in yet, and tries.
	 */
	JOINING,

	/**
	 * It is in, and what it has is known to all.
	 */
	JOINED,

	/**
	 * It was away or doubts what the store knows, and claims all its connections again.
	 */
	REJOINING,

	/**
	 * The directory or the presence store does not answer. The node serves its own
	 * connections alone.
	 */
	AWAY,

	/**
	 * Another process has its node id. The node serves its own connections alone, until
	 * the other one is gone.
	 */
	DUPLICATE,

	/**
	 * It has left.
	 */
	LEFT

}
