package io.wknet.spring.network;

import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

import io.wknet.connection.ConnectionRegistry;
import io.wknet.frame.ReasonCode;
import io.wknet.server.BoundWkServer;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestCertificates;
import io.wknet.spring.TestClient;
import io.wknet.spring.lifecycle.BoundServerReference;
import io.wknet.spring.lifecycle.WkServerLifecycle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WebSocketTests {

	private final ApplicationContextRunner runner = NetworkRunner.create();

	@TempDir
	private Path directory;

	@Test
	void echoesOverAWebSocketBesideTcp() {
		this.runner.withPropertyValues("wk.net.ws.enabled=true").run((context) -> {
			BoundWkServer server = context.getBean(BoundServerReference.class).get();
			assertThat(server).isNotNull();
			assertThat(server.addresses()).containsOnlyKeys("tcp", "ws");
			try (TestWebSocket client = TestWebSocket.connect(NetworkRunner.port(context, "ws"), "/")) {
				assertThat(client.authenticate("alice", ServerRunner.TOKEN).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
				client.send(16, "hello");
				assertThat(client.receiveText()).isEqualTo("hello");
				assertThat(context.getBean(ConnectionRegistry.class).findByUid("alice")).singleElement()
					.hasFieldOrPropertyWithValue("listener", "ws");
			}
		});
	}

	@Test
	void needsNoTcpListener() {
		this.runner.withPropertyValues("wk.net.tcp.enabled=false", "wk.net.ws.enabled=true").run((context) -> {
			assertThat(context.getBean(WkServerLifecycle.class).isRunning()).isTrue();
			assertThat(context.getEnvironment().containsProperty("local.wk.tcp.port")).isFalse();
			assertThat(context.getEnvironment().containsProperty("local.wk.ws.port")).isTrue();
		});
	}

	@Test
	void listensAtTheConfiguredPathAlone() {
		this.runner.withPropertyValues("wk.net.ws.enabled=true", "wk.net.ws.path=/chat").run((context) -> {
			int port = NetworkRunner.port(context, "ws");
			TestWebSocket.connect(port, "/chat").close();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> TestWebSocket.connect(port, "/"))
				.withCauseInstanceOf(WebSocketHandshakeException.class)
				.satisfies((ex) -> assertThat(((WebSocketHandshakeException) ex.getCause()).getResponse().statusCode())
					.isEqualTo(404));
		});
	}

	@Test
	void refusesPagesOfOtherHostsUnlessTheyAreAllowed() {
		this.runner.withPropertyValues("wk.net.ws.enabled=true").run((context) -> {
			int port = NetworkRunner.port(context, "ws");
			TestWebSocket.connect(port, "/", "http://localhost:8080").close();
			assertForbidden(port, "https://example.org");
		});
		this.runner
			.withPropertyValues("wk.net.ws.enabled=true",
					"wk.net.ws.allowed-origins=https://example.org,https://example.net:8443")
			.run((context) -> {
				int port = NetworkRunner.port(context, "ws");
				TestWebSocket.connect(port, "/", "https://example.org").close();
				TestWebSocket.connect(port, "/", "https://example.net:8443").close();
				assertForbidden(port, "https://example.net");
			});
	}

	private static void assertForbidden(int port, String origin) {
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> TestWebSocket.connect(port, "/", origin))
			.withCauseInstanceOf(WebSocketHandshakeException.class)
			.satisfies((ex) -> assertThat(((WebSocketHandshakeException) ex.getCause()).getResponse().statusCode())
				.isEqualTo(403));
	}

	@Test
	void tellsTheReasonOfACloseByTheStatusOfTheWebSocket() {
		this.runner.withPropertyValues("wk.net.ws.enabled=true").run((context) -> {
			try (TestWebSocket client = TestWebSocket.connect(NetworkRunner.port(context, "ws"), "/")) {
				assertThat(client.authenticate("alice", "wrong").reasonCode()).isEqualTo(ReasonCode.AUTH_FAIL);
				assertThat(client.closeStatus()).isEqualTo(1008);
			}
		});
	}

	@Test
	void demandsEncryptionWhereItIsRequired() {
		this.runner.withPropertyValues("wk.net.ws.enabled=true", "wk.net.ws.encryption=required").run((context) -> {
			try (TestWebSocket client = TestWebSocket.connect(NetworkRunner.port(context, "ws"), "/")) {
				assertThat(client.authenticate("alice", ServerRunner.TOKEN).reasonCode())
					.isEqualTo(ReasonCode.CLIENT_KEY_IS_EMPTY);
			}
			try (TestClient client = TestClient.connect(NetworkRunner.port(context, "tcp"))) {
				assertThat(client.authenticate("alice", ServerRunner.TOKEN).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
			}
		});
	}

	@Test
	void echoesOverASecureWebSocket() throws Exception {
		this.runner
			.withPropertyValues(
					TestCertificates.bundle("gateway", this.directory, TestCertificates.server("gateway.example")))
			.withPropertyValues("wk.net.wss.enabled=true", "wk.net.wss.ssl.bundle=gateway")
			.run((context) -> {
				int port = NetworkRunner.port(context, "wss");
				try (TestWebSocket client = TestWebSocket.connectSecurely(port, "/",
						TestCertificates.clientContext(null))) {
					assertThat(client.authenticate("alice", ServerRunner.TOKEN).reasonCode())
						.isEqualTo(ReasonCode.SUCCESS);
					client.send(16, "hello");
					assertThat(client.receiveText()).isEqualTo("hello");
				}
			});
	}

}
