package io.wknet.spring.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.ClusterState;
import io.wknet.cluster.ClusterStats;
import io.wknet.cluster.NodeStatus;
import io.wknet.server.BoundWkServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;

class WkClusterMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final AtomicReference<@Nullable BoundWkServer> server = new AtomicReference<>();

	@BeforeEach
	void bind() {
		ClusterMember self = ClusterMember.of("a");
		BoundWkServer running = Mockito.mock(BoundWkServer.class);
		BDDMockito.given(running.clusterStats())
			.willReturn(new ClusterStats(self, ClusterState.AWAY,
					List.of(new NodeStatus(self, 3, 2), new NodeStatus(ClusterMember.of("b"), 4, 4)), 5,
					new ClusterStats.Bus(true, 11, 12, 13, 14, 15, 16, 17, Duration.ofMillis(18))));
		this.server.set(running);
		new WkClusterMetrics(this.server::get, WkMeterConvention.DEFAULT).bindTo(this.registry);
	}

	@Test
	void saysWhatTheNodeKnows() {
		assertThat(gauge("nodes")).isEqualTo(2);
		assertThat(gauge("users")).isEqualTo(5);
		assertThat(gauge("connections")).isEqualTo(7);
		assertThat(gauge("bus.pending")).isEqualTo(17);
		assertThat(this.registry.get("wk.net.cluster.bus.lag").timeGauge().value(TimeUnit.MILLISECONDS)).isEqualTo(18);
		assertThat(counter("bus.messages", "direction", "sent")).isEqualTo(11);
		assertThat(counter("bus.messages", "direction", "received")).isEqualTo(12);
		assertThat(counter("bus.failures", "reason", "failed")).isEqualTo(13);
		assertThat(counter("bus.failures", "reason", "unanswered")).isEqualTo(14);
		assertThat(counter("bus.failures", "reason", "malformed")).isEqualTo(15);
		assertThat(counter("bus.failures", "reason", "rejected")).isEqualTo(16);
	}

	@Test
	void isInOneState() {
		assertThat(this.registry.get("wk.net.cluster.state").gauges()).hasSize(ClusterState.values().length)
			.allSatisfy((gauge) -> assertThat(gauge.value())
				.isEqualTo("away".equals(gauge.getId().getTag("state")) ? 1 : 0));
	}

	@Test
	void keepsItsCountersOnceTheServerHasStopped() {
		assertThat(counter("bus.messages", "direction", "sent")).isEqualTo(11);
		this.server.set(null);
		assertThat(gauge("nodes")).isZero();
		assertThat(counter("bus.messages", "direction", "sent")).isEqualTo(11);
		assertThat(counter("bus.failures", "reason", "malformed")).isEqualTo(15);
	}

	private double gauge(String name) {
		return this.registry.get("wk.net.cluster." + name).gauge().value();
	}

	private double counter(String name, String tag, String value) {
		return this.registry.get("wk.net.cluster." + name).tag(tag, value).functionCounter().count();
	}

}
