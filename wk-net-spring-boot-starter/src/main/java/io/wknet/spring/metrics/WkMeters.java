package io.wknet.spring.metrics;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * All meters. Every tag has a closed set of values.
 *
 * @since 0.1.0
 */
public enum WkMeters {

	/**
	 * Gauge: connections by {@code listener} and {@code state}.
	 */
	CONNECTIONS("wk.net.connections", null, "Open connections", "listener", "state"),

	/**
	 * Counter: connections accepted.
	 */
	CONNECTIONS_ACCEPTED("wk.net.connections.accepted", null, "Connections accepted"),

	/**
	 * Counter: connections closed by {@code reason}, a close reason.
	 */
	CONNECTIONS_CLOSED("wk.net.connections.closed", null, "Connections closed", "reason"),

	/**
	 * Gauge: users that have a connection.
	 */
	USERS("wk.net.users", "users", "Users that have a connection"),

	/**
	 * Counter: frames by {@code direction} ({@code in}, {@code out}) and {@code type}, a
	 * frame type.
	 */
	FRAMES("wk.net.frames", "frames", "Frames", "direction", "type"),

	/**
	 * Counter: bytes by {@code direction} ({@code in}, {@code out}).
	 */
	BYTES("wk.net.bytes", "bytes", "Bytes of frames", "direction"),

	/**
	 * Timer: authentications by {@code outcome} ({@code accepted}, {@code rejected},
	 * {@code error}, {@code abandoned}).
	 */
	AUTH("wk.net.auth", null, "Authentications", "outcome"),

	/**
	 * Timer: calls of listener methods by {@code method} ({@code Class.method}) and
	 * {@code outcome} ({@code success}, {@code error}).
	 */
	LISTENER("wk.net.listener", null, "Calls of listener methods, until their replies were written", "method",
			"outcome"),

	/**
	 * Gauge: bytes that wait for the network.
	 */
	OUTBOUND_PENDING("wk.net.outbound.pending", "bytes", "Bytes that wait to be sent"),

	/**
	 * Gauge: frames that wait for a listener.
	 */
	DISPATCH_PENDING("wk.net.dispatch.pending", "frames", "Frames that wait for a busy listener"),

	/**
	 * Gauge: topics that have a subscriber.
	 */
	TOPICS("wk.net.topics", "topics", "Topics that have a subscriber"),

	/**
	 * Gauge: subscriptions, over all topics.
	 */
	SUBSCRIPTIONS("wk.net.subscriptions", "subscriptions", "Subscriptions, over all topics"),

	/**
	 * Gauge: bytes of frames to many receivers that wait to be handed out.
	 */
	FANOUT_PENDING("wk.net.fanout.pending", "bytes", "Bytes of frames to many receivers that wait to be handed out"),

	/**
	 * Counter: frames sent through a template, once for each receiver, by {@code outcome}
	 * ({@code reached}, {@code closed}, {@code slow}, {@code unsupported}).
	 */
	DELIVERIES("wk.net.deliveries", null, "Frames sent through a template, once for each receiver", "outcome"),

	/**
	 * Gauge: nodes of the cluster that are alive. This and those below are only there if
	 * the server is a node of a cluster.
	 */
	CLUSTER_NODES("wk.net.cluster.nodes", "nodes", "Nodes of the cluster that are alive, as this node knows"),

	/**
	 * Gauge: users that are online in the cluster.
	 */
	CLUSTER_USERS("wk.net.cluster.users", "users", "Users that are online in the cluster, as this node knows"),

	/**
	 * Gauge: authenticated connections of all nodes.
	 */
	CLUSTER_CONNECTIONS("wk.net.cluster.connections", "connections",
			"Authenticated connections of all nodes, as this node knows"),

	/**
	 * Gauge: 1 for the {@code state} in which this node is, 0 for the others.
	 */
	CLUSTER_STATE("wk.net.cluster.state", null, "How this node stands to its cluster", "state"),

	/**
	 * Counter: messages between nodes by {@code direction} ({@code sent},
	 * {@code received}).
	 */
	CLUSTER_BUS_MESSAGES("wk.net.cluster.bus.messages", "messages", "Messages between nodes", "direction"),

	/**
	 * Counter: messages between nodes that came to nothing, by {@code reason}
	 * ({@code failed}, {@code unanswered}, {@code malformed}, {@code rejected}).
	 */
	CLUSTER_BUS_FAILURES("wk.net.cluster.bus.failures", "messages", "Messages between nodes that came to nothing",
			"reason"),

	/**
	 * Gauge: deliveries that wait for the answer of another node.
	 */
	CLUSTER_BUS_PENDING("wk.net.cluster.bus.pending", "requests",
			"Deliveries that wait for the answer of another node"),

	/**
	 * Gauge: how long the last heartbeat took over the bus.
	 */
	CLUSTER_BUS_LAG("wk.net.cluster.bus.lag", null, "How long this node's last message to itself took over the bus");

	private final String meterName;

	private final @Nullable String baseUnit;

	private final String description;

	private final List<String> tags;

	WkMeters(String meterName, @Nullable String baseUnit, String description, String... tags) {
		this.meterName = meterName;
		this.baseUnit = baseUnit;
		this.description = description;
		this.tags = List.of(tags);
	}

	/**
	 * The meter's name.
	 * @return the name
	 */
	public String meterName() {
		return this.meterName;
	}

	/**
	 * What is counted.
	 * @return the unit; {@code null} for times, whose unit the registry chooses
	 */
	public @Nullable String baseUnit() {
		return this.baseUnit;
	}

	/**
	 * What the meter says.
	 * @return a description
	 */
	public String description() {
		return this.description;
	}

	/**
	 * Its tags.
	 * @return the names
	 */
	public List<String> tags() {
		return this.tags;
	}

}
