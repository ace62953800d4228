package io.wknet.spring.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.InProcessCluster;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.delivery.DeliveryStats;
import io.wknet.server.BoundWkServer;
import io.wknet.server.ListenerSettings;
import io.wknet.server.ServerStats;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkExceptionHandler;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.autoconfigure.WkServerCustomizer;
import io.wknet.spring.autoconfigure.metrics.WkNetMetricsAutoConfiguration;
import io.wknet.spring.template.WkNetTemplate;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.mockito.Mockito;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class WkMetricsTests {

	private final ApplicationContextRunner runner = ServerRunner.create()
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class, WkNetMetricsAutoConfiguration.class))
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withBean(Echo.class);

	@Test
	void hasExactlyTheMetersAndTagsOfTheEnum() {
		this.runner.withPropertyValues("wk.net.cluster.enabled=true")
			.withBean(ClusterRoles.class, () -> new InProcessCluster().roles())
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				Set<Meter.Id> ids = registry.getMeters()
					.stream()
					.map(Meter::getId)
					.filter((id) -> id.getName().startsWith("wk.net."))
					.collect(Collectors.toSet());
				assertThat(ids).extracting(Meter.Id::getName)
					.hasSameElementsAs(Arrays.stream(WkMeters.values()).map(WkMeters::meterName).toList());
				assertThat(ids).allSatisfy((id) -> {
					WkMeters meter = Arrays.stream(WkMeters.values())
						.filter((candidate) -> candidate.meterName().equals(id.getName()))
						.findFirst()
						.orElseThrow();
					assertThat(id.getTags()).extracting(Tag::getKey).containsExactlyInAnyOrderElementsOf(meter.tags());
					assertThat(id.getDescription()).isEqualTo(meter.description());
				});
			});
	}

	@Test
	void hasNoMetersOfAClusterWithoutOne() {
		this.runner.run((context) -> assertThat(context.getBean(MeterRegistry.class).getMeters())
			.noneMatch((meter) -> meter.getId().getName().startsWith("wk.net.cluster.")));
	}

	@Test
	void countsWhatAClientDoes() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
				client.send(16, "ok");
				assertThat(client.receiveText()).isEqualTo("ok");
				client.send(16, "fail");
				assertThat(client.receiveText()).isEqualTo("failed");
				client.send(17, "fail");
				assertThat(client.receiveText()).isEqualTo("failed");
				await().atMost(10, TimeUnit.SECONDS)
					.until(() -> registry.get("wk.net.connections").tag("state", "active").gauge().value() == 1);
			}
			assertThat(
					registry.get("wk.net.listener").tags("method", "Echo.echo", "outcome", "success").timer().count())
				.isOne();
			assertThat(registry.get("wk.net.listener").tags("method", "Echo.echo", "outcome", "error").timer().count())
				.isOne();
			assertThat(registry.get("wk.net.listener").tags("method", "Echo.later", "outcome", "error").timer().count())
				.isOne();
			assertThat(registry.get("wk.net.auth").tag("outcome", "accepted").timer().count()).isOne();
			await().atMost(10, TimeUnit.SECONDS)
				.until(() -> registry.get("wk.net.connections.closed")
					.tag("reason", "client")
					.functionCounter()
					.count() == 1);
			assertThat(registry.get("wk.net.connections.accepted").functionCounter().count()).isOne();
			assertThat(registry.get("wk.net.frames")
				.tags("direction", "in", "type", "application")
				.functionCounter()
				.count()).isEqualTo(3);
			assertThat(registry.get("wk.net.bytes").tag("direction", "out").functionCounter().count()).isPositive();
		});
	}

	@Test
	void countsTopicsAndDeliveries() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			WkNetTemplate template = context.getBean(WkNetTemplate.class);
			try (TestClient alice = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN);
					TestClient bob = TestClient.login(ServerRunner.port(context), "bob", ServerRunner.TOKEN)) {
				context.getBean(Topics.class).subscribe("alice", Topic.of("lobby"));
				context.getBean(Topics.class).subscribe("alice", Topic.of("news"));
				context.getBean(Topics.class).subscribe("bob", Topic.of("lobby"));
				assertThat(template.sendToTopic("lobby", 16, "hello").await(Duration.ofSeconds(10)).reached())
					.isEqualTo(2);
				assertThat(alice.receiveText()).isEqualTo("hello");
				assertThat(bob.receiveText()).isEqualTo("hello");
				await().atMost(10, TimeUnit.SECONDS).until(() -> registry.get("wk.net.topics").gauge().value() == 2);
				assertThat(registry.get("wk.net.subscriptions").gauge().value()).isEqualTo(3);
				assertThat(registry.get("wk.net.deliveries").tag("outcome", "reached").functionCounter().count())
					.isEqualTo(2);
				assertThat(registry.get("wk.net.deliveries").tag("outcome", "slow").functionCounter().count()).isZero();
				assertThat(registry.get("wk.net.fanout.pending").gauge().value()).isZero();
			}
		});
	}

	@Test
	void hasNoTopicsButStillItsCountersOnceTheServerHasStopped() {
		BoundWkServer server = Mockito.mock(BoundWkServer.class);
		BDDMockito.given(server.connections()).willReturn(Mockito.mock(ConnectionRegistry.class));
		BDDMockito.given(server.stats())
			.willReturn(new ServerStats(0, Map.of(), Map.of(), Map.of(), 0, 0, 0, 0, 0, 0, 2, 3,
					new DeliveryStats(10, 11, 12, 13, 14)));
		Snapshot running = Snapshot.of(server, null);
		assertThat(running.topics()).isEqualTo(2);
		assertThat(running.subscriptions()).isEqualTo(3);
		assertThat(running.fanOutPendingBytes()).isEqualTo(14);
		Snapshot stopped = Snapshot.of(null, running);
		assertThat(stopped.topics()).isZero();
		assertThat(stopped.subscriptions()).isZero();
		assertThat(stopped.fanOutPendingBytes()).isZero();
		assertThat(stopped.stats().deliveries().slow()).isEqualTo(12);
	}

	@Test
	void tagsConnectionsWithTheNamesOfTheListenersThereAre() {
		this.runner
			.withBean(WkServerCustomizer.class,
					() -> (server) -> server.listen(ListenerSettings.tcp(0).withName("devices"),
							ListenerSettings.ws(0)))
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).find("wk.net.connections").gauges())
				.extracting((gauge) -> gauge.getId().getTag("listener"))
				.containsOnly("devices", "ws"));
	}

	@Test
	void isNotThereWithoutARegistry() {
		ServerRunner.create()
			.withConfiguration(AutoConfigurations.of(WkNetMetricsAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WkServerMetrics.class));
	}

	@Test
	void areNamedAndTaggedByTheUsersConvention() {
		this.runner.withPropertyValues("wk.net.cluster.enabled=true")
			.withBean(ClusterRoles.class, () -> new InProcessCluster().roles())
			.withBean(WkMeterConvention.class, () -> new WkMeterConvention() {

				@Override
				public String name(WkMeters meter) {
					return meter.meterName().replace("wk.net.", "chat.");
				}

				@Override
				public Tags tags(WkMeters meter, Tags tags) {
					return tags.and("region", "north");
				}

			})
			.run((context) -> {
				Set<Meter.Id> ids = context.getBean(MeterRegistry.class)
					.getMeters()
					.stream()
					.map(Meter::getId)
					.collect(Collectors.toSet());
				assertThat(ids).noneMatch((id) -> id.getName().startsWith("wk.net."))
					.filteredOn((id) -> id.getName().startsWith("chat."))
					.allSatisfy((id) -> assertThat(id.getTag("region")).isEqualTo("north"))
					.extracting(Meter.Id::getName)
					.hasSameElementsAs(Arrays.stream(WkMeters.values())
						.map((meter) -> meter.meterName().replace("wk.net.", "chat."))
						.toList());
			});
	}

	@Test
	void backsOffToTheUsersOwn() {
		WkServerMetrics own = new WkServerMetrics(() -> null, Set.of(), WkMeterConvention.DEFAULT);
		this.runner.withBean(WkServerMetrics.class, () -> own)
			.run((context) -> assertThat(context.getBean(WkServerMetrics.class)).isSameAs(own));
	}

	static class Echo {

		@WkOnFrame(16)
		String echo(@Payload String payload) {
			if (payload.equals("fail")) {
				throw new IllegalStateException(payload);
			}
			return payload;
		}

		@WkOnFrame(17)
		Mono<String> later(@Payload String payload) {
			return Mono.error(new IllegalStateException(payload));
		}

		@WkExceptionHandler
		String failed(IllegalStateException ex) {
			return "failed";
		}

	}

}
