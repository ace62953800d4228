package io.wknet.spring.metrics;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionState;
import io.wknet.delivery.DeliveryStats;
import io.wknet.frame.FrameType;
import io.wknet.server.BoundWkServer;
import org.jspecify.annotations.Nullable;

/**
 * What the server counts by itself. The connections are walked at most once in a while,
 * however many gauges ask.
 *
 * @since 0.1.0
 */
public final class WkServerMetrics implements MeterBinder {

	private static final List<ConnectionState> STATES = List.of(ConnectionState.CONNECTED,
			ConnectionState.AUTHENTICATING, ConnectionState.ACTIVE);

	private final Collection<String> listeners;

	private final WkMeterConvention convention;

	private final SnapshotCache snapshots;

	/**
	 * Create the metrics.
	 * @param server the server that runs; {@code null} if none does
	 * @param listeners the names of its listeners
	 * @param convention names and tags the meters
	 */
	public WkServerMetrics(Supplier<@Nullable BoundWkServer> server, Collection<String> listeners,
			WkMeterConvention convention) {
		this.listeners = List.copyOf(listeners);
		this.convention = convention;
		this.snapshots = new SnapshotCache(server);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String listener : this.listeners) {
			for (ConnectionState state : STATES) {
				gauge(registry, WkMeters.CONNECTIONS, (snapshot) -> snapshot.connections(listener, state), "listener",
						listener, "state", lower(state));
			}
		}
		gauge(registry, WkMeters.USERS, Snapshot::users);
		gauge(registry, WkMeters.OUTBOUND_PENDING, Snapshot::pendingBytes);
		gauge(registry, WkMeters.DISPATCH_PENDING, Snapshot::pendingFrames);
		gauge(registry, WkMeters.TOPICS, Snapshot::topics);
		gauge(registry, WkMeters.SUBSCRIPTIONS, Snapshot::subscriptions);
		gauge(registry, WkMeters.FANOUT_PENDING, Snapshot::fanOutPendingBytes);
		deliveries(registry, "reached", DeliveryStats::reached);
		deliveries(registry, "closed", DeliveryStats::closed);
		deliveries(registry, "slow", DeliveryStats::slow);
		deliveries(registry, "unsupported", DeliveryStats::unsupported);
		counter(registry, WkMeters.CONNECTIONS_ACCEPTED, (snapshot) -> snapshot.stats().accepted());
		for (CloseReason reason : CloseReason.values()) {
			counter(registry, WkMeters.CONNECTIONS_CLOSED,
					(snapshot) -> snapshot.stats().closed().getOrDefault(reason, 0L), "reason", lower(reason));
		}
		for (FrameType type : FrameType.list()) {
			counter(registry, WkMeters.FRAMES, (snapshot) -> snapshot.stats().framesIn().getOrDefault(type, 0L),
					"direction", "in", "type", lower(type));
			counter(registry, WkMeters.FRAMES, (snapshot) -> snapshot.stats().framesOut().getOrDefault(type, 0L),
					"direction", "out", "type", lower(type));
		}
		counter(registry, WkMeters.BYTES, (snapshot) -> snapshot.stats().bytesIn(), "direction", "in");
		counter(registry, WkMeters.BYTES, (snapshot) -> snapshot.stats().bytesOut(), "direction", "out");
	}

	private void deliveries(MeterRegistry registry, String outcome, ToDoubleFunction<DeliveryStats> value) {
		counter(registry, WkMeters.DELIVERIES, (snapshot) -> value.applyAsDouble(snapshot.stats().deliveries()),
				"outcome", outcome);
	}

	private static String lower(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

	private void gauge(MeterRegistry registry, WkMeters meter, ToDoubleFunction<Snapshot> value, String... tags) {
		Gauge.builder(this.convention.name(meter), this.snapshots, (cache) -> value.applyAsDouble(cache.get()))
			.description(meter.description())
			.baseUnit(meter.baseUnit())
			.tags(this.convention.tags(meter, Tags.of(tags)))
			.strongReference(true)
			.register(registry);
	}

	private void counter(MeterRegistry registry, WkMeters meter, ToDoubleFunction<Snapshot> value, String... tags) {
		FunctionCounter
			.builder(this.convention.name(meter), this.snapshots, (cache) -> value.applyAsDouble(cache.get()))
			.description(meter.description())
			.baseUnit(meter.baseUnit())
			.tags(this.convention.tags(meter, Tags.of(tags)))
			.register(registry);
	}

}
