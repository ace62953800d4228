package io.wknet.spring.metrics;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.wknet.cluster.ClusterState;
import io.wknet.cluster.ClusterStats;
import io.wknet.server.BoundWkServer;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of its cluster. While no server runs, gauges are 0 and counters stay
 * where they are.
 *
 * @since 0.1.0
 */
public final class WkClusterMetrics implements MeterBinder {

	private static final ClusterStats.Bus NOTHING = new ClusterStats.Bus(false, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO);

	private final Supplier<@Nullable BoundWkServer> server;

	private final WkMeterConvention convention;

	private volatile ClusterStats.Bus lastBus = NOTHING;

	/**
	 * Create the metrics.
	 * @param server the server that runs; {@code null} if none does
	 * @param convention names and tags the meters
	 */
	public WkClusterMetrics(Supplier<@Nullable BoundWkServer> server, WkMeterConvention convention) {
		this.server = server;
		this.convention = convention;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, WkMeters.CLUSTER_NODES, (stats) -> stats.nodes().size());
		gauge(registry, WkMeters.CLUSTER_USERS, ClusterStats::users);
		gauge(registry, WkMeters.CLUSTER_CONNECTIONS, ClusterStats::connections);
		for (ClusterState state : ClusterState.values()) {
			gauge(registry, WkMeters.CLUSTER_STATE, (stats) -> (stats.state() == state) ? 1 : 0, "state",
					state.name().toLowerCase(Locale.ROOT));
		}
		gauge(registry, WkMeters.CLUSTER_BUS_PENDING, (stats) -> stats.bus().pendingRequests());
		TimeGauge
			.builder(this.convention.name(WkMeters.CLUSTER_BUS_LAG), this, TimeUnit.NANOSECONDS,
					(metrics) -> metrics.now((stats) -> stats.bus().lag().toNanos()))
			.description(WkMeters.CLUSTER_BUS_LAG.description())
			.tags(this.convention.tags(WkMeters.CLUSTER_BUS_LAG, Tags.empty()))
			.strongReference(true)
			.register(registry);
		counter(registry, WkMeters.CLUSTER_BUS_MESSAGES, ClusterStats.Bus::sent, "direction", "sent");
		counter(registry, WkMeters.CLUSTER_BUS_MESSAGES, ClusterStats.Bus::received, "direction", "received");
		counter(registry, WkMeters.CLUSTER_BUS_FAILURES, ClusterStats.Bus::failed, "reason", "failed");
		counter(registry, WkMeters.CLUSTER_BUS_FAILURES, ClusterStats.Bus::unanswered, "reason", "unanswered");
		counter(registry, WkMeters.CLUSTER_BUS_FAILURES, ClusterStats.Bus::malformed, "reason", "malformed");
		counter(registry, WkMeters.CLUSTER_BUS_FAILURES, ClusterStats.Bus::rejected, "reason", "rejected");
	}

	private @Nullable ClusterStats stats() {
		BoundWkServer current = this.server.get();
		return (current != null) ? current.clusterStats() : null;
	}

	private double now(ToDoubleFunction<ClusterStats> value) {
		ClusterStats stats = stats();
		return (stats != null) ? value.applyAsDouble(stats) : 0;
	}

	private ClusterStats.Bus bus() {
		ClusterStats stats = stats();
		if (stats != null) {
			this.lastBus = stats.bus();
		}
		return this.lastBus;
	}

	private void gauge(MeterRegistry registry, WkMeters meter, ToDoubleFunction<ClusterStats> value, String... tags) {
		Gauge.builder(this.convention.name(meter), this, (metrics) -> metrics.now(value))
			.description(meter.description())
			.baseUnit(meter.baseUnit())
			.tags(this.convention.tags(meter, Tags.of(tags)))
			.strongReference(true)
			.register(registry);
	}

	private void counter(MeterRegistry registry, WkMeters meter, ToDoubleFunction<ClusterStats.Bus> value,
			String... tags) {
		FunctionCounter.builder(this.convention.name(meter), this, (metrics) -> value.applyAsDouble(metrics.bus()))
			.description(meter.description())
			.baseUnit(meter.baseUnit())
			.tags(this.convention.tags(meter, Tags.of(tags)))
			.register(registry);
	}

}
