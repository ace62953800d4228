package io.wknet.attack;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;

import io.wknet.codec.FrameLimits;
import io.wknet.connection.CloseReason;
import io.wknet.server.ListenerSettings;
import io.wknet.server.TransportType;
import io.wknet.support.Bytes;
import io.wknet.support.RawFrame;
import io.wknet.support.RawWebSocket;
import io.wknet.support.RawWebSocket.Message;
import io.wknet.transport.WebSocketSettings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attacks on the opening handshake of WebSockets, and on their messages.
 */
@Timeout(600)
class WebSocketAttackTests {

	private static final int MAX_FRAME_BYTES = 200_000;

	private static final Duration HANDSHAKE = Duration.ofMillis(400);

	private static final int COMPRESSED = 0x40;

	@RegisterExtension
	static final AttackGround ground = new AttackGround((server) -> server
		.listen(ListenerSettings.tcp(0), ListenerSettings.ws(0), webSocket("strict", strict()),
				webSocket("compressed", WebSocketSettings.defaults().withCompression(true)),
				webSocket("short", WebSocketSettings.defaults().withHandshakeTimeout(HANDSHAKE)))
		.frameLimits(FrameLimits.defaults().withMaxFrameBytes(MAX_FRAME_BYTES)));

	private static ListenerSettings webSocket(String name, WebSocketSettings settings) {
		return ListenerSettings.ws(0).withName(name).withWebSocket(settings);
	}

	private static WebSocketSettings strict() {
		return WebSocketSettings.defaults()
			.withPath("/chat")
			.withAllowedOrigins(List.of("https://good.example"))
			.withHandshakeTimeout(Duration.ofSeconds(10));
	}

	private static int port(String listener) {
		return ground.server().addresses().get(listener).getPort();
	}

	private static RawWebSocket login() {
		return RawWebSocket.login(port("ws"), "attacker");
	}

	/**
	 * The server answers a request in this way, and closes.
	 */
	private static void assertRefused(String listener, String request, int status, CloseReason reason) {
		ground.expectWithoutEvent(reason, 1);
		try (RawWebSocket client = RawWebSocket.connect(port(listener))) {
			client.trySendBytes(request.getBytes(StandardCharsets.ISO_8859_1));
			assertThat(client.readHead()).as(request.substring(0, Math.min(request.length(), 200)))
				.startsWith("HTTP/1.1 " + status + " ");
			readToTheEnd(client);
		}
		ground.awaitExpected();
	}

	private static void readToTheEnd(RawWebSocket client) {
		while (client.readOrEnd() != null) {
			// The words of the answer, which are no messages.
		}
	}

	/**
	 * Bytes after the login end the connection with this status, if it is told.
	 */
	private static void assertEnds(CloseReason reason, int status, byte[]... sent) {
		ground.expect(reason, 1);
		try (RawWebSocket client = login()) {
			for (byte[] bytes : sent) {
				client.trySendBytes(bytes);
			}
			List<Message> messages = client.readAll();
			assertThat(messages).as("messages of the server").isNotEmpty();
			assertThat(messages.get(messages.size() - 1).status()).isEqualTo(status);
		}
		ground.awaitExpected();
	}

	@Attack
	@DisplayName("33: pages of other origins get 403")
	void otherOrigins() {
		for (String origin : List.of("https://evil.example", "null", "https://good.example.evil.example",
				"http://good.example", "https://good.example:444", "https://good.example@evil.example",
				"https://evil.example/https://good.example", "https://good.example, https://evil.example",
				"https://good.exam\u0000ple", "good.example", "*", "https://xn--good-.example")) {
			int status = (origin.indexOf(0) >= 0) ? 400 : 403;
			assertRefused("strict", RawWebSocket.handshake("/chat", "Origin: " + origin), status,
					(status == 403) ? CloseReason.AUTH_FAILED : CloseReason.PROTOCOL_ERROR);
		}
		assertRefused("strict",
				RawWebSocket.handshake("/chat", "Origin: https://good.example", "Origin: https://evil.example"), 403,
				CloseReason.AUTH_FAILED);
		for (String origin : List.of("https://evil.example", "null", "https://localhost.evil.example",
				"https://localhost@evil.example", "http://[::1", "http://")) {
			assertRefused("ws", RawWebSocket.handshake("/", "Origin: " + origin), 403, CloseReason.AUTH_FAILED);
		}
	}

