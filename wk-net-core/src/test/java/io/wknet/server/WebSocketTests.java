package io.wknet.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.canary.Canary;
import io.wknet.codec.FrameLimits;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.session.AuthSettings;
import io.wknet.support.Bytes;
import io.wknet.support.LeakExtension;
import io.wknet.support.RawFrame;
import io.wknet.support.RawWebSocket;
import io.wknet.support.RawWebSocket.Message;
import io.wknet.transport.OutboundSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Frames in the messages of a WebSocket, and what breaks its rules.
 */
@ExtendWith(LeakExtension.class)
class WebSocketTests {

	private static final int MAX = 70_000;

	private static final int CLOSE_ME = 100;

	private static final int KICK_ME = 101;

	private static final int FAIL = 102;

	private static final int FLOOD_ME = 103;

	private BoundWkServer server;

	@BeforeEach
	void bind() {
		this.server = WkServer.create()
			.listen(ListenerSettings.ws(0).withHost("127.0.0.1"))
			.frameLimits(FrameLimits.defaults().withMaxFrameBytes(MAX))
			.outbound(OutboundSettings.defaults().withMaxPendingBytes(4 << 20))
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(credentials.token().equals(Canary.TOKEN)
					? AuthResult.accepted(credentials.uid()) : AuthResult.rejected()))
			.onFrame((connection, frame) -> received(connection, (ApplicationFrame) frame))
			.bind();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private static void received(WkConnection connection, ApplicationFrame frame) {
		switch (frame.typeCode()) {
			case CLOSE_ME -> connection.close(ReasonCode.BAN, "enough");
			case KICK_ME -> connection.kick();
			case FAIL -> throw new IllegalStateException("as told");
			case FLOOD_ME -> {
				for (int i = 0; i < 300; i++) {
					connection.write(frame);
				}
			}
			default -> connection.write(frame);
		}
	}

	private RawWebSocket login() {
		return RawWebSocket.login(this.server.port(), "alice");
	}

	private long closed(CloseReason reason) {
		return this.server.stats().closed().getOrDefault(reason, 0L);
	}

	private void assertEnds(RawWebSocket client, CloseReason reason, int status) {
		List<Message> last = client.readAll();
		assertThat(last).hasSize(2);
		assertThat(last.get(0).onlyFrame().disconnectText()).isEqualTo(reason.name());
		assertThat(last.get(1).status()).isEqualTo(status);
		assertCloses(reason);
	}

