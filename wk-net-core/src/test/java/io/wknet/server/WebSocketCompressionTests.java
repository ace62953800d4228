package io.wknet.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import io.wknet.auth.Authenticator;
import io.wknet.canary.Canary;
import io.wknet.codec.FrameLimits;
import io.wknet.connection.CloseReason;
import io.wknet.frame.ApplicationFrame;
import io.wknet.support.Bytes;
import io.wknet.support.LeakExtension;
import io.wknet.support.RawFrame;
import io.wknet.support.RawWebSocket;
import io.wknet.support.RawWebSocket.Message;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.WebSocketSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages compressed by permessage-deflate (RFC 7692), by hand on the client's side.
 */
@ExtendWith(LeakExtension.class)
class WebSocketCompressionTests {

	private static final int MAX = 200_000;

	private static final int COMPRESSED = 0x40;

	private static final byte[] TAIL = { 0, 0, (byte) 0xFF, (byte) 0xFF };

	/**
	 * The server's messages share a window.
	 */
	private final Inflater inflater = new Inflater(true);

	private BoundWkServer server;

	@BeforeEach
	void bind() {
		this.server = WkServer.create()
			.listen(ListenerSettings.ws(0)
				.withHost("127.0.0.1")
				.withWebSocket(WebSocketSettings.defaults().withCompression(true).withJson(true)))
			.frameLimits(FrameLimits.defaults().withMaxFrameBytes(MAX))
			.outbound(OutboundSettings.defaults().withMaxPendingBytes(1 << 20))
			.authenticator(Authenticator.sharedToken(Canary.TOKEN))
			.onFrame((connection, frame) -> {
				connection.write((ApplicationFrame) frame);
				connection.write((ApplicationFrame) frame);
			})
			.bind();
	}

	@AfterEach
	void stop() {
		this.inflater.end();
		this.server.close();
	}

	private RawWebSocket login() {
		RawWebSocket client = RawWebSocket.connect(this.server.port());
		assertThat(client.request(RawWebSocket.handshake("/", "Sec-WebSocket-Extensions: permessage-deflate")))
			.containsIgnoringCase("sec-websocket-extensions: permessage-deflate");
		send(client, Bytes.connect("alice"));
		assertThat(read(client).type()).isEqualTo(RawFrame.CONNACK);
		return client;
	}

	private static void send(RawWebSocket client, byte[] bytes) {
		client.trySendBytes(RawWebSocket.frame(COMPRESSED | RawWebSocket.BINARY, true, deflate(bytes)));
	}

	/**
	 * Read a compressed message that holds exactly one frame.
	 */
	private RawFrame read(RawWebSocket client) {
		return frame(client.read());
	}

	private RawFrame frame(Message message) {
		assertThat(message.isCompressed()).isTrue();
		List<RawFrame> frames = RawFrame.split(inflate(Bytes.join(message.payload(), TAIL)));
		assertThat(frames).hasSize(1);
		return frames.get(0);
	}

	private static byte[] deflate(byte[] bytes) {
		Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
		deflater.setInput(bytes);
		ByteArrayOutputStream result = new ByteArrayOutputStream();
		byte[] buffer = new byte[8192];
		int count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
		while (count > 0) {
			result.write(buffer, 0, count);
			count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
		}
		deflater.end();
		return Arrays.copyOf(result.toByteArray(), result.size() - TAIL.length);
	}

	private byte[] inflate(byte[] bytes) {
		this.inflater.setInput(bytes);
		ByteArrayOutputStream result = new ByteArrayOutputStream();
		byte[] buffer = new byte[8192];
		try {
			int count = this.inflater.inflate(buffer);
			while (count > 0) {
				result.write(buffer, 0, count);
				count = this.inflater.inflate(buffer);
			}
		}
		catch (DataFormatException ex) {
			throw new IllegalStateException(ex);
		}
		return result.toByteArray();
	}

	private void assertCloses(CloseReason reason) {
		Awaitility.await().untilAsserted(() -> assertThat(this.server.stats().closed()).containsEntry(reason, 1L));
		assertThat(this.server.connections().connectionCount()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 1000, 70_000, MAX })
	void compressesMessagesOfEverySize(int bytes) {
		byte[] body = new byte[bytes];
		Arrays.fill(body, (byte) 9);
		try (RawWebSocket client = login()) {
			for (int i = 0; i < 3; i++) {
				send(client, Bytes.frame(20, body));
				assertThat(read(client).body()).isEqualTo(body);
				assertThat(read(client).body()).isEqualTo(body);
			}
		}
	}