	@Attack
	@DisplayName("34: a compression bomb ends in 1009, and compression is not agreed unless it is switched on")
	void aCompressionBomb() {
		byte[] bomb = deflate(new byte[32 << 20]);
		assertThat(bomb.length).isLessThan(MAX_FRAME_BYTES);
		byte[] message = RawWebSocket.frame(COMPRESSED | RawWebSocket.BINARY, true, bomb);
		assertEnds(CloseReason.PROTOCOL_ERROR, 1002, message);
		List<RawWebSocket> bombers = new ArrayList<>();
		for (int i = 0; i < AttackScale.of(3, 10); i++) {
			RawWebSocket bomber = RawWebSocket.connect(port("compressed"));
			assertThat(bomber.request(RawWebSocket.handshake("/", "Sec-WebSocket-Extensions: permessage-deflate")))
				.containsIgnoringCase("sec-websocket-extensions: permessage-deflate");
			bomber.send(Bytes.connect("attacker-" + i));
			assertThat(bomber.read().payload()).isNotEmpty();
			bombers.add(bomber);
		}
		ground.expect(CloseReason.FRAME_TOO_LARGE, bombers.size());
		bombers.forEach((bomber) -> bomber.trySendBytes(message));
		ground.awaitExpected();
		ground.measure();
		for (RawWebSocket bomber : bombers) {
			List<Message> messages = bomber.readAll();
			assertThat(messages.get(messages.size() - 1).status()).isEqualTo(1009);
			bomber.close();
		}
	}

	@Attack
	@DisplayName("reserved bits that compression does not use end in 1002 where it was agreed, too")
	void reservedBitsWithCompression() {
		for (String hex : List.of("C9 80 00000000", "CA 80 00000000", "C8 80 00000000", "A2 80 00000000",
				"92 80 00000000", "E2 80 00000000", "02 80 00000000 C0 80 00000000", "42 80 00000000 C0 80 00000000",
				"C3 80 00000000", "C2 84 00000000 FFFFFFFF")) {
			ground.expect(CloseReason.PROTOCOL_ERROR, 1);
			try (RawWebSocket client = RawWebSocket.connect(port("compressed"))) {
				client.request(RawWebSocket.handshake("/", "Sec-WebSocket-Extensions: permessage-deflate"));
				client.send(Bytes.connect("attacker"));
				client.trySendBytes(Bytes.hex(hex));
				List<Message> messages = client.readAll();
				assertThat(messages.get(messages.size() - 1).status()).as(hex).isEqualTo(1002);
			}
			ground.awaitExpected();
		}
	}

	@Attack
	@DisplayName("extensions that can not be read are the client's fault, not an error of the server")
	void unreadableExtensions() {
		for (String extensions : List.of("permessage-deflate; client_max_window_bits=x", ";;;,,,=")) {
			assertRefused("compressed", RawWebSocket.handshake("/", "Sec-WebSocket-Extensions: " + extensions), 400,
					CloseReason.PROTOCOL_ERROR);
		}
		for (String extensions : List.of("permessage-deflate; client_max_window_bits=99", "x; ".repeat(1000),
				"permessage-deflate; server_max_window_bits=99999999999", "permessage-deflate,".repeat(300))) {
			ground.expect(CloseReason.CLIENT, 1);
			try (RawWebSocket client = RawWebSocket.connect(port("compressed"))) {
				assertThat(client.request(RawWebSocket.handshake("/", "Sec-WebSocket-Extensions: " + extensions)))
					.startsWith("HTTP/1.1 101 ");
			}
			ground.awaitExpected();
		}
	}

