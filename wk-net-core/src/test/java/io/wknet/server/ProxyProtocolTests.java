package io.wknet.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.support.Bytes;
import io.wknet.support.ProxyHeaders;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import io.wknet.support.RawWebSocket;
import io.wknet.transport.LimitSettings;
import io.wknet.transport.ProxyProtocol;
import io.wknet.transport.ProxyProtocolSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

class ProxyProtocolTests {

	private static final String LOOPBACK = "127.0.0.0/8";

	private static final String ELSEWHERE = "10.0.0.0/8";

	private static final byte[] HANDSHAKE = RawWebSocket.handshake("/").getBytes(StandardCharsets.US_ASCII);

	private final List<Object> credentialsFrom = new CopyOnWriteArrayList<>();

	private final ReactiveAuthenticator everybody = (credentials) -> {
		this.credentialsFrom.add(credentials.remoteAddress());
		return Mono.just(AuthResult.accepted(credentials.uid()));
	};

	private final WkServer echo = WkServer.create()
		.port(0)
		.eventLoops(2)
		.authenticator(this.everybody)
		.onFrame((connection, frame) -> {
			if (frame instanceof ApplicationFrame mine) {
				connection.send(mine);
			}
		});

	private BoundWkServer bind(ProxyProtocol mode, String... trusted) {
		return this.echo.proxyProtocol(ProxyProtocolSettings.of(mode, trusted)).bind();
	}

	private static RawClient loginBehindABalancer(BoundWkServer server, byte[] header, String uid) {
		RawClient client = RawClient.open(server.port());
		client.login(Bytes.join(header, Bytes.connect(uid)));
		return client;
	}

	private static void assertEchoes(RawClient client) {
		for (int i = 0; i < 10; i++) {
			client.send(Bytes.numbered(16, i));
			assertThat(client.read().number()).isEqualTo(i);
		}
	}

	private static WkConnection connectionOf(BoundWkServer server, String uid) {
		return server.connections().findByUid(uid).get(0);
	}

