package io.wknet.spring.health;

import java.util.function.Supplier;

import io.wknet.cluster.ClusterState;
import io.wknet.cluster.ClusterStats;
import io.wknet.server.BoundWkServer;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * {@code UP} while the node is in its cluster, {@link #DEGRADED} while it serves its own
 * connections alone, {@code UNKNOWN} if no server runs. It is never {@code DOWN}: a node
 * that were taken out for that would leave its clients with nobody.
 *
 * @since 0.1.0
 */
public final class WkClusterHealthIndicator extends AbstractHealthIndicator {

	/**
	 * The node serves its own connections, and does not reach all others. Boot leaves a
	 * status that is not in {@code management.endpoint.health.status.order} out of the
	 * overall one, and answers it with 200.
	 */
	public static final Status DEGRADED = new Status("DEGRADED",
			"The node serves its own connections, and does not reach all others");

	private final Supplier<@Nullable BoundWkServer> server;

	/**
	 * Create the indicator.
	 * @param server the server that runs; {@code null} if none does
	 */
	public WkClusterHealthIndicator(Supplier<@Nullable BoundWkServer> server) {
		super("The health check of the wk-net cluster failed");
		this.server = server;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		BoundWkServer current = this.server.get();
		ClusterStats stats = (current != null) ? current.clusterStats() : null;
		if (stats == null) {
			builder.unknown().withDetail("reason", "No node runs");
			return;
		}
		builder.withDetail("node", stats.self().nodeId())
			.withDetail("state", stats.state())
			.withDetail("nodes", stats.nodes().size())
			.withDetail("users", stats.users())
			.withDetail("connections", stats.connections());
		String trouble = trouble(stats);
		if (trouble != null) {
			builder.status(DEGRADED).withDetail("reason", trouble);
		}
		else if (stats.state() == ClusterState.LEFT) {
			builder.unknown();
		}
		else {
			builder.up();
		}
	}

	private static @Nullable String trouble(ClusterStats stats) {
		return switch (stats.state()) {
			case JOINING -> "The node has not been let in yet, and tries";
			case REJOINING -> "The node claims its connections again";
			case AWAY -> "The store (Redis) does not answer; the numbers are those of its last answer";
			case DUPLICATE -> "Another process has this node id";
			case JOINED -> stats.bus().receiving() ? null : "The bus (Redis) does not deliver to this node";
			case LEFT -> null;
		};
	}

}