	private static byte[] deflate(byte[] bytes) {
		Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
		deflater.setInput(bytes);
		deflater.finish();
		ByteArrayOutputStream result = new ByteArrayOutputStream();
		byte[] buffer = new byte[8192];
		while (!deflater.finished()) {
			result.write(buffer, 0, deflater.deflate(buffer));
		}
		deflater.end();
		return result.toByteArray();
	}

	@Attack
	@DisplayName("35: what breaks a rule of WebSocket ends in 1002")
	void brokenRules() {
		for (String hex : List.of(
				// Not masked; each reserved bit; reserved opcodes.
				"82 00", "82 01 00", "C2 84 00000000 00000000", "A2 84 00000000 00000000", "92 84 00000000 00000000",
				"F2 84 00000000 00000000", "83 84 00000000 00000000", "87 80 00000000", "8B 80 00000000",
				"8F 80 00000000",
				// A control frame that is long, or in fragments.
				"89 FE 007E 00000000", "8A FE 007E 00000000", "88 FE 007E 00000000", "09 80 00000000", "08 80 00000000",
				// A continuation of nothing, a message within a message.
				"80 84 00000000 00000000", "00 80 00000000", "02 80 00000000 82 80 00000000",
				// A length in too many bytes, a negative one.
				"82 FE 0001 00000000 00", "82 FF 0000000000000001 00000000 00", "82 FF FFFFFFFFFFFFFFFF 00000000",
				"82 FF 8000000000000000 00000000",
				// A close with half a status, with one that nobody may send, and with bad
				// text.
				"88 81 00000000 03", "88 82 00000000 03E7", "88 82 00000000 03EC", "88 82 00000000 03ED",
				"88 82 00000000 03EE", "88 82 00000000 03F7", "88 82 00000000 0000")) {
			assertEnds(CloseReason.PROTOCOL_ERROR, 1002, Bytes.hex(hex));
		}
	}

	@Attack
	@DisplayName("a close whose words are not UTF-8 is refused")
	void aCloseWithoutUtf8() {
		assertEnds(CloseReason.PROTOCOL_ERROR, 1007, Bytes.hex("88 84 00000000 03E8 C328"));
		assertEnds(CloseReason.PROTOCOL_ERROR, 1007, Bytes.hex("88 85 00000000 03E8 EDA080"));
	}

	@Attack
	@DisplayName("35: a message that is too long ends in 1009 at its head, or at its last fragment that fits")
	void tooLong() {
		assertEnds(CloseReason.FRAME_TOO_LARGE, 1009, Bytes.hex("82 FF 7FFFFFFFFFFFFFFF 00000000"));
		assertEnds(CloseReason.FRAME_TOO_LARGE, 1009, RawWebSocket.header(0x82, 0x80, 1L << 32));
		assertEnds(CloseReason.FRAME_TOO_LARGE, 1009,
				RawWebSocket.header(0x82, 0x80, MAX_FRAME_BYTES + (64 << 10) + 1));
		for (int pings : List.of(0, 1, 200)) {
			byte[] fragment = RawWebSocket.frame(RawWebSocket.CONTINUATION, false, Bytes.repeat(Bytes.PING, pings));
			// A fragment counts 16 bytes at least.
			int enough = (MAX_FRAME_BYTES + (64 << 10)) / (16 + pings * Bytes.PING.length) + 2;
			assertEnds(CloseReason.FRAME_TOO_LARGE, 1009, RawWebSocket.frame(RawWebSocket.BINARY, false, new byte[0]),
					Bytes.repeat(fragment, enough));
		}
	}

