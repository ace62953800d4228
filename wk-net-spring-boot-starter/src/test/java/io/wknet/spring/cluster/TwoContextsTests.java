package io.wknet.spring.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wknet.cluster.ClusterState;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.actuate.ClusterDescriptor;
import io.wknet.spring.actuate.ConnectionsDescriptor;
import io.wknet.spring.actuate.ConnectionsEndpoint;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.autoconfigure.actuate.WkNetEndpointAutoConfiguration;
import io.wknet.spring.autoconfigure.health.WkNetHealthAutoConfiguration;
import io.wknet.spring.autoconfigure.metrics.WkNetMetricsAutoConfiguration;
import io.wknet.spring.health.WkClusterHealthIndicator;
import io.wknet.spring.lifecycle.WkServerLifecycle;
import io.wknet.spring.lifecycle.WkUserOfflineEvent;
import io.wknet.spring.lifecycle.WkUserOnlineEvent;
import io.wknet.spring.template.WkNetTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two nodes by properties alone, over a real Redis.
 */
@ExtendWith(OutputCaptureExtension.class)
class TwoContextsTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private static RedisServer redis;

	private final ApplicationContextRunner runner = ServerRunner.create()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, MetricsAutoConfiguration.class,
				WkNetEndpointAutoConfiguration.class, WkNetHealthAutoConfiguration.class,
				WkNetMetricsAutoConfiguration.class))
		.withPropertyValues("wk.net.cluster.enabled=true", "wk.net.cluster.lease=1500ms",
				"wk.net.cluster.timeout=400ms", "wk.net.cluster.redis.key-prefix=contexts",
				"management.endpoints.web.exposure.include=connections", "spring.data.redis.host=127.0.0.1",
				"spring.data.redis.port=" + redis.port())
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withBean(Application.class);

	@BeforeAll
	static void startRedis() {
		redis = RedisServer.start();
	}

	@AfterAll
	static void stopRedis() {
		redis.close();
	}

	@Test
	void reachUsersOfEachOtherAndCountAll() {
		node("a").run((a) -> node("b").run((b) -> {
			try (TestClient alice = login(a, "alice"); TestClient bob = login(b, "bob")) {
				assertThat(template(b).sendToUser("alice", 16, "from b").await(SOON).reached()).isOne();
				assertThat(alice.receiveText()).isEqualTo("from b");
				assertThat(template(a).sendToUser("bob", 16, "from a").await(SOON).reached()).isOne();
				assertThat(bob.receiveText()).isEqualTo("from a");
				await().atMost(SOON).untilAsserted(() -> {
					ClusterDescriptor cluster = cluster(a);
					assertThat(cluster.node()).isEqualTo("a");
					assertThat(cluster.state()).isEqualTo(ClusterState.JOINED);
					assertThat(cluster.nodes()).extracting(ClusterDescriptor.NodeDescriptor::node)
						.containsExactly("a", "b");
					assertThat(cluster.nodes()).extracting(ClusterDescriptor.NodeDescriptor::connections)
						.containsExactly(1, 1);
					assertThat(cluster.users()).isEqualTo(2);
					assertThat(cluster.connections()).isEqualTo(2);
				});
				MeterRegistry meters = a.getBean(MeterRegistry.class);
				assertThat(meters.get("wk.net.cluster.nodes").gauge().value()).isEqualTo(2);
				assertThat(meters.get("wk.net.cluster.state").tag("state", "joined").gauge().value()).isOne();
				assertThat(meters.get("wk.net.cluster.bus.messages").tag("direction", "sent").functionCounter().count())
					.isPositive();
				assertThat(a.getBean(WkClusterHealthIndicator.class).health().getDetails()).containsEntry("nodes", 2);
			}
		}));
	}

	@Test
	void hearOfAUserOnce() {
		node("a").run((a) -> node("b").run((b) -> {
			TestClient first = login(a, "carol");
			first.close();
			until(() -> events(a, b).equals(List.of("carol online", "carol offline")));
			try (TestClient again = login(b, "carol")) {
				again.ping();
				until(() -> events(a, b).equals(List.of("carol online", "carol offline", "carol online")));
			}
			until(() -> events(a, b).size() == 4);
		}));
	}

	@Test
	void areDegradedAndServeTheirOwnWhileRedisIsAway() {
		node("a").run((a) -> node("b").run((b) -> {
			try (TestClient alice = login(a, "alice"); TestClient bob = login(b, "bob")) {
				until(() -> Status.UP.equals(health(a)) && Status.UP.equals(health(b)));
				redis.stop();
				until(() -> WkClusterHealthIndicator.DEGRADED.equals(health(a))
						&& WkClusterHealthIndicator.DEGRADED.equals(health(b)));
				assertThat(cluster(a).state()).isEqualTo(ClusterState.AWAY);
				alice.send(16, "still there?");
				assertThat(alice.receiveText()).isEqualTo("still there?");
				template(b).sendToUser("bob", 16, "from b itself");
				assertThat(bob.receiveText()).isEqualTo("from b itself");
				try (TestClient late = login(a, "late")) {
					late.send(16, "logged in while it is away");
					assertThat(late.receiveText()).isEqualTo("logged in while it is away");
					redis.restartEmpty();
					until(() -> Status.UP.equals(health(a)) && Status.UP.equals(health(b)));
					assertThat(template(b).sendToUser("late", 16, "welcome back").await(SOON).reached()).isOne();
					assertThat(late.receiveText()).isEqualTo("welcome back");
				}
			}
			finally {
				redis.restartEmpty();
			}
		}));
	}

	@Test
	void canBeStartedAgainAfterAStop() {
		node("a").run((a) -> node("b").run((b) -> {
			WkServerLifecycle lifecycle = a.getBean(WkServerLifecycle.class);
			lifecycle.stop();
			until(() -> cluster(b).nodes().size() == 1);
			lifecycle.start();
			until(() -> Status.UP.equals(health(a)));
			try (TestClient alice = login(a, "alice")) {
				assertThat(template(b).sendToUser("alice", 16, "here again").await(SOON).reached()).isOne();
				assertThat(alice.receiveText()).isEqualTo("here again");
			}
		}));
	}

	@Test
	void leaveWithoutAWarning(CapturedOutput output) {
		node("a").run((a) -> node("b").run((b) -> {
			try (TestClient alice = login(a, "alice")) {
				assertThat(template(b).sendToUser("alice", 16, "hello").await(SOON).reached()).isOne();
				assertThat(alice.receiveText()).isEqualTo("hello");
			}
		}));
		assertThat(output).doesNotContain(" WARN ").doesNotContain(" ERROR ");
	}

	private ApplicationContextRunner node(String id) {
		return this.runner.withPropertyValues("wk.net.cluster.node-id=" + id);
	}

	private static TestClient login(ApplicationContext context, String uid) throws IOException {
		return TestClient.login(ServerRunner.port(context), uid, ServerRunner.TOKEN);
	}

	private static WkNetTemplate template(ApplicationContext context) {
		return context.getBean(WkNetTemplate.class);
	}

	private static ClusterDescriptor cluster(ApplicationContext context) {
		ConnectionsDescriptor summary = context.getBean(ConnectionsEndpoint.class)
			.connections(null, null, null, null, null);
		ClusterDescriptor cluster = ((ConnectionsDescriptor.Summary) summary).cluster();
		assertThat(cluster).isNotNull();
		return cluster;
	}

	private static Status health(ApplicationContext context) {
		return context.getBean(WkClusterHealthIndicator.class).health().getStatus();
	}

	private static List<String> events(ApplicationContext a, ApplicationContext b) {
		List<String> all = new CopyOnWriteArrayList<>(a.getBean(Application.class).events);
		all.addAll(b.getBean(Application.class).events);
		return all;
	}

	private static void until(BooleanSupplier condition) {
		await().atMost(SOON).until(condition::getAsBoolean);
	}

	static class Application {

		private final List<String> events = new CopyOnWriteArrayList<>();

		@WkOnFrame(16)
		String echo(@Payload String text) {
			return text;
		}

		@EventListener
		void online(WkUserOnlineEvent event) {
			this.events.add(event.uid() + " online");
		}

		@EventListener
		void offline(WkUserOfflineEvent event) {
			this.events.add(event.uid() + " offline");
		}

	}

}