	@Test
	void textsAreCompressedToo() {
		try (RawWebSocket client = RawWebSocket.connect(this.server.port())) {
			client.request(RawWebSocket.handshake("/", "Sec-WebSocket-Extensions: permessage-deflate"));
			sendText(client, "{\"id\":1,\"method\":\"connect\",\"params\":{\"uid\":\"alice\",\"token\":\""
					+ Canary.TOKEN + "\"}}");
			assertThat(text(client.read())).startsWith("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":");
			sendText(client,
					"{\"method\":\"frame\",\"params\":{\"type\":20,\"payload\":\"" + "x".repeat(1000) + "\"}}");
			String echo = text(client.read());
			assertThat(echo).contains("x".repeat(1000));
			assertThat(text(client.read())).isEqualTo(echo);
		}
	}

	private static void sendText(RawWebSocket client, String text) {
		client.trySendBytes(RawWebSocket.frame(COMPRESSED | RawWebSocket.TEXT, true,
				deflate(text.getBytes(StandardCharsets.UTF_8))));
	}

	private String text(Message message) {
		assertThat(message.isCompressed()).isTrue();
		assertThat(message.opcode()).isEqualTo(RawWebSocket.TEXT);
		return new String(inflate(Bytes.join(message.payload(), TAIL)), StandardCharsets.UTF_8);
	}

	@Test
	void messagesMayComeWithoutCompression() {
		try (RawWebSocket client = login()) {
			client.send(Bytes.numbered(20, 5));
			assertThat(read(client).number()).isEqualTo(5);
		}
	}

	@Test
	void aClientWithoutCompressionIsServedToo() {
		try (RawWebSocket client = RawWebSocket.login(this.server.port(), "alice")) {
			client.send(Bytes.numbered(20, 5));
			assertThat(client.readFrame().number()).isEqualTo(5);
		}
	}

	@Test
	void pingsAndCloseAreNeverCompressed() {
		try (RawWebSocket client = login()) {
			client.sendBytes(RawWebSocket.frame(RawWebSocket.PING, true, new byte[] { 1, 2 }));
			Message pong = client.read();
			assertThat(pong.isCompressed()).isFalse();
			assertThat(pong.payload()).containsExactly(1, 2);
			client.sendBytes(RawWebSocket.frame(RawWebSocket.CLOSE, true, Bytes.hex("03E8")));
			assertThat(client.read().status()).isEqualTo(1000);
		}
	}

	@Test
	void aBombEndsIn1009() {
		byte[] bomb = deflate(new byte[50 << 20]);
		assertThat(bomb.length).isLessThan(MAX);
		try (RawWebSocket client = login()) {
			client.sendBytes(RawWebSocket.frame(COMPRESSED | RawWebSocket.BINARY, true, bomb));
			List<Message> last = client.readAll();
			assertThat(frame(last.get(0)).disconnectText()).isEqualTo("FRAME_TOO_LARGE");
			assertThat(last.get(last.size() - 1).status()).isEqualTo(1009);
			assertCloses(CloseReason.FRAME_TOO_LARGE);
		}
	}

	@Test
	void aBombInFragmentsEndsIn1009() {
		byte[] bomb = deflate(Bytes.repeat(Bytes.frame(20, new byte[10_000]), 1000));
		try (RawWebSocket client = login()) {
			client.sendBytes(
					RawWebSocket.frame(COMPRESSED | RawWebSocket.BINARY, false, Arrays.copyOfRange(bomb, 0, 50)));
			for (int i = 50; i < bomb.length; i += 10) {
				client.trySendBytes(RawWebSocket.frame(RawWebSocket.CONTINUATION, i + 10 >= bomb.length,
						Arrays.copyOfRange(bomb, i, Math.min(i + 10, bomb.length))));
			}
			assertCloses(CloseReason.FRAME_TOO_LARGE);
		}
	}

	@Test
	void whatCanNotBeInflatedIsAnError() {
		try (RawWebSocket client = login()) {
			client.sendBytes(RawWebSocket.frame(COMPRESSED | RawWebSocket.BINARY, true, Bytes.hex("FFFFFFFFFFFF")));
			List<Message> last = client.readAll();
			assertThat(last.get(last.size() - 1).status()).isEqualTo(1002);
			assertCloses(CloseReason.PROTOCOL_ERROR);
		}
	}

	@Test
	void aPeerThatDoesNotReadIsASlowConsumer() {
		Random random = new Random(1);
		byte[] body = new byte[50_000];
		try (RawWebSocket client = login()) {
			while (this.server.stats().closed().get(CloseReason.SLOW_CONSUMER) == 0) {
				random.nextBytes(body);
				client.trySendBytes(RawWebSocket.frame(RawWebSocket.BINARY, true, Bytes.frame(20, body)));
			}
			assertCloses(CloseReason.SLOW_CONSUMER);
		}
	}

}