	private static void awaitClosed(BoundWkServer server, CloseReason reason, long count) {
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(server.stats().closed()).as("closed by reason").containsEntry(reason, count));
	}

	static List<byte[]> headers() {
		return List.of(ProxyHeaders.v1("203.0.113.7", 51_234), ProxyHeaders.v2("CB 00 71 07", 51_234));
	}

	@ParameterizedTest
	@EnumSource(value = ProxyProtocol.class, names = "OFF", mode = EnumSource.Mode.EXCLUDE)
	void everyClientOfALoadBalancerHasItsOwnAddress(ProxyProtocol mode) {
		try (BoundWkServer server = bind(mode, LOOPBACK);
				RawClient alice = loginBehindABalancer(server, ProxyHeaders.v1("203.0.113.7", 51_234), "alice");
				RawClient bob = loginBehindABalancer(server, ProxyHeaders.v2("C6 33 64 08", 40_000), "bob")) {
			InetSocketAddress first = new InetSocketAddress("203.0.113.7", 51_234);
			InetSocketAddress second = new InetSocketAddress("198.51.100.8", 40_000);
			assertThat(this.credentialsFrom).containsExactly(first, second);
			assertThat(connectionOf(server, "alice").remoteAddress()).isEqualTo(first);
			assertThat(connectionOf(server, "bob").remoteAddress()).isEqualTo(second);
			assertThat(connectionOf(server, "bob").localAddress())
				.isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
			assertEchoes(alice);
			assertEchoes(bob);
		}
	}

	@Test
	void everyClientOfALoadBalancerHasItsOwnLimit() {
		try (BoundWkServer server = this.echo.limits(new LimitSettings(0, 1, 0))
			.proxyProtocol(ProxyProtocolSettings.of(ProxyProtocol.REQUIRED, LOOPBACK))
			.bind();
				RawClient alice = loginBehindABalancer(server, ProxyHeaders.v1("203.0.113.7", 1), "alice");
				RawClient bob = loginBehindABalancer(server, ProxyHeaders.v2("C6 33 64 08", 2), "bob");
				RawClient another = RawClient.open(server.port())) {
			another.send(ProxyHeaders.v2("CB 00 71 07", 3));
			RawFrame farewell = another.read();
			assertThat(farewell.type()).isEqualTo(RawFrame.DISCONNECT);
			assertThat(farewell.disconnectText()).isEqualTo("LIMIT_EXCEEDED");
			assertThat(another.readOrEnd()).isNull();
			assertEchoes(alice);
			assertEchoes(bob);
			alice.endOutput();
			awaitClosed(server, CloseReason.CLIENT, 1);
			try (RawClient again = loginBehindABalancer(server, ProxyHeaders.v1("203.0.113.7", 4), "alice")) {
				assertEchoes(again);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("headers")
	void requiredClosesAnUntrustedPeer(byte[] header) {
		try (BoundWkServer server = bind(ProxyProtocol.REQUIRED, ELSEWHERE);
				RawClient client = RawClient.open(server.port())) {
			client.trySend(Bytes.join(header, Bytes.connect("alice")));
			assertThat(client.readAll()).isEmpty();
			awaitClosed(server, CloseReason.AUTH_FAILED, 1);
			assertThat(server.stats().accepted()).isEqualTo(1);
			assertThat(this.credentialsFrom).isEmpty();
		}
	}

	@Test
	void requiredClosesATrustedPeerWithoutAHeader() {
		try (BoundWkServer server = bind(ProxyProtocol.REQUIRED, LOOPBACK);
				RawClient client = RawClient.open(server.port())) {
			client.trySend(Bytes.connect("alice"));
			assertThat(client.readAll()).isEmpty();
			awaitClosed(server, CloseReason.PROTOCOL_ERROR, 1);
			assertThat(server.stats().accepted()).isEqualTo(1);
			assertThat(this.credentialsFrom).isEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("headers")
	void optionalDoesNotBelieveAnUntrustedPeer(byte[] header) {
		try (BoundWkServer server = bind(ProxyProtocol.OPTIONAL, ELSEWHERE);
				RawClient direct = RawClient.login(server.port(), "bob");
				RawClient client = RawClient.open(server.port())) {
			client.trySend(Bytes.join(header, Bytes.connect("alice")));
			assertThat(client.readAll()).allMatch((frame) -> frame.type() == RawFrame.DISCONNECT);
			awaitClosed(server, CloseReason.PROTOCOL_ERROR, 1);
			assertThat(this.credentialsFrom).hasSize(1);
			assertEchoes(direct);
		}
	}

	@Test
	void optionalLetsATrustedPeerBeginDirectly() {
		try (BoundWkServer server = bind(ProxyProtocol.OPTIONAL, LOOPBACK);
				RawClient client = RawClient.login(server.port(), "alice")) {
			assertEchoes(client);
			assertThat(((InetSocketAddress) connectionOf(server, "alice").remoteAddress()).getAddress()
				.isLoopbackAddress()).isTrue();
		}
	}

	@ParameterizedTest
	@MethodSource("headers")
	void aHeaderIsGarbageWhereTheProtocolIsOff(byte[] header) {
		try (BoundWkServer server = this.echo.bind(); RawClient client = RawClient.open(server.port())) {
			client.trySend(Bytes.join(header, Bytes.connect("alice")));
			assertThat(client.readAll()).allMatch((frame) -> frame.type() == RawFrame.DISCONNECT);
			awaitClosed(server, CloseReason.PROTOCOL_ERROR, 1);
			assertThat(this.credentialsFrom).isEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("headers")
	void aWebSocketBeginsBehindTheHeader(byte[] header) {
		try (BoundWkServer server = this.echo.listen(ListenerSettings.ws(0))
			.proxyProtocol(ProxyProtocolSettings.of(ProxyProtocol.REQUIRED, LOOPBACK))
			.bind(); RawWebSocket client = RawWebSocket.connect(server.port())) {
			client.sendBytes(Bytes.join(header, HANDSHAKE));
			assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
			client.send(Bytes.connect("alice"));
			assertThat(client.readFrame().type()).isEqualTo(RawFrame.CONNACK);
			assertThat(this.credentialsFrom).containsExactly(new InetSocketAddress("203.0.113.7", 51_234));
		}
	}

	@ParameterizedTest
	@MethodSource("headers")
	void aWebSocketDoesNotBelieveAnUntrustedPeer(byte[] header) {
		for (ProxyProtocolSettings settings : List.of(ProxyProtocolSettings.of(ProxyProtocol.OPTIONAL, ELSEWHERE),
				ProxyProtocolSettings.off())) {
			try (BoundWkServer server = this.echo.listen(ListenerSettings.ws(0)).proxyProtocol(settings).bind();
					RawWebSocket client = RawWebSocket.connect(server.port())) {
				client.sendBytes(Bytes.join(header, HANDSHAKE));
				awaitClosed(server, CloseReason.PROTOCOL_ERROR, 1);
				assertThat(server.stats().accepted()).isEqualTo(1);
			}
		}
	}

}
