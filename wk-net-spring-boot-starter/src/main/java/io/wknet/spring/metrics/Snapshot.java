package io.wknet.spring.metrics;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.wknet.connection.ConnectionState;
import io.wknet.connection.ConnectionStats;
import io.wknet.connection.WkConnection;
import io.wknet.delivery.DeliveryStats;
import io.wknet.server.BoundWkServer;
import io.wknet.server.ServerStats;
import org.jspecify.annotations.Nullable;

/**
 * The server's numbers at one time.
 */
final class Snapshot {

	private static final ServerStats NOTHING = new ServerStats(0, Map.of(), Map.of(), Map.of(), 0, 0, 0, 0, 0, 0, 0, 0,
			new DeliveryStats(0, 0, 0, 0, 0));

	private final ServerStats stats;

	private final Map<String, Map<ConnectionState, LongAdder>> connections = new HashMap<>();

	private final boolean running;

	private final int users;

	private long pendingBytes;

	private long pendingFrames;

	private Snapshot(ServerStats stats, boolean running, int users) {
		this.stats = stats;
		this.running = running;
		this.users = users;
	}

	/**
	 * Take a snapshot.
	 * @param server the server; {@code null} if none runs
	 * @param last the snapshot before, so that counters stay where they are when the
	 * server has stopped; {@code null} for none
	 */
	static Snapshot of(@Nullable BoundWkServer server, @Nullable Snapshot last) {
		if (server == null) {
			return new Snapshot((last != null) ? last.stats : NOTHING, false, 0);
		}
		Snapshot snapshot = new Snapshot(server.stats(), true, server.connections().userCount());
		server.connections().forEach(snapshot::add);
		return snapshot;
	}

	private void add(WkConnection connection) {
		this.connections.computeIfAbsent(connection.listener(), (name) -> new EnumMap<>(ConnectionState.class))
			.computeIfAbsent(connection.state(), (state) -> new LongAdder())
			.increment();
		ConnectionStats connectionStats = connection.stats();
		this.pendingBytes += connectionStats.pendingBytes();
		this.pendingFrames += connectionStats.pendingFrames();
	}

	long connections(String listener, ConnectionState state) {
		LongAdder count = this.connections.getOrDefault(listener, Map.of()).get(state);
		return (count != null) ? count.sum() : 0;
	}

	ServerStats stats() {
		return this.stats;
	}

	int users() {
		return this.users;
	}

	int topics() {
		return this.running ? this.stats.topics() : 0;
	}

	long subscriptions() {
		return this.running ? this.stats.subscriptions() : 0;
	}

	long fanOutPendingBytes() {
		return this.running ? this.stats.deliveries().fanOutPendingBytes() : 0;
	}

	long pendingBytes() {
		return this.pendingBytes;
	}

	long pendingFrames() {
		return this.pendingFrames;
	}

}
