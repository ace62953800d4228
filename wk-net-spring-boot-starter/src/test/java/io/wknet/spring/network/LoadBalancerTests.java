package io.wknet.spring.network;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.wknet.connection.CloseReason;
import io.wknet.frame.ReasonCode;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.actuate.ConnectionDescriptor;
import io.wknet.spring.actuate.ConnectionsDescriptor;
import io.wknet.spring.actuate.ConnectionsEndpoint;
import io.wknet.spring.autoconfigure.actuate.WkNetEndpointAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Limits on connections, and the addresses that load balancers tell.
 */
class LoadBalancerTests {

	private final ApplicationContextRunner runner = NetworkRunner.create()
		.withConfiguration(AutoConfigurations.of(WkNetEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=connections",
				"management.endpoints.jmx.exposure.include=connections");

	@Test
	void closesConnectionsPastTheLimitAtAccept() {
		this.runner.withPropertyValues("wk.net.limits.max-connections=2").run((context) -> {
			int port = ServerRunner.port(context);
			try (TestClient first = login(port, "alice"); TestClient second = login(port, "bob")) {
				assertRefused(port);
				awaitClosed(context, CloseReason.LIMIT_EXCEEDED, 1);
				assertThat(summary(context).total()).isEqualTo(2);
				assertThat(summary(context).accepted()).isEqualTo(3);
				first.ping();
				second.ping();
			}
			await().atMost(10, TimeUnit.SECONDS).until(() -> summary(context).total() == 0);
			login(port, "carol").close();
		});
	}

	@Test
	void countsTheConnectionsOfAllListeners() {
		this.runner.withPropertyValues("wk.net.limits.max-connections=1", "wk.net.ws.enabled=true").run((context) -> {
			try (TestWebSocket client = TestWebSocket.connect(NetworkRunner.port(context, "ws"), "/")) {
				assertThat(client.authenticate("alice", ServerRunner.TOKEN).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
				assertRefused(ServerRunner.port(context));
				assertThat(summary(context).listeners()).containsEntry("ws", 1).containsEntry("tcp", 0);
			}
		});
	}

	@Test
	void closesConnectionsPastTheLimitOfTheirAddress() {
		this.runner.withPropertyValues("wk.net.limits.max-connections-per-ip=1").run((context) -> {
			int port = ServerRunner.port(context);
			try (TestClient first = login(port, "alice")) {
				assertRefused(port);
				awaitClosed(context, CloseReason.LIMIT_EXCEEDED, 1);
				first.ping();
			}
		});
	}

	@Test
	void closesConnectionsThatComeTooFast() {
		this.runner.withPropertyValues("wk.net.limits.connects-per-second=1").run((context) -> {
			int port = ServerRunner.port(context);
			await().atMost(30, TimeUnit.SECONDS).until(() -> {
				for (int i = 0; i < 5; i++) {
					new Socket(InetAddress.getLoopbackAddress(), port).close();
				}
				return closed(context, CloseReason.LIMIT_EXCEEDED) > 0;
			});
		});
	}

	@Test
	void showsTheAddressThatATrustedLoadBalancerTells() {
		this.runner
			.withPropertyValues("wk.net.proxy-protocol=required", "wk.net.proxy-protocol-trusted=127.0.0.0/8,fd00::/8")
			.run((context) -> {
				try (TestClient client = behindLoadBalancer(ServerRunner.port(context))) {
					assertThat(client.authenticate("alice", ServerRunner.TOKEN).reasonCode())
						.isEqualTo(ReasonCode.SUCCESS);
					assertThat(remoteAddress(context, "alice")).isEqualTo("203.0.113.7:35646");
				}
				try (TestClient client = TestClient.connect(ServerRunner.port(context))) {
					assertThatThrownBy(() -> client.authenticate("alice", ServerRunner.TOKEN))
						.isInstanceOfAny(EOFException.class, SocketException.class);
				}
				awaitClosed(context, CloseReason.PROTOCOL_ERROR, 1);
			});
	}

	@Test
	void doesWithoutAHeaderIfItIsOptional() {
		this.runner.withPropertyValues("wk.net.proxy-protocol=optional", "wk.net.proxy-protocol-trusted=127.0.0.1")
			.run((context) -> {
				try (TestClient direct = login(ServerRunner.port(context), "alice");
						TestClient client = behindLoadBalancer(ServerRunner.port(context))) {
					client.authenticate("bob", ServerRunner.TOKEN);
					assertThat(remoteAddress(context, "alice")).startsWith("127.0.0.1:");
					assertThat(remoteAddress(context, "bob")).isEqualTo("203.0.113.7:35646");
					direct.ping();
				}
			});
	}

	@Test
	void takesOffFromYaml() {
		this.runner.withPropertyValues("wk.net.proxy-protocol=false").run((context) -> {
			try (TestClient client = login(ServerRunner.port(context), "alice")) {
				client.ping();
			}
		});
	}

	private static TestClient login(int port, String uid) throws IOException {
		return TestClient.login(port, uid, ServerRunner.TOKEN);
	}

	private static TestClient behindLoadBalancer(int port) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		socket.getOutputStream()
			.write("PROXY TCP4 203.0.113.7 198.51.100.1 35646 5100\r\n".getBytes(StandardCharsets.US_ASCII));
		return TestClient.over(socket);
	}

	private static void assertRefused(int port) throws IOException {
		try (TestClient client = TestClient.connect(port)) {
			assertThat(client.receiveDisconnect()).isEqualTo(CloseReason.LIMIT_EXCEEDED.name());
			assertThatExceptionOfType(EOFException.class).isThrownBy(client::receive);
		}
	}

	private static void awaitClosed(ApplicationContext context, CloseReason reason, long count) {
		await().atMost(10, TimeUnit.SECONDS).until(() -> closed(context, reason) == count);
	}

	private static long closed(ApplicationContext context, CloseReason reason) {
		return summary(context).closed().getOrDefault(reason, 0L);
	}

	private static ConnectionsDescriptor.Summary summary(ApplicationContext context) {
		return (ConnectionsDescriptor.Summary) context.getBean(ConnectionsEndpoint.class)
			.connections(null, null, null, null, null);
	}

	private static String remoteAddress(ApplicationContext context, String uid) {
		ConnectionsDescriptor.UserConnections user = (ConnectionsDescriptor.UserConnections) context
			.getBean(ConnectionsEndpoint.class)
			.connections(uid, null, null, null, null);
		assertThat(user.connections()).hasSize(1);
		ConnectionDescriptor connection = user.connections().get(0);
		return connection.remoteAddress();
	}

}
