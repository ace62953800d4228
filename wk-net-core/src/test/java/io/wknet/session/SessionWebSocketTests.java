package io.wknet.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.wknet.connection.CloseReason;
import io.wknet.support.Bytes;
import io.wknet.support.RawWebSocket;
import io.wknet.support.RecordingListener;
import io.wknet.transport.WebSocketSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The deadlines of a WebSocket.
 */
class SessionWebSocketTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final RecordingListener listener = new RecordingListener();

	private final SessionFixture fixture = new SessionFixture().on(this.listener);

	@BeforeEach
	void listenForWebSockets() {
		this.fixture.webSocket = WebSocketSettings.defaults();
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	private TestPeer open() {
		TestPeer peer = this.fixture.open().receive(RawWebSocket.handshake("/").getBytes(StandardCharsets.US_ASCII));
		assertThat(new String(peer.sentBytes(), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 101 ");
		return peer;
	}

	private TestPeer login() {
		TestPeer peer = open().receive(message(Bytes.connect("alice")));
		peer.sentBytes();
		assertThat(this.listener.events()).containsExactly("connect", "authenticated");
		return peer;
	}

	private static byte[] message(byte[] payload) {
		return RawWebSocket.frame(RawWebSocket.BINARY, true, payload);
	}

	private long closed(CloseReason reason) {
		return this.fixture.sessions().closed().getOrDefault(reason, 0L);
	}

	@Test
	void aHandshakeWithAHeaderPerFiveSecondsEndsAtTheDeadline() {
		TestPeer peer = this.fixture.open().receive("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
		peer.after(SECOND.multipliedBy(5)).receive("Host: localhost\r\n".getBytes(StandardCharsets.US_ASCII));
		peer.after(Duration.ofMillis(4999)).receive("Upgrade: websocket\r\n".getBytes(StandardCharsets.US_ASCII));
		assertThat(peer.isChannelOpen()).isTrue();
		peer.after(Duration.ofMillis(21));
		assertThat(peer.isChannelOpen()).isFalse();
		assertThat(closed(CloseReason.AUTH_TIMEOUT)).isEqualTo(1);
		assertThat(this.fixture.sessions().accepted()).isEqualTo(1);
		assertThat(this.listener.events()).isEmpty();
	}

	@Test
	void theDeadlineOfTheHandshakeIsGoneAfterIt() {
		TestPeer peer = login();
		peer.after(SECOND.multipliedBy(20));
		assertThat(peer.closeReason()).isNull();
	}

	@Test
	void theTimeOfTheHandshakeCountsForTheAuthentication() {
		TestPeer peer = this.fixture.open();
		peer.after(SECOND.multipliedBy(9)).receive(RawWebSocket.handshake("/").getBytes(StandardCharsets.US_ASCII));
		peer.after(Duration.ofMillis(20_999));
		assertThat(peer.closeReason()).isNull();
		peer.after(Duration.ofMillis(21));
		assertThat(peer.closeReason()).isEqualTo(CloseReason.AUTH_TIMEOUT);
	}

	@Test
	void aPingIsActivity() {
		TestPeer peer = login();
		peer.after(Duration.ofMinutes(4)).receive(RawWebSocket.frame(RawWebSocket.PING, true, new byte[0]));
		peer.after(Duration.ofMinutes(4)).receive(RawWebSocket.frame(RawWebSocket.PONG, true, new byte[0]));
		peer.after(Duration.ofMinutes(4));
		assertThat(peer.closeReason()).isNull();
		peer.after(Duration.ofMinutes(1).plusMillis(20));
		assertThat(peer.closeReason()).isEqualTo(CloseReason.IDLE_TIMEOUT);
	}

	@Test
	void aMessageThatHasBegunMustBecomeComplete() {
		byte[] message = message(Bytes.numbered(20, 1));
		TestPeer peer = login();
		for (int i = 0; i < 3; i++) {
			peer.receive(new byte[] { message[i] }).after(SECOND.multipliedBy(10).minusMillis(7));
		}
		assertThat(peer.closeReason()).isNull();
		peer.after(Duration.ofMillis(42));
		assertThat(peer.closeReason()).isEqualTo(CloseReason.FRAME_TIMEOUT);
	}

	@Test
	void aMessageThatIsCompleteIsLateNoMore() {
		TestPeer peer = login();
		peer.receiveByteByByte(message(Bytes.numbered(20, 1)));
		peer.after(Duration.ofMinutes(1));
		assertThat(peer.closeReason()).isNull();
		assertThat(this.listener.events()).contains("frame APPLICATION");
	}

	@Test
	void aFrameWithinCompleteMessagesMustBecomeCompleteToo() {
		byte[] frame = Bytes.numbered(20, 1);
		TestPeer peer = login();
		peer.receive(message(new byte[] { frame[0] })).after(SECOND.multipliedBy(20));
		peer.receive(message(new byte[] { frame[1] })).after(SECOND.multipliedBy(10).minusMillis(1));
		assertThat(peer.closeReason()).isNull();
		peer.after(Duration.ofMillis(21));
		assertThat(peer.closeReason()).isEqualTo(CloseReason.FRAME_TIMEOUT);
	}

}
