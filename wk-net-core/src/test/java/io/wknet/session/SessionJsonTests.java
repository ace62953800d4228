package io.wknet.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.wknet.canary.Canary;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.support.RawWebSocket;
import io.wknet.transport.WebSocketSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions whose peers speak JSON: deadlines, and answers that come late.
 */
class SessionJsonTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final List<SendFrame> messages = new ArrayList<>();

	private final SessionFixture fixture = new SessionFixture().on(new Messages(), Dispatch.WORKER);

	@BeforeEach
	void listenForJson() {
		this.fixture.webSocket = WebSocketSettings.defaults().withJson(true);
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	private TestPeer open(String... headers) {
		TestPeer peer = this.fixture.open()
			.receive(RawWebSocket.handshake("/", headers).getBytes(StandardCharsets.US_ASCII));
		runWork();
		assertThat(text(peer)).startsWith("HTTP/1.1 101 ");
		return peer;
	}

	private TestPeer login() {
		TestPeer peer = open()
			.receive(message("{'id':'c','method':'connect','params':{'uid':'alice','token':'" + Canary.TOKEN + "'}}"));
		runWork();
		assertThat(text(peer)).contains("'id':'c','result':");
		return peer;
	}

	private void runWork() {
		for (Runnable task = this.fixture.work.poll(); task != null; task = this.fixture.work.poll()) {
			task.run();
		}
	}

	private static String text(TestPeer peer) {
		return new String(peer.sentBytes(), StandardCharsets.UTF_8).replace('"', '\'');
	}

	private static byte[] message(String text) {
		return RawWebSocket.frame(RawWebSocket.TEXT, true, bytes(text));
	}

	private static byte[] bytes(String text) {
		return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
	}

	private static byte[] send(String id) {
		return message("{'id':'" + id + "','method':'send','params':{'channelId':'bob','channelType':1,'payload':'" + id
				+ "'}}");
	}

	@Test
	void answersFindTheirRequestsHoweverLateAndInWhateverOrder() {
		TestPeer peer = login().receive(send("a")).receive(message("{'id':'p','method':'ping'}")).receive(send("b"));
		assertThat(text(peer)).contains("'id':'p','result':{}").doesNotContain("'id':'a'");
		runWork();
		assertThat(this.messages).hasSize(2);
		peer.connection().send(SendackFrame.accepted(this.messages.get(1), 8, 2));
		assertThat(text(peer)).contains("'id':'b','result':{'messageId':'8'");
		peer.connection().send(SendackFrame.accepted(this.messages.get(0), 7, 1));
		assertThat(text(peer)).contains("'id':'a','result':{'messageId':'7'");
	}

	@Test
	void aTextThatHasBegunMustBecomeComplete() {
		TestPeer peer = login();
		peer.receive(RawWebSocket.frame(RawWebSocket.TEXT, false, bytes("{'method':"))).after(SECOND.multipliedBy(20));
		peer.receive(RawWebSocket.frame(RawWebSocket.CONTINUATION, false, bytes("'ping'")))
			.after(SECOND.multipliedBy(10).minusMillis(1));
		assertThat(peer.closeReason()).isNull();
		peer.after(Duration.ofMillis(21));
		assertThat(peer.closeReason()).isEqualTo(CloseReason.FRAME_TIMEOUT);
		runWork();
	}

	@Test
	void aTextThatIsCompleteIsLateNoMore() {
		TestPeer peer = login();
		peer.receiveByteByByte(message("{'method':'ping'}"));
		peer.after(Duration.ofMinutes(1));
		assertThat(peer.closeReason()).isNull();
		assertThat(text(peer)).contains("'method':'pong'");
	}

	@Test
	void aSilentClientIsIdle() {
		TestPeer peer = login();
		peer.after(Duration.ofMinutes(4)).receive(message("{'method':'ping'}")).after(Duration.ofMinutes(4));
		assertThat(peer.closeReason()).isNull();
		peer.after(Duration.ofMinutes(1).plusMillis(20));
		assertThat(peer.closeReason()).isEqualTo(CloseReason.IDLE_TIMEOUT);
		assertThat(text(peer)).contains("{'reasonCode':0,'reason':'IDLE_TIMEOUT'}");
		runWork();
	}

	@Test
	void whoHasAskedForJsonIsToldInJsonThatItIsLate() {
		TestPeer peer = open("Sec-WebSocket-Protocol: jsonrpc");
		peer.after(SECOND.multipliedBy(30).plusMillis(20));
		assertThat(peer.closeReason()).isEqualTo(CloseReason.AUTH_TIMEOUT);
		assertThat(text(peer)).contains("'method':'disconnect','params':{'reasonCode':2,'reason':'AUTH_TIMEOUT'}");
		runWork();
	}

	/**
	 * Keeps messages, to answer them later.
	 */
	private final class Messages implements WkListener {

		@Override
		public void onFrame(WkConnection connection, ClientFrame frame) {
			SessionJsonTests.this.messages.add((SendFrame) frame);
		}

	}

}
