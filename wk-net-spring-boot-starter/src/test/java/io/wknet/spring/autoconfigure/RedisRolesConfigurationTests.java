package io.wknet.spring.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;

import io.wknet.cluster.ClusterBus;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.ClusterState;
import io.wknet.cluster.InProcessCluster;
import io.wknet.cluster.NodeDirectory;
import io.wknet.cluster.PresenceStore;
import io.wknet.server.BoundWkServer;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.cluster.RedisClusterRoles;
import io.wknet.spring.lifecycle.BoundServerReference;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the roles come from; none of this needs a Redis.
 */
class RedisRolesConfigurationTests {

	private final ClusterRoles own = new InProcessCluster().roles();

	private final ApplicationContextRunner withoutBoot = ServerRunner.create()
		.withPropertyValues("wk.net.cluster.enabled=true", "wk.net.cluster.lease=1s", "wk.net.cluster.timeout=100ms",
				"spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + nobody());

	private final ApplicationContextRunner runner = this.withoutBoot
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class));

	/**
	 * A port at which nobody listens.
	 */
	private static int nobody() {
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return free.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void startsAloneIfRedisIsAway() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(RedisClusterRoles.class);
			assertThat(context.getBean(ClusterRoles.class)).isEqualTo(context.getBean(RedisClusterRoles.class).roles());
			BoundWkServer server = context.getBean(BoundServerReference.class).get();
			assertThat(server).isNotNull();
			assertThat(server.clusterStats()).isNotNull().extracting("state").isEqualTo(ClusterState.AWAY);
			assertThat(server.isAccepting()).isTrue();
		});
	}

	@Test
	void makesNothingWithoutACluster() {
		this.runner.withPropertyValues("wk.net.cluster.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(LettuceConnectionFactory.class)
				.doesNotHaveBean(RedisClusterRoles.class)
				.doesNotHaveBean(ClusterRoles.class));
	}

	@Test
	void fillsOnlyTheRolesForWhichTheUserHasNone() {
		this.runner.withBean(NodeDirectory.class, this.own::directory)
			.withBean(PresenceStore.class, this.own::presence)
			.run((context) -> {
				ClusterRoles roles = context.getBean(ClusterRoles.class);
				ClusterRoles redis = context.getBean(RedisClusterRoles.class).roles();
				assertThat(roles).isEqualTo(new ClusterRoles(this.own.directory(), this.own.presence(), redis.bus()));
			});
	}

	@Test
	void makesNothingIfTheUserFillsAllRoles() {
		this.runner.withBean(NodeDirectory.class, this.own::directory)
			.withBean(PresenceStore.class, this.own::presence)
			.withBean(ClusterBus.class, this.own::bus)
			.run((context) -> {
				assertThat(context).doesNotHaveBean(RedisClusterRoles.class);
				assertThat(context.getBean(ClusterRoles.class)).isEqualTo(this.own);
			});
		this.runner.withBean(ClusterRoles.class, () -> this.own)
			.run((context) -> assertThat(context).doesNotHaveBean(RedisClusterRoles.class)
				.getBean(ClusterRoles.class)
				.isSameAs(this.own));
	}

	@Test
	void needsLettuce() {
		this.runner.withClassLoader(new FilteredClassLoader("io.lettuce"))
			.run((context) -> assertMissing(context.getStartupFailure(), "NodeDirectory, PresenceStore, ClusterBus",
					"Lettuce is not; Jedis will not do", "io.lettuce:lettuce-core"));
	}

	@Test
	void needsAConnectionFactory() {
		this.withoutBoot.withBean(ClusterBus.class, this.own::bus)
			.run((context) -> assertMissing(context.getStartupFailure(), "NodeDirectory, PresenceStore, and",
					"no LettuceConnectionFactory bean", "DataRedisAutoConfiguration"));
	}

	@Test
	void needsAConnectionFactoryOfLettuce() {
		this.withoutBoot
			.withBean("jedis", RedisConnectionFactory.class, () -> Mockito.mock(RedisConnectionFactory.class))
			.run((context) -> assertMissing(context.getStartupFailure(), "needs a LettuceConnectionFactory bean",
					"'jedis' is a RedisConnectionFactory", "spring.data.redis.client-type"));
	}

	@Test
	void needsToKnowWhichConnectionFactory() {
		this.runner.withUserConfiguration(TwoFactories.class)
			.run((context) -> assertMissing(context.getStartupFailure(), "2 LettuceConnectionFactory beans",
					"(first, second)", "@Primary"));
	}

	@Test
	void refusesARedisCluster() {
		this.runner.withPropertyValues("spring.data.redis.cluster.nodes=127.0.0.1:7000")
			.run((context) -> assertMissing(context.getStartupFailure(), "Redis Cluster", "spring.data.redis.cluster",
					"single Redis"));
	}

	private static void assertMissing(Throwable failure, String... parts) {
		FailureAnalysis analysis = new MissingClusterRolesFailureAnalyzer().analyze(failure);
		assertThat(analysis).as("analysis of %s", failure).isNotNull();
		String text = analysis.getDescription() + " " + analysis.getAction();
		assertThat(Set.of(parts)).allSatisfy((part) -> assertThat(text).contains(part));
		assertThat(text).contains("wk.net.cluster.enabled");
	}

	static class TwoFactories {

		@Bean
		LettuceConnectionFactory first() {
			return new LettuceConnectionFactory();
		}

		@Bean
		LettuceConnectionFactory second() {
			return new LettuceConnectionFactory();
		}

	}

}
