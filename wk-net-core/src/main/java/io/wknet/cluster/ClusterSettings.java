package io.wknet.cluster;

import java.time.Duration;

/**
 * A node of a cluster.
 *
 * @param nodeId names the node, see {@link ClusterMember}
 * @param lease how long the others believe that a silent node is alive; 300 ms to 1 hour.
 * It is renewed three times in that time
 * @param timeout how long to wait for an answer of the store, the bus or another node; 10
 * ms to less than the lease
 * @param maxPending how many deliveries to other nodes may wait for an answer; positive.
 * Past it a delivery fails
 * @param maxMessageBytes the largest message of the bus, 1 KiB to 512 MiB. A frame that
 * does not fit can not be sent to other nodes
 * @since 0.1.0
 */
public record ClusterSettings(String nodeId, Duration lease, Duration timeout, int maxPending, int maxMessageBytes) {

	private static final Duration MIN_LEASE = Duration.ofMillis(300);

	private static final Duration MAX_LEASE = Duration.ofHours(1);

	private static final Duration MIN_TIMEOUT = Duration.ofMillis(10);

	public ClusterSettings {
		ClusterMember.checkNodeId(nodeId);
		if (lease.compareTo(MIN_LEASE) < 0 || lease.compareTo(MAX_LEASE) > 0) {
			throw new IllegalArgumentException("The lease must be 300 ms to 1 hour, found " + lease);
		}
		if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(lease) >= 0) {
			throw new IllegalArgumentException("The timeout must be 10 ms or longer and shorter than the lease of "
					+ lease + ", found " + timeout);
		}
		if (maxPending < 1) {
			throw new IllegalArgumentException("maxPending must be positive, found " + maxPending);
		}
		if (maxMessageBytes < 1024 || maxMessageBytes > 512 << 20) {
			throw new IllegalArgumentException("maxMessageBytes must be 1,024..536,870,912, found " + maxMessageBytes);
		}
	}

	/**
	 * A lease of 15 s, a timeout of 1 s, 65,536 pending deliveries, messages of 2 MiB.
	 * @param nodeId names the node
	 * @return the defaults
	 */
	public static ClusterSettings of(String nodeId) {
		return new ClusterSettings(nodeId, Duration.ofSeconds(15), Duration.ofSeconds(1), 65_536, 2 << 20);
	}

}
