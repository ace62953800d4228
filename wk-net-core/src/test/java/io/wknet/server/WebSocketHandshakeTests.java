package io.wknet.server;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.wknet.auth.Authenticator;
import io.wknet.canary.Canary;
import io.wknet.connection.CloseReason;
import io.wknet.support.LeakExtension;
import io.wknet.support.RawWebSocket;
import io.wknet.transport.WebSocketSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which requests open a WebSocket, and what the others are answered.
 */
@ExtendWith(LeakExtension.class)
class WebSocketHandshakeTests {

	private BoundWkServer server;

	@AfterEach
	void stop() {
		this.server.close();
	}

	private void bind(WebSocketSettings settings) {
		this.server = WkServer.create()
			.listen(ListenerSettings.ws(0).withHost("127.0.0.1").withWebSocket(settings))
			.authenticator(Authenticator.sharedToken(Canary.TOKEN))
			.bind();
	}

	private String answer(String request) {
		try (RawWebSocket client = RawWebSocket.connect(this.server.port())) {
			return client.request(request);
		}
	}

	private void assertRefused(String request, int status, CloseReason reason) {
		try (RawWebSocket client = RawWebSocket.connect(this.server.port())) {
			assertThat(client.request(request)).startsWith("HTTP/1.1 " + status + " ");
			while (client.readOrEnd() != null) {
				// What is left is the text of the answer, and then the end.
			}
		}
		Awaitility.await().until(() -> this.server.stats().closed().get(reason) == 1);
		assertThat(this.server.stats().accepted()).isEqualTo(1);
		assertThat(this.server.connections().connectionCount()).isZero();
	}

	private static String without(String header) {
		return RawWebSocket.handshake("/").replaceAll("(?m)^" + header + ": .*\r\n", "");
	}

	@Test
	void aQueryIsNoPartOfThePath() {
		bind(WebSocketSettings.defaults().withPath("/chat"));
		assertThat(answer(RawWebSocket.handshake("/chat?a=b"))).startsWith("HTTP/1.1 101 ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/chat/", "/chatter", "/Chat", "//chat", "/%63hat", "*", "http://localhost/chat" })
	void anotherPathIsNotFound(String path) {
		bind(WebSocketSettings.defaults().withPath("/chat"));
		assertRefused(RawWebSocket.handshake(path), 404, CloseReason.PROTOCOL_ERROR);
	}

	@Test
	void anotherMethodIsNotAllowed() {
		bind(WebSocketSettings.defaults());
		assertRefused(RawWebSocket.handshake("/").replace("GET", "POST"), 405, CloseReason.PROTOCOL_ERROR);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Upgrade", "Connection", "Sec-WebSocket-Version" })
	void withoutAnUpgradeItIsRequired(String header) {
		bind(WebSocketSettings.defaults());
		assertRefused(without(header), 426, CloseReason.PROTOCOL_ERROR);
	}

	@Test
	void tellsTheVersionThatIsSpoken() {
		bind(WebSocketSettings.defaults());
		assertThat(answer(RawWebSocket.handshake("/").replace("Version: 13", "Version: 12")))
			.startsWith("HTTP/1.1 426 ")
			.containsIgnoringCase("sec-websocket-version: 13\n");
	}

	@Test
	void olderHttpCanNotUpgrade() {
		bind(WebSocketSettings.defaults());
		assertRefused(RawWebSocket.handshake("/").replace("HTTP/1.1", "HTTP/1.0"), 426, CloseReason.PROTOCOL_ERROR);
	}

	@Test
	void theKeyMustBeThere() {
		bind(WebSocketSettings.defaults());
		assertRefused(without("Sec-WebSocket-Key"), 400, CloseReason.PROTOCOL_ERROR);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "!!!!", "dGhlIHNhbXBsZSBub25jZQ==dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZQ==" })
	void theKeyMustBeSixteenBytes(String key) {
		bind(WebSocketSettings.defaults());
		assertRefused(RawWebSocket.handshake("/").replace("dGhlIHNhbXBsZSBub25jZQ==", key), 400,
				CloseReason.PROTOCOL_ERROR);
	}

	@Test
	void aBodyOfNoBytesIsNone() {
		bind(WebSocketSettings.defaults());
		assertThat(answer(RawWebSocket.handshake("/", "Content-Length: 0"))).startsWith("HTTP/1.1 101 ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 5", "Transfer-Encoding: chunked" })
	void aBodyIsRefused(String header) {
		bind(WebSocketSettings.defaults());
		assertRefused(RawWebSocket.handshake("/", header), 400, CloseReason.PROTOCOL_ERROR);
	}

