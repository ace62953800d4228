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
	DELIVERIES("wk.net.deliveries", null, "Frames sent through a template, once for each receiver", "outcome");

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
	 * @return the unit; {@code null} for timers, whose unit the registry chooses
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
