package com.example.scaleout;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.InProcessCluster;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.frame.ReasonCode;
import io.wknet.spring.GuideApplication;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.template.WkNetTemplate;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * What docs/guides/scale-out.md makes: nodes behind a load balancer, here in one process
 * and with a cluster that needs no Redis.
 */
class ScaleOutGuideTests {

	private static final InProcessCluster CLUSTER = new InProcessCluster();

	private static ConfigurableApplicationContext one;

	private static ConfigurableApplicationContext two;

	@BeforeAll
	static void start() {
		one = node();
		two = node();
	}

	@AfterAll
	static void stop() {
		one.close();
		two.close();
	}

	@Test
	void talksAcrossNodes() throws Exception {
		try (TestClient alice = login(one, "alice"); TestClient bob = login(two, "bob")) {
			alice.send(18, "hello");
			assertThat(bob.receiveText()).isEqualTo("alice: hello");
			bob.send(18, "hello yourself");
			assertThat(alice.receiveText()).isEqualTo("bob: hello yourself");
		}
	}

	@Test
	void knowsTheAddressThatTheLoadBalancerTells() throws Exception {
		try (TestClient carol = login(one, "carol")) {
			carol.ping();
			assertThat(one.getBean(ConnectionRegistry.class).findByUid("carol")).singleElement()
				.satisfies((connection) -> assertThat(connection.remoteAddress()).hasToString("/203.0.113.7:35646"));
		}
	}

	@Test
	void closesWhoeverComesPastTheLoadBalancer() {
		assertThatIOException().isThrownBy(() -> {
			try (TestClient client = TestClient.connect(ServerRunner.port(one))) {
				client.authenticate("mallory", ServerRunner.TOKEN);
			}
		});
	}

	@Test
	void sendsClientsToAnotherNodeWhenOneIsStopped() throws Exception {
		ConfigurableApplicationContext three = node();
		try (TestClient dave = login(three, "dave"); TestClient erin = login(two, "erin")) {
			Thread stopping = new Thread(three::close);
			stopping.start();
			assertThat(dave.receiveDisconnect()).isEqualTo(CloseReason.SHUTDOWN.name());
			try (TestClient again = login(one, "dave")) {
				again.send(18, "I am back");
				assertThat(erin.receiveText()).isEqualTo("dave: I am back");
				assertThat(two.getBean(WkNetTemplate.class).isOnline("dave").toCompletableFuture().join()).isTrue();
			}
			stopping.join(TimeUnit.SECONDS.toMillis(30));
			assertThat(stopping.isAlive()).isFalse();
		}
	}

	private static ConfigurableApplicationContext node() {
		return GuideApplication.run("scale-out", Application.class, "wk.net.auth.token=" + ServerRunner.TOKEN,
				"wk.net.proxy-protocol-trusted=127.0.0.1", "wk.net.shutdown.close-over=200ms");
	}

	/**
	 * As a load balancer does, with a PROXY header before all else; and wait until the
	 * subscription is known.
	 */
	private static TestClient login(ConfigurableApplicationContext node, String uid) throws Exception {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), ServerRunner.port(node));
		socket.getOutputStream()
			.write("PROXY TCP4 203.0.113.7 198.51.100.1 35646 5100\r\n".getBytes(StandardCharsets.US_ASCII));
		TestClient client = TestClient.over(socket);
		assertThat(client.authenticate(uid, ServerRunner.TOKEN).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		await().atMost(10, TimeUnit.SECONDS)
			.until(() -> node.getBean(Topics.class)
				.subscribers(Topic.of("room"))
				.stream()
				.anyMatch((connection) -> uid.equals(connection.uid())));
		return client;
	}

	@SpringBootApplication
	static class Application {

		@Bean
		ClusterRoles clusterRoles() {
			return CLUSTER.roles();
		}

	}

}