	private void assertCloses(CloseReason reason) {
		Awaitility.await().untilAsserted(() -> assertThat(closed(reason)).isEqualTo(1));
		assertThat(this.server.connections().connectionCount()).isZero();
		assertThat(this.server.stats().closed().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
	}

	@Test
	void answersTheHandshakeAsTheSpecificationComputesIt() {
		try (RawWebSocket client = RawWebSocket.connect(this.server.port())) {
			assertThat(client.request(RawWebSocket.handshake("/?from=page"))).startsWith("HTTP/1.1 101 ")
				.containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n")
				.doesNotContainIgnoringCase("sec-websocket-extensions");
		}
	}

	@Test
	void sendsEachFrameInAMessageOfItsOwn() {
		try (RawWebSocket client = login()) {
			client.send(Bytes.join(Bytes.numbered(20, 1), Bytes.PING, Bytes.numbered(21, 2), Bytes.PING));
			assertThat(client.readFrame().number()).isEqualTo(1);
			assertThat(client.readFrame().type()).isEqualTo(RawFrame.PONG);
			assertThat(client.readFrame().number()).isEqualTo(2);
			assertThat(client.readFrame().type()).isEqualTo(RawFrame.PONG);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 119, 120, 65_529, 65_530, MAX })
	void frameSizesOnBothSidesOfEachFormOfLength(int bytes) {
		byte[] body = new byte[bytes];
		Arrays.fill(body, (byte) 7);
		try (RawWebSocket client = login()) {
			client.send(Bytes.frame(20, body));
			RawFrame echo = client.readFrame();
			assertThat(echo.type()).isEqualTo(20);
			assertThat(echo.body()).isEqualTo(body);
		}
	}

	@Test
	void aBurstOfFramesIsABurstOfMessages() {
		try (RawWebSocket client = login()) {
			client.send(Bytes.frame(FLOOD_ME, new byte[300]));
			for (int i = 0; i < 300; i++) {
				assertThat(client.readFrame().body()).hasSize(300);
			}
		}
	}

	@Test
	void takesAFrameOverManyMessages() {
		try (RawWebSocket client = login()) {
			for (byte part : Bytes.join(Bytes.numbered(20, 1), Bytes.numbered(20, 2))) {
				client.send(new byte[] { part });
			}
			assertThat(client.readFrame().number()).isEqualTo(1);
			assertThat(client.readFrame().number()).isEqualTo(2);
		}
	}

	@Test
	void takesFragmentsWithAPingInBetween() {
		byte[] frame = Bytes.numbered(20, 1);
		try (RawWebSocket client = login()) {
			client.sendBytes(RawWebSocket.frame(RawWebSocket.BINARY, false, Arrays.copyOf(frame, 3)))
				.sendBytes(RawWebSocket.frame(RawWebSocket.PING, true, new byte[] { 1, 2, 3 }))
				.sendBytes(RawWebSocket.frame(RawWebSocket.CONTINUATION, false, new byte[0]))
				.sendBytes(RawWebSocket.frame(RawWebSocket.CONTINUATION, true,
						Arrays.copyOfRange(frame, 3, frame.length)));
			Message pong = client.read();
			assertThat(pong.opcode()).isEqualTo(RawWebSocket.PONG);
			assertThat(pong.payload()).containsExactly(1, 2, 3);
			assertThat(client.readFrame().number()).isEqualTo(1);
		}
	}

	@Test
	void takesBytesSplitAnywhere() {
		byte[] stream = Bytes.join(RawWebSocket.frame(RawWebSocket.BINARY, true, Bytes.numbered(20, 1)),
				RawWebSocket.frame(RawWebSocket.BINARY, true, Bytes.numbered(20, 2)));
		try (RawWebSocket client = login()) {
			for (int at = 1; at < stream.length; at++) {
				client.sendBytes(Arrays.copyOf(stream, at)).sendBytes(Arrays.copyOfRange(stream, at, stream.length));
				assertThat(client.readFrame().number()).isEqualTo(1);
				assertThat(client.readFrame().number()).isEqualTo(2);
			}
		}
	}

	@Test
	void speaksTheVariableHeaderToo() {
		try (RawWebSocket client = RawWebSocket.open(this.server.port())) {
			client.send(Bytes.variableConnect("alice", 5, 0, "device", Canary.TOKEN));
			assertThat(client.read().payload()[0]).isEqualTo((byte) 0x21);
			client.send(new byte[] { 0x70 });
			assertThat(client.read().payload()).containsExactly(0x80);
		}
	}

	@Test
	void refusesText() {
		try (RawWebSocket client = login()) {
			client.sendBytes(RawWebSocket.frame(RawWebSocket.TEXT, true, "hello".getBytes(StandardCharsets.US_ASCII)));
			assertEnds(client, CloseReason.PROTOCOL_ERROR, 1003);
		}
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			82 80,                                  not masked, false
			C2 84 00000000 00000000,                a reserved bit, true
			92 84 00000000 00000000,                a reserved bit, true
			83 84 00000000 00000000,                opcode 3, true
			8B 80 00000000,                         opcode 11, true
			89 FE 007E 00000000,                    a long ping, true
			09 80 00000000,                         a ping in fragments, true
			80 84 00000000 00000000,                a continuation of nothing, true
			82 FE 0001 00000000 00,                 a length in too many bytes, true
			82 FF FFFFFFFFFFFFFFFF 00000000,        a negative length, true
			88 81 00000000 00,                      half a status, true
			02 80 00000000 82 80 00000000,          a message within a message, true
			""")
	void refusesWhatBreaksARuleOfWebSocket(String hex, String what, boolean masked) {
		try (RawWebSocket client = login()) {
			client.sendBytes(masked ? Bytes.hex(hex) : Bytes.hex("82 00"));
			assertEnds(client, CloseReason.PROTOCOL_ERROR, 1002);
		}
	}

	@Test
	void refusesALengthOverTheLimitAtItsHeader() {
		try (RawWebSocket client = login()) {
			client.sendBytes(RawWebSocket.header(0x82, 0x80, MAX + (64 << 10) + 1));
			assertEnds(client, CloseReason.FRAME_TOO_LARGE, 1009);
		}
	}

	@Test
	void refusesALongMessageBeforeAuthentication() {
		try (RawWebSocket client = RawWebSocket.open(this.server.port())) {
			client.sendBytes(RawWebSocket.header(0x82, 0x80, MAX + (60 << 10)))
				.trySendBytes(new byte[(16 << 10) + (64 << 10) + 5]);
			assertThat(client.readAll()).last().extracting(Message::status).isEqualTo(1009);
			assertCloses(CloseReason.FRAME_TOO_LARGE);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 1000 })
	void refusesFragmentsWithoutEnd(int bytes) {
		byte[] fragment = RawWebSocket.frame(RawWebSocket.CONTINUATION, false, Bytes.repeat(Bytes.PING, bytes / 6));
		try (RawWebSocket client = login()) {
			client.sendBytes(RawWebSocket.frame(RawWebSocket.BINARY, false, new byte[0]));
			List<Message> messages = new ArrayList<>();
			Thread reader = new Thread(() -> messages.addAll(client.readAll()));
			reader.start();
			for (int sent = 0; reader.isAlive() && sent < 20_000; sent++) {
				client.trySendBytes(fragment);
			}
			Awaitility.await().until(() -> !reader.isAlive());
			assertThat(messages).last().extracting(Message::status).isEqualTo(1009);
			assertCloses(CloseReason.FRAME_TOO_LARGE);
		}
	}

	@Test
	void aFrameTooLargeIsToldSo() {
		try (RawWebSocket client = login()) {
			client.send(Bytes.header(20, MAX + 1));
			assertEnds(client, CloseReason.FRAME_TOO_LARGE, 1009);
		}
	}

	@Test
	void aMalformedFrameIsToldSo() {
		try (RawWebSocket client = login()) {
			client.send(Bytes.header(13, 0));
			assertEnds(client, CloseReason.PROTOCOL_ERROR, 1002);
		}
	}

	@Test
	void whoIsNotLetInIsToldSo() {
		try (RawWebSocket client = RawWebSocket.open(this.server.port())) {
			client.send(Bytes.connect("alice", 5, 0, "device", "wrong"));
			assertThat(client.readFrame().connackCode()).isEqualTo(2);
			assertEnds(client, CloseReason.AUTH_FAILED, 1008);
		}
	}

	@ParameterizedTest
	@CsvSource({ "100, SERVER, 1000", "101, KICKED, 1008", "102, LISTENER_ERROR, 1011" })
	void everyEndHasItsStatus(int type, CloseReason reason, int status) {
		try (RawWebSocket client = login()) {
			client.send(Bytes.frame(type, new byte[0]));
			List<Message> last = client.readAll();
			assertThat(last).hasSize(2);
			assertThat(last.get(0).onlyFrame().type()).isEqualTo(RawFrame.DISCONNECT);
			assertThat(last.get(1).status()).isEqualTo(status);
			assertCloses(reason);
		}
	}

	@Test
	void aLimitHasItsStatus() {
		try (BoundWkServer busy = WkServer.create()
			.listen(ListenerSettings.ws(0).withHost("127.0.0.1"))
			.auth(new AuthSettings(Duration.ofSeconds(30), 16 << 10, 1))
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.never())
			.bind(); RawWebSocket first = RawWebSocket.open(busy.port())) {
			first.send(Bytes.connect("alice"));
			Awaitility.await().until(() -> busy.stats().pendingAuthentications() == 1);
			try (RawWebSocket second = RawWebSocket.open(busy.port()).send(Bytes.connect("bob"))) {
				assertThat(second.readFrame().connackCode()).isEqualTo(ReasonCode.SYSTEM_ERROR.code());
				assertThat(second.readFrame().disconnectText()).isEqualTo("LIMIT_EXCEEDED");
				assertThat(second.read().status()).isEqualTo(1013);
			}
		}
	}

	@Test
	void shutdownHasItsStatus() {
		try (RawWebSocket client = login()) {
			this.server.stop(Duration.ofSeconds(10));
			assertEnds(client, CloseReason.SHUTDOWN, 1001);
		}
	}

	@ParameterizedTest
	@CsvSource({ "03E8, 1000", "0BB8, 3000", "'', -1" })
	void answersACloseWithItsStatus(String payload, int status) {
		try (RawWebSocket client = login()) {
			client.sendBytes(RawWebSocket.frame(RawWebSocket.CLOSE, true, Bytes.hex(payload)));
			assertThat(client.readAll()).singleElement().extracting(Message::status).isEqualTo(status);
			assertCloses(CloseReason.CLIENT);
		}
	}

	@Test
	void aPeerThatAnswersTheCloseEndsTheConnection() {
		try (RawWebSocket client = login()) {
			client.send(Bytes.frame(KICK_ME, new byte[0]));
			assertThat(client.readFrame().disconnectText()).isEqualTo("KICKED");
			assertThat(client.read().status()).isEqualTo(1008);
			client.sendBytes(RawWebSocket.frame(RawWebSocket.CLOSE, true, Bytes.hex("03F0")));
			assertThat(client.readOrEnd()).isNull();
		}
	}

	@Test
	void framesBeforeACloseAreHandled() {
		try (RawWebSocket client = login()) {
			client.sendBytes(Bytes.join(RawWebSocket.frame(RawWebSocket.BINARY, true, Bytes.numbered(20, 1)),
					RawWebSocket.frame(RawWebSocket.CLOSE, true, Bytes.hex("03E8"))));
			assertThat(client.readFrame().number()).isEqualTo(1);
			assertThat(client.readAll()).singleElement().extracting(Message::status).isEqualTo(1000);
			assertCloses(CloseReason.CLIENT);
		}
	}

	@Test
	void pongsThatNobodyReadsAreLimited() {
		byte[] pings = Bytes.repeat(RawWebSocket.frame(RawWebSocket.PING, true, new byte[125]), 500);
		try (RawWebSocket client = login()) {
			while (closed(CloseReason.SLOW_CONSUMER) == 0) {
				client.trySendBytes(pings);
			}
			assertCloses(CloseReason.SLOW_CONSUMER);
		}
	}

	@Test
	void tellsTheListenerOfTheConnection() {
		try (RawWebSocket client = login()) {
			assertThat(this.server.connections().findByUid("alice")).singleElement()
				.satisfies((connection) -> assertThat(connection.listener()).isEqualTo("ws"));
			client.send(Bytes.PING);
		}
	}

}
