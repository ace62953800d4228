package io.wknet.spring.health;

import java.time.Duration;
import java.util.List;

import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.ClusterState;
import io.wknet.cluster.ClusterStats;
import io.wknet.cluster.InProcessCluster;
import io.wknet.server.BoundWkServer;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.autoconfigure.health.WkNetHealthAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.BDDMockito;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class WkClusterHealthIndicatorTests {

	private final InProcessCluster cluster = new InProcessCluster();

	private final ApplicationContextRunner alone = ServerRunner.create()
		.withConfiguration(AutoConfigurations.of(HealthContributorRegistryAutoConfiguration.class,
				HealthEndpointAutoConfiguration.class, WkNetHealthAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=health");

	private final ApplicationContextRunner runner = this.alone
		.withPropertyValues("wk.net.cluster.enabled=true", "wk.net.cluster.node-id=a", "wk.net.cluster.lease=1s",
				"wk.net.cluster.timeout=200ms")
		.withBean(ClusterRoles.class, this.cluster::roles);

	@Test
	void isUpWithTheNumbersOfTheCluster() {
		this.runner.run((context) -> {
			WkClusterHealthIndicator indicator = context.getBean(WkClusterHealthIndicator.class);
			try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
				client.ping();
				await().atMost(Duration.ofSeconds(10))
					.untilAsserted(() -> assertThat(indicator.health().getDetails()).containsEntry("connections", 1L)
						.containsEntry("users", 1L));
				assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
				assertThat(indicator.health().getDetails()).containsEntry("node", "a")
					.containsEntry("nodes", 1)
					.containsEntry("state", ClusterState.JOINED)
					.doesNotContainKey("reason");
			}
		});
	}

	@Test
	void isDegradedWhileTheRolesAreAwayAndUpAgainAfterwards() {
		this.runner.run((context) -> {
			WkClusterHealthIndicator indicator = context.getBean(WkClusterHealthIndicator.class);
			this.cluster.away(true);
			await().atMost(Duration.ofSeconds(10))
				.until(() -> WkClusterHealthIndicator.DEGRADED.equals(indicator.health().getStatus()));
			assertThat(indicator.health().getDetails()).containsEntry("state", ClusterState.AWAY).containsKey("reason");
			assertThat(context.getBean(HealthEndpoint.class).health().getStatus()).as("overall").isEqualTo(Status.UP);
			HttpCodeStatusMapper mapper = context.getBean(HttpCodeStatusMapper.class);
			assertThat(mapper.getStatusCode(WkClusterHealthIndicator.DEGRADED)).isEqualTo(200);
			this.cluster.away(false);
			await().atMost(Duration.ofSeconds(10)).until(() -> Status.UP.equals(indicator.health().getStatus()));
		});
	}

	@Test
	void isTheOverallStatusIfTheOrderNamesIt() {
		this.cluster.away(true);
		this.runner
			.withPropertyValues("management.endpoint.health.status.order=down,out-of-service,degraded,up,unknown")
			.run((context) -> assertThat(context.getBean(HealthEndpoint.class).health().getStatus())
				.isEqualTo(WkClusterHealthIndicator.DEGRADED));
	}

	@ParameterizedTest
	@CsvSource({ "JOINED, true, UP", "JOINED, false, DEGRADED", "JOINING, true, DEGRADED", "REJOINING, true, DEGRADED",
			"AWAY, true, DEGRADED", "DUPLICATE, true, DEGRADED", "LEFT, false, UNKNOWN" })
	void hasAStatusForEveryState(ClusterState state, boolean receiving, String status) {
		BoundWkServer server = Mockito.mock(BoundWkServer.class);
		BDDMockito.given(server.clusterStats())
			.willReturn(new ClusterStats(ClusterMember.of("a"), state, List.of(), 0,
					new ClusterStats.Bus(receiving, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO)));
		Health health = new WkClusterHealthIndicator(() -> server).health();
		assertThat(health.getStatus().getCode()).isEqualTo(status);
		assertThat(health.getDetails().containsKey("reason")).isEqualTo(status.equals("DEGRADED"));
	}

	@Test
	void isUnknownIfNoServerRuns() {
		assertThat(new WkClusterHealthIndicator(() -> null).health().getStatus()).isEqualTo(Status.UNKNOWN);
	}

	@Test
	void isNotThereWithoutACluster() {
		this.alone.run((context) -> assertThat(context).hasSingleBean(WkServerHealthIndicator.class)
			.doesNotHaveBean(WkClusterHealthIndicator.class));
	}

	@Test
	void canBeSwitchedOff() {
		this.runner.withPropertyValues("management.health.wkcluster.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(WkServerHealthIndicator.class)
				.doesNotHaveBean(WkClusterHealthIndicator.class));
	}

}
