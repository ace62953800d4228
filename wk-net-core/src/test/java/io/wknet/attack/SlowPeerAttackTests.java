package io.wknet.attack;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

import io.wknet.codec.FrameLimits;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionClosedException;
import io.wknet.connection.WkConnection;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.server.ListenerSettings;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import io.wknet.support.RawWebSocket;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.SocketSettings;
import io.wknet.transport.WebSocketSettings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Attacks by peers that take nothing, or give little by little.
 */
@Timeout(600)
class SlowPeerAttackTests {

	private static final int KIB = 1024;

	private static final int MAX_PENDING = 128 * KIB;

	private static final int SMALL_BUFFER = 4096;

	private static final Duration FRAME_TIMEOUT = Duration.ofMillis(500);

	private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(1);

	@RegisterExtension
	static final AttackGround ground = new AttackGround((server) -> server
		.listen(ListenerSettings.tcp(0),
				ListenerSettings.ws(0)
					.withWebSocket(WebSocketSettings.defaults().withHandshakeTimeout(HANDSHAKE_TIMEOUT)))
		.frameLimits(FrameLimits.defaults().withTimeout(FRAME_TIMEOUT))
		.socket(new SocketSettings(Duration.ZERO, 0, 16 * KIB, 4096, false))
		.outbound(OutboundSettings.defaults().withMaxPendingBytes(MAX_PENDING)));

	private static int webSocketPort() {
		return ground.server().addresses().get("ws").getPort();
	}

	private static ApplicationFrame news(int number, int bytes) {
		return ApplicationFrame.of(Bystander.NEWS,
				Payload.wrap(ByteBuffer.allocate(bytes).putInt(bytes - 4, number).array()));
	}

	private static RawClient stalled(String uid) {
		RawClient client = RawClient.open(ground.port(), SMALL_BUFFER);
		client.login(uid);
		return client;
	}

	@Attack
	@DisplayName("23: a peer that never reads is sent half a million frames")
	void aPeerThatNeverReads() {
		int frames = AttackScale.of(20_000, 500_000);
		ApplicationFrame frame = news(1, KIB);
		ground.expect(CloseReason.SLOW_CONSUMER, 1);
		try (RawClient client = stalled("attacker")) {
			WkConnection connection = ground.connection("attacker");
			CompletableFuture<?> last = CompletableFuture.completedFuture(null);
			long most = 0;
			int failed = 0;
			for (int i = 0; i < frames; i++) {
				last = connection.send(frame).toCompletableFuture();
				most = Math.max(most, connection.stats().pendingBytes());
				failed += last.isCompletedExceptionally() ? 1 : 0;
			}
			ground.awaitExpected();
			// What this thread queues while the loop hands a burst over may come on top.
			assertThat(most).isBetween((long) MAX_PENDING / 2, 2L * MAX_PENDING);
			assertThat(failed).as("frames that failed at once").isGreaterThan(frames / 2);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(last::join)
				.satisfies((ex) -> assertThat(ex.getCause()).isInstanceOfSatisfying(ConnectionClosedException.class,
						(cause) -> assertThat(cause.reason()).isEqualTo(CloseReason.SLOW_CONSUMER)));
			ground.measure();
			assertThat(client.readAll()).as("frames that were on their way").hasSizeLessThan(frames / 2);
		}
	}

