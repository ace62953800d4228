package io.wknet.spring.autoconfigure;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.wknet.cluster.ClusterSettings;

import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Turns properties into the core's settings of a node, and refuses bad values by name.
 *
 * @param properties the properties
 */
record NodeSettings(WkNetProperties properties) {

	private static final int HOST_LENGTH = 20;

	private static final int SUFFIX_LENGTH = 6;

	private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9._-]{1,32}");

	private static final Pattern KEY_PREFIX = Pattern.compile("[A-Za-z0-9.:_-]{1,64}");

	private static final SecureRandom RANDOM = new SecureRandom();

	/**
	 * Check the values, also if there is no cluster.
	 */
	void check() {
		settings("node");
		keyPrefix();
	}

	ClusterSettings settings() {
		return settings(randomNodeId(hostName()));
	}

	private ClusterSettings settings(String defaultNodeId) {
		WkNetProperties.Cluster cluster = this.properties.cluster();
		String nodeId = cluster.nodeId();
		if (nodeId != null && !NODE_ID.matcher(nodeId).matches()) {
			throw PropertyChecks.invalid("wk.net.cluster.node-id", nodeId,
					"Must have 1 to 32 letters, digits, '.', '_' or '-'. Remove it to have one made up.");
		}
		Duration lease = PropertyChecks.range("wk.net.cluster.lease", cluster.lease(), Duration.ofMillis(300),
				Duration.ofHours(1), "300ms to 1h");
		Duration timeout = PropertyChecks.range("wk.net.cluster.timeout", cluster.timeout(), Duration.ofMillis(10),
				lease.minusNanos(1), "at least 10ms and less than wk.net.cluster.lease, which is " + lease);
		return new ClusterSettings((nodeId != null) ? nodeId : defaultNodeId, lease, timeout,
				PropertyChecks.atLeast("wk.net.cluster.max-pending", cluster.maxPending(), 1), maxMessageBytes());
	}

	/**
	 * A frame that a client may send is often one that goes on to somebody on another
	 * node.
	 */
	private int maxMessageBytes() {
		WkNetProperties.Cluster cluster = this.properties.cluster();
		int bytes = PropertyChecks.bytes("wk.net.cluster.max-message-size", cluster.maxMessageSize(), 1024, 512 << 20);
		long frame = largestFrame();
		if (cluster.enabled() && bytes - 1024 < frame) {
			throw PropertyChecks.invalid("wk.net.cluster.max-message-size", cluster.maxMessageSize(),
					"Must be at least " + (frame + 1024)
							+ " bytes, 1KB more than wk.net.frame.max-size and those of the "
							+ "listeners, so that every frame can be sent to other nodes.");
		}
		return bytes;
	}

	private long largestFrame() {
		return Stream.of(this.properties.tcp(), this.properties.ws(), this.properties.wss())
			.filter(ListenerProperties.Listener::enabled)
			.map((listener) -> listener.frame().maxSize())
			.filter(Objects::nonNull)
			.mapToLong(DataSize::toBytes)
			.reduce(this.properties.frame().maxSize().toBytes(), Math::max);
	}

	/**
	 * What keys and channels in Redis begin with.
	 */
	String keyPrefix() {
		String prefix = this.properties.cluster().redis().keyPrefix();
		if (!KEY_PREFIX.matcher(prefix).matches()) {
			throw PropertyChecks.invalid("wk.net.cluster.redis.key-prefix", prefix,
					"Must have 1 to 64 letters, digits, '.', ':', '_' or '-'.");
		}
		return prefix;
	}

	/**
	 * A node id that is the host's for those who read it, and new at each start, so that
	 * a start never waits for the lease of the run before.
	 */
	static String randomNodeId(String hostName) {
		String host = hostName.replaceAll("[^A-Za-z0-9._-]", "-");
		StringBuilder result = new StringBuilder(host.substring(0, Math.min(host.length(), HOST_LENGTH))).append('-');
		for (int i = 0; i < SUFFIX_LENGTH; i++) {
			result.append(Character.forDigit(RANDOM.nextInt(Character.MAX_RADIX), Character.MAX_RADIX));
		}
		return result.toString();
	}

	/**
	 * The environment knows it in containers, and asks no name server.
	 */
	private static String hostName() {
		String name = System.getenv("HOSTNAME");
		if (StringUtils.hasText(name)) {
			return name;
		}
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "node";
		}
	}

}