	@Test
	void aHeadOverTheLimitIsRefused() {
		bind(WebSocketSettings.defaults());
		String request = RawWebSocket.handshake("/", "X-Long: " + "x".repeat(8192));
		assertRefused(request, 431, CloseReason.PROTOCOL_ERROR);
	}

	@Test
	void manyHeadersOverTheLimitAreRefusedWhileTheyCome() {
		bind(WebSocketSettings.defaults());
		try (RawWebSocket client = RawWebSocket.connect(this.server.port())) {
			client.sendBytes("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
			byte[] header = ("X-Header: " + "x".repeat(88) + "\r\n").getBytes(StandardCharsets.US_ASCII);
			for (int i = 0; i < 90; i++) {
				client.trySendBytes(header);
			}
			assertThat(client.readHead()).startsWith("HTTP/1.1 431 ");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "\0\0\0\0\r\n\r\n", "SSH-2.0-x\r\n\r\n", "GET / FTP/1.1\r\n\r\n" })
	void whatIsNotHttpIsRefused(String bytes) {
		bind(WebSocketSettings.defaults());
		try (RawWebSocket client = RawWebSocket.connect(this.server.port())) {
			assertThat(client.request(bytes)).doesNotStartWith("HTTP/1.1 101 ");
		}
		Awaitility.await().until(() -> this.server.stats().closed().get(CloseReason.PROTOCOL_ERROR) == 1);
	}

	@Test
	void whoLeavesWithinTheHandshakeIsCountedToo() {
		bind(WebSocketSettings.defaults());
		try (RawWebSocket client = RawWebSocket.connect(this.server.port())) {
			client.sendBytes("GET / HT".getBytes(StandardCharsets.US_ASCII));
		}
		Awaitility.await().until(() -> this.server.stats().closed().get(CloseReason.CLIENT) == 1);
		assertThat(this.server.stats().accepted()).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "https://evil.example", "null", "https://good.example.evil.example", "http://good.example",
			"https://good.example:8443", "https://good.example@evil.example", "good.example" })
	void pagesOfOtherOriginsAreForbidden(String origin) {
		bind(WebSocketSettings.defaults().withAllowedOrigins(List.of("https://good.example")));
		assertRefused(RawWebSocket.handshake("/", "Origin: " + origin), 403, CloseReason.AUTH_FAILED);
	}

	@ParameterizedTest
	@CsvSource({ "https://good.example", "https://GOOD.example", "https://good.example:443", "http://other:8080" })
	void pagesOfAllowedOriginsMayConnect(String origin) {
		bind(WebSocketSettings.defaults().withAllowedOrigins(List.of("https://good.example", "http://other:8080")));
		assertThat(answer(RawWebSocket.handshake("/", "Origin: " + origin))).startsWith("HTTP/1.1 101 ");
	}

	@ParameterizedTest
	@CsvSource({ "https://evil.example", "null", "https://localhost.evil.example", "''" })
	void byDefaultPagesOfOtherHostsAreForbidden(String origin) {
		bind(WebSocketSettings.defaults());
		assertRefused(RawWebSocket.handshake("/", "Origin: " + origin), 403, CloseReason.AUTH_FAILED);
	}

	@ParameterizedTest
	@CsvSource({ "http://localhost", "http://localhost:8080", "https://LocalHost" })
	void byDefaultPagesOfTheSameHostMayConnect(String origin) {
		bind(WebSocketSettings.defaults());
		assertThat(answer(RawWebSocket.handshake("/", "Origin: " + origin))).startsWith("HTTP/1.1 101 ");
	}

	@Test
	void twoOriginsAreForbidden() {
		bind(WebSocketSettings.defaults());
		assertRefused(RawWebSocket.handshake("/", "Origin: http://localhost", "Origin: http://localhost"), 403,
				CloseReason.AUTH_FAILED);
	}

	@Test
	void anyOriginMayBeAllowed() {
		bind(WebSocketSettings.defaults().withAllowedOrigins(List.of("*")));
		assertThat(answer(RawWebSocket.handshake("/", "Origin: null"))).startsWith("HTTP/1.1 101 ");
	}

	@Test
	void compressionIsNotOfferedUnlessSwitchedOn() {
		bind(WebSocketSettings.defaults());
		assertThat(answer(RawWebSocket.handshake("/", "Sec-WebSocket-Extensions: permessage-deflate")))
			.startsWith("HTTP/1.1 101 ")
			.doesNotContainIgnoringCase("sec-websocket-extensions");
	}

}
