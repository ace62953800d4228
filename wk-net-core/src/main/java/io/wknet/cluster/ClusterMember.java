package io.wknet.cluster;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.regex.Pattern;

import io.wknet.log.Printable;

/**
 * One run of one node. A node that starts again has the same node id and another boot id,
 * so that nobody takes what is left of the run before for the new one.
 *
 * @param nodeId names the node in the cluster: 1..32 letters, digits, {@code .},
 * {@code _} or {@code -}
 * @param bootId names the run: 1..16 lower case letters and digits
 * @since 0.1.0
 */
public record ClusterMember(String nodeId, String bootId) implements Serializable {

	private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9._-]{1,32}");

	private static final Pattern BOOT_ID = Pattern.compile("[a-z0-9]{1,16}");

	private static final SecureRandom RANDOM = new SecureRandom();

	public ClusterMember {
		checkNodeId(nodeId);
		if (!BOOT_ID.matcher(bootId).matches()) {
			throw new IllegalArgumentException(
					"A boot id must have 1..16 lower case letters and digits, found '" + Printable.of(bootId) + "'");
		}
	}

	/**
	 * A new run of a node, with a random boot id.
	 * @param nodeId names the node
	 * @return the member
	 */
	public static ClusterMember of(String nodeId) {
		return new ClusterMember(nodeId, Long.toString(RANDOM.nextLong() >>> 13, Character.MAX_RADIX));
	}

	static void checkNodeId(String nodeId) {
		if (!NODE_ID.matcher(nodeId).matches()) {
			throw new IllegalArgumentException(
					"A node id must have 1..32 letters, digits, '.', '_' or '-', found '" + Printable.of(nodeId) + "'");
		}
	}

	@Override
	public String toString() {
		return this.nodeId + ":" + this.bootId;
	}

}