	@Attack
	@DisplayName("text is refused, also in fragments and empty")
	void text() {
		byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
		assertEnds(CloseReason.PROTOCOL_ERROR, 1003, RawWebSocket.frame(RawWebSocket.TEXT, true, hello));
		assertEnds(CloseReason.PROTOCOL_ERROR, 1003, RawWebSocket.frame(RawWebSocket.TEXT, false, hello));
		assertEnds(CloseReason.PROTOCOL_ERROR, 1003, RawWebSocket.frame(RawWebSocket.TEXT, true, new byte[0]));
		assertEnds(CloseReason.PROTOCOL_ERROR, 1003,
				RawWebSocket.frame(RawWebSocket.TEXT, true, Bytes.connect("attacker")));
	}

	@Attack
	@DisplayName("pings without end whose pongs nobody reads come to an end")
	void pingsWithoutReading() {
		byte[] pings = Bytes.repeat(RawWebSocket.frame(RawWebSocket.PING, true, new byte[125]), 1000);
		ground.expect(CloseReason.SLOW_CONSUMER, 1);
		try (RawWebSocket client = login()) {
			while (ground.closed(CloseReason.SLOW_CONSUMER) == 0) {
				client.trySendBytes(pings);
			}
			ground.measure();
		}
	}

	@Attack
	@DisplayName("messages and pongs of no bytes are nothing")
	void emptyMessages() {
		ground.expect(CloseReason.CLIENT, 1);
		try (RawWebSocket client = login()) {
			byte[] empty = Bytes.repeat(Bytes.join(RawWebSocket.frame(RawWebSocket.BINARY, true, new byte[0]),
					RawWebSocket.frame(RawWebSocket.PONG, true, new byte[0])), 10_000);
			for (int i = 0; i < AttackScale.of(3, 50); i++) {
				client.sendBytes(empty);
			}
			client.send(Bytes.PING);
			assertThat(client.readFrame().type()).isEqualTo(RawFrame.PONG);
			ground.measure();
		}
	}

	@Attack
	@DisplayName("one frame in a message for each byte, and many frames in one message, are read alike")
	void framesAndMessages() {
		ground.listener(Echo.INSTANCE);
		ground.expect(CloseReason.CLIENT, 1);
		try (RawWebSocket client = login()) {
			for (byte next : Bytes.numbered(16, 7)) {
				client.send(new byte[] { next });
			}
			assertThat(client.readFrame().number()).isEqualTo(7);
			byte[] many = new byte[0];
			for (int i = 0; i < 1000; i++) {
				many = Bytes.join(many, Bytes.numbered(16, i));
			}
			client.send(many);
			for (int i = 0; i < 1000; i++) {
				assertThat(client.readFrame().number()).isEqualTo(i);
			}
		}
	}

	@Attack
	@DisplayName("handshakes that are no handshakes are answered and closed")
	void handshakesThatAreNone() {
		String wellFormed = RawWebSocket.handshake("/");
		assertRefused("ws", wellFormed.replace("HTTP/1.1", "HTTP/1.0"), 426, CloseReason.PROTOCOL_ERROR);
		assertRefused("ws", wellFormed.replace("GET ", "POST "), 405, CloseReason.PROTOCOL_ERROR);
		assertRefused("ws", wellFormed.replace("Version: 13", "Version: 8"), 426, CloseReason.PROTOCOL_ERROR);
		assertRefused("ws", wellFormed.replace("GET / ", "GET http://localhost/ "), 404, CloseReason.PROTOCOL_ERROR);
		assertRefused("ws", wellFormed.replace("GET / ", "GET //evil.example/ "), 404, CloseReason.PROTOCOL_ERROR);
		assertRefused("ws", wellFormed.replace("GET / ", "GET /../etc/passwd "), 404, CloseReason.PROTOCOL_ERROR);
		assertRefused("ws", wellFormed.replace("GET / ", "GET * "), 404, CloseReason.PROTOCOL_ERROR);
		assertRefused("ws", wellFormed.replace("dGhlIHNhbXBsZSBub25jZQ==", "short"), 400, CloseReason.PROTOCOL_ERROR);
		assertRefused("ws", "\u0000\u0000\u0000\u0000\r\n\r\n", 400, CloseReason.PROTOCOL_ERROR);
		assertRefused("ws", RawWebSocket.handshake("/", "Content-Length: 5"), 400, CloseReason.PROTOCOL_ERROR);
		assertRefused("ws", RawWebSocket.handshake("/", "Content-Length: -1"), 400, CloseReason.PROTOCOL_ERROR);
		assertRefused("ws", RawWebSocket.handshake("/", "Content-Length: 0", "Transfer-Encoding: chunked"), 400,
				CloseReason.PROTOCOL_ERROR);
		assertRefused("ws", RawWebSocket.handshake("/", " Folded: header", "Bad Header: x"), 400,
				CloseReason.PROTOCOL_ERROR);
	}

