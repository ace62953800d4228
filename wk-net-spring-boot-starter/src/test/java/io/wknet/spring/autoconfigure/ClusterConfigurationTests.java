package io.wknet.spring.autoconfigure;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.example.OneProcessCluster;
import io.wknet.cluster.ClusterBus;
import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.ClusterState;
import io.wknet.cluster.ClusterStats;
import io.wknet.cluster.DuplicateNodeException;
import io.wknet.cluster.InProcessCluster;
import io.wknet.cluster.NodeDirectory;
import io.wknet.cluster.PresenceStore;
import io.wknet.server.BoundWkServer;
import io.wknet.server.WkServer;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.lifecycle.BoundServerReference;
import io.wknet.spring.template.WkNetTemplate;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ClusterConfigurationTests {

	private final InProcessCluster cluster = new InProcessCluster();

	private final ApplicationContextRunner alone = ServerRunner.create();

	private final ApplicationContextRunner runner = this.alone.withPropertyValues("wk.net.cluster.enabled=true",
			"wk.net.cluster.lease=1s", "wk.net.cluster.timeout=200ms");

	@Test
	void isAloneUnlessItIsSaidOtherwise() {
		this.alone.withClassLoader(new FilteredClassLoader("org.springframework.data", "io.lettuce"))
			.withBean(ClusterRoles.class, this.cluster::roles)
			.run((context) -> assertThat(server(context).clusterStats()).isNull());
		this.alone.run((context) -> assertThat(context).doesNotHaveBean(ClusterRoles.class)
			.doesNotHaveBean("wkClusterCustomizer"));
	}

	@Test
	void isANodeWithTheUsersRoles() {
		this.runner.withPropertyValues("wk.net.cluster.node-id=a")
			.withBean(ClusterRoles.class, this.cluster::roles)
			.run((context) -> {
				ClusterStats stats = stats(context);
				assertThat(stats.self().nodeId()).isEqualTo("a");
				assertThat(stats.state()).isEqualTo(ClusterState.JOINED);
			});
	}

	@Test
	void takesEachRoleFromTheUser() {
		ClusterRoles roles = this.cluster.roles();
		this.runner.withBean(NodeDirectory.class, roles::directory)
			.withBean(PresenceStore.class, roles::presence)
			.withBean(ClusterBus.class, roles::bus)
			.run((context) -> assertThat(context.getBean(ClusterRoles.class)).isEqualTo(roles));
	}

	@Test
	void needsNoRolesForTheUsersServer() {
		WkServer server = WkServer.create().port(0).authenticator((credentials) -> {
			throw new IllegalStateException();
		});
		this.runner.withBean(WkServer.class, () -> server)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ClusterRoles.class));
	}

	@Test
	void saysWhichDependencyIsMissingWithoutRedis() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.data", "io.lettuce"))
			.run((context) -> {
				FailureAnalysis analysis = missingRoles(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("NodeDirectory, PresenceStore, ClusterBus")
					.contains("Spring Data Redis is not on the class path.");
				assertThat(analysis.getAction()).contains("org.springframework.boot:spring-boot-starter-data-redis")
					.contains("ClusterRoles")
					.contains("wk.net.cluster.enabled=false");
			});
	}

	@Test
	void saysWhichRolesAreMissingOnly() {
		ClusterRoles roles = this.cluster.roles();
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.data", "io.lettuce"))
			.withBean(PresenceStore.class, roles::presence)
			.withBean(ClusterBus.class, roles::bus)
			.run((context) -> assertThat(missingRoles(context.getStartupFailure()).getDescription())
				.contains("no bean of type NodeDirectory, and"));
	}

	@Test
	void refusesTheIdOfANodeThatIsAlive() {
		ApplicationContextRunner same = this.runner.withPropertyValues("wk.net.cluster.node-id=a")
			.withBean(ClusterRoles.class, this.cluster::roles);
		same.run((first) -> same.run((second) -> {
			assertThat(second.getStartupFailure()).hasRootCauseInstanceOf(DuplicateNodeException.class);
			assertThat(second.getStartupFailure()).rootCause()
				.satisfies((cause) -> assertThat(((DuplicateNodeException) cause).holder())
					.isEqualTo(stats(first).self()));
		}));
	}

	@Test
	void makesUpANodeIdThatNobodyElseHas() {
		Set<String> ids = IntStream.range(0, 100)
			.mapToObj((i) -> NodeSettings.randomNodeId("a host/with.a-very_long name"))
			.collect(Collectors.toSet());
		assertThat(ids).hasSize(100)
			.allMatch((id) -> id.matches("a-host-with\\.a-very_l-[a-z0-9]{6}"))
			.allSatisfy(ClusterMember::of);
		assertThat(NodeSettings.randomNodeId("b")).matches("b-[a-z0-9]{6}");
	}

	@Test
	void letsEveryFrameGoToOtherNodes() {
		ApplicationContextRunner large = this.runner.withBean(ClusterRoles.class, this.cluster::roles)
			.withPropertyValues("wk.net.frame.max-size=2MB");
		large.run((context) -> assertThat(context.getStartupFailure())
			.hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
			.rootCause()
			.hasMessageContaining("wk.net.cluster.max-message-size")
			.hasMessageContaining("2098176 bytes")
			.hasMessageContaining("wk.net.frame.max-size"));
		large.withPropertyValues("wk.net.cluster.max-message-size=2098176B")
			.run((context) -> assertThat(context).hasNotFailed());
		large.withPropertyValues("wk.net.cluster.enabled=false").run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void leavesWhenItStops() {
		ClusterRoles roles = this.cluster.roles();
		this.runner.withBean(ClusterRoles.class, () -> roles)
			.run((context) -> assertThat(stats(context).nodes()).hasSize(1));
		this.runner.withBean(ClusterRoles.class, this.cluster::roles)
			.run((context) -> assertThat(stats(context).nodes()).hasSize(1));
	}

	@Test
	void isOneOfTwoNodesOfOneProcess() {
		ApplicationContextRunner node = this.runner.withUserConfiguration(OneProcessCluster.class);
		node.run((first) -> node.run((second) -> {
			assertThat(stats(second).nodes()).hasSize(2);
			try (TestClient alice = TestClient.login(ServerRunner.port(first), "alice", ServerRunner.TOKEN)) {
				assertThat(second.getBean(WkNetTemplate.class)
					.sendToUser("alice", 16, "hello")
					.await(Duration.ofSeconds(10))
					.reached()).isOne();
				assertThat(alice.receiveText()).isEqualTo("hello");
			}
		}));
	}

	@Test
	void startsWhileTheRolesAreAway() {
		this.cluster.away(true);
		this.runner.withBean(ClusterRoles.class, this.cluster::roles).run((context) -> {
			assertThat(stats(context).state()).isEqualTo(ClusterState.AWAY);
			this.cluster.away(false);
			await().atMost(Duration.ofSeconds(10)).until(() -> stats(context).state() == ClusterState.JOINED);
		});
	}

	private static FailureAnalysis missingRoles(Throwable failure) {
		FailureAnalysis analysis = new MissingClusterRolesFailureAnalyzer().analyze(failure);
		assertThat(analysis).as("analysis of %s", failure).isNotNull();
		return analysis;
	}

	private static BoundWkServer server(ApplicationContext context) {
		BoundWkServer server = context.getBean(BoundServerReference.class).get();
		assertThat(server).isNotNull();
		return server;
	}

	private static ClusterStats stats(ApplicationContext context) {
		ClusterStats stats = server(context).clusterStats();
		assertThat(stats).isNotNull();
		return stats;
	}

}