	@Attack
	@DisplayName("24: some are stalled while all are sent the same")
	void someAreStalledDuringABroadcast() throws InterruptedException {
		int stalled = AttackScale.of(20, 1000);
		int burst = 50;
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < stalled; i++) {
			clients.add(stalled("attacker-" + i));
		}
		WkOperations operations = ground.server().operations();
		ground.expect(CloseReason.SLOW_CONSUMER, stalled);
		while (ground.closed(CloseReason.SLOW_CONSUMER) < stalled) {
			for (int number = 1; number <= burst; number++) {
				operations.sendToAll(news(number, 900));
			}
			ground.bystanders().awaitNews(burst);
		}
		ground.measure();
		clients.forEach(RawClient::reset);
	}

	@Attack
	@DisplayName("25: a header, and nothing behind it")
	void aHeaderAlone() {
		ground.expect(CloseReason.FRAME_TIMEOUT, 2);
		try (RawClient fixed = RawClient.login(ground.port(), "attacker-0");
				RawClient half = RawClient.login(ground.port(), "attacker-1")) {
			long begun = System.nanoTime();
			fixed.send(Bytes.hex("03 00 00000010"));
			half.send(Bytes.hex("03"));
			assertThat(fixed.readAll()).extracting(RawFrame::disconnectText).containsExactly("FRAME_TIMEOUT");
			assertThat(half.readAll()).extracting(RawFrame::disconnectText).containsExactly("FRAME_TIMEOUT");
			assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(FRAME_TIMEOUT.toNanos());
		}
	}

	@Attack
	@DisplayName("26: a WebSocket handshake header by header, and one of too many headers")
	void aSlowHandshake() {
		ground.expectWithoutEvent(CloseReason.AUTH_TIMEOUT, 1);
		long begun = System.nanoTime();
		try (RawWebSocket client = RawWebSocket.connect(webSocketPort())) {
			client.sendBytes("GET / HTTP/1.1\r\nHost: localhost\r\n".getBytes(StandardCharsets.US_ASCII));
			for (int i = 0; ground.closed(CloseReason.AUTH_TIMEOUT) == 0; i++) {
				client.trySendBytes(("X-" + i + ": x\r\n").getBytes(StandardCharsets.US_ASCII));
				LockSupport.parkNanos(HANDSHAKE_TIMEOUT.toNanos() / 10);
			}
			assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(HANDSHAKE_TIMEOUT.toNanos());
		}
		ground.expectWithoutEvent(CloseReason.PROTOCOL_ERROR, 1);
		try (RawWebSocket client = RawWebSocket.connect(webSocketPort())) {
			client.sendBytes("GET / HTTP/1.1\r\nHost: localhost\r\n".getBytes(StandardCharsets.US_ASCII));
			int sent = 0;
			while (ground.closed(CloseReason.PROTOCOL_ERROR) == 0 && sent < 1 << 20) {
				client
					.trySendBytes(("X-" + sent + ": " + "x".repeat(KIB) + "\r\n").getBytes(StandardCharsets.US_ASCII));
				sent += KIB;
			}
			// A refused peer may be faster with the rest than the server with its count.
			ground.awaitExpected();
		}
	}

	@Attack
	@DisplayName("C1: a flood of PINGs whose PONGs nobody reads")
	void aFloodOfPings() {
		byte[] pings = Bytes.repeat(Bytes.PING, 1000);
		ground.expect(CloseReason.SLOW_CONSUMER, 1);
		try (RawClient client = stalled("attacker")) {
			for (int i = 0; i < 10_000 && ground.closed(CloseReason.SLOW_CONSUMER) == 0; i++) {
				client.trySend(pings);
			}
			ground.awaitExpected();
			ground.measure();
		}
	}

	@Attack
	@DisplayName("C2: a peer that reads a byte now and then lives as long as little waits for it")
	void aPeerThatReadsSlowly() {
		ground.expect(CloseReason.CLIENT, 1);
		try (RawClient client = stalled("attacker")) {
			WkConnection connection = ground.connection("attacker");
			int frames = 60;
			for (int number = 1; number <= frames; number++) {
				connection.send(news(number, KIB));
			}
			for (int number = 1; number <= frames; number++) {
				LockSupport.parkNanos(1_000_000);
				RawFrame frame = client.read();
				assertThat(ByteBuffer.wrap(frame.body()).getInt(KIB - 4)).isEqualTo(number);
			}
		}
	}

}