	@Attack
	@DisplayName("a head that is too long is refused while it comes")
	void heads() {
		String url = "GET /" + "x".repeat(2 << 20) + " HTTP/1.1\r\n\r\n";
		assertRefused("ws", url, 431, CloseReason.PROTOCOL_ERROR);
		String[] headers = new String[1000];
		for (int i = 0; i < headers.length; i++) {
			headers[i] = "X-" + i + ": a value";
		}
		assertRefused("ws", RawWebSocket.handshake("/", headers), 431, CloseReason.PROTOCOL_ERROR);
		assertRefused("ws", RawWebSocket.handshake("/", "X: " + "x".repeat(2 << 20)), 431, CloseReason.PROTOCOL_ERROR);
		assertRefused("ws", RawWebSocket.handshake("/", "x".repeat(2 << 20)), 431, CloseReason.PROTOCOL_ERROR);
	}

	@Attack
	@DisplayName("a second request behind the handshake is no request")
	void aSecondRequest() {
		if (ground.server().transport() == TransportType.IO_URING) {
			// The answer to the first is still on its way when the second is read.
			ground.expectWithoutEvent(CloseReason.PROTOCOL_ERROR, 1);
		}
		else {
			ground.expect(CloseReason.PROTOCOL_ERROR, 1);
		}
		try (RawWebSocket client = RawWebSocket.connect(port("ws"))) {
			client.trySendBytes(Bytes.repeat(RawWebSocket.handshake("/").getBytes(StandardCharsets.US_ASCII), 2));
			readToTheEnd(client);
		}
		ground.awaitExpected();
	}

	@Attack
	@DisplayName("two Upgrade headers, one of them another protocol, upgrade to WebSocket alone")
	void twoUpgrades() {
		ground.expect(CloseReason.CLIENT, 1);
		try (RawWebSocket client = RawWebSocket.connect(port("ws"))) {
			String answer = client.request(RawWebSocket.handshake("/", "Upgrade: h2c"));
			assertThat(answer).startsWith("HTTP/1.1 101 ")
				.containsIgnoringCase("upgrade: websocket")
				.doesNotContainIgnoringCase("h2c");
			client.send(Bytes.connect("attacker"));
			assertThat(client.readFrame().connackCode()).isEqualTo(1);
		}
	}

	@Attack
	@DisplayName("a handshake that comes a byte at a time has one deadline for all of it")
	void aSlowHandshake() throws InterruptedException {
		byte[] request = RawWebSocket.handshake("/").getBytes(StandardCharsets.US_ASCII);
		long begun = System.nanoTime();
		List<RawWebSocket> clients = new ArrayList<>();
		for (int i = 0; i < AttackScale.of(100, 1000); i++) {
			clients.add(RawWebSocket.connect(port("short")));
		}
		ground.expectWithoutEvent(CloseReason.AUTH_TIMEOUT, clients.size());
		for (int i = 0; i < request.length - 1 && ground.closed(CloseReason.AUTH_TIMEOUT) < clients.size(); i++) {
			for (RawWebSocket client : clients) {
				client.trySendBytes(new byte[] { request[i] });
			}
			Thread.sleep(5);
		}
		ground.awaitExpected();
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(HANDSHAKE);
		clients.forEach(RawWebSocket::close);
	}

}
