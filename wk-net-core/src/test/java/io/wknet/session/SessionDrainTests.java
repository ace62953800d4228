package io.wknet.session;

import java.io.IOException;
import java.time.Duration;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.Payload;
import io.wknet.listener.Dispatch;
import io.wknet.support.Bytes;
import io.wknet.support.RecordingListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of what a client has sent, and its listener has not yet handled, when the
 * session ends.
 */
class SessionDrainTests {

	private final RecordingListener listener = new RecordingListener();

	private final SessionFixture fixture = new SessionFixture().on(this.listener, Dispatch.WORKER);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void deliversNothingAfterTheApplicationsCloseThoughItWaits() {
		TestPeer peer = this.fixture.login("alice");
		this.fixture.workAndRun();
		peer.receive(Bytes.repeat(Bytes.numbered(16, 1), 5));
		peer.connection().close();
		peer.run();
		this.fixture.workAndRun();
		assertThat(this.listener.events()).containsExactly("connect", "authenticated", "close SERVER");
	}

	@Test
	void deliversWhatTheClientSentBeforeItLeft() {
		this.fixture.dispatch = this.fixture.dispatch.withMaxPendingFrames(2);
		TestPeer peer = this.fixture.login("alice");
		this.fixture.workAndRun();
		peer.receive(Bytes.repeat(Bytes.numbered(16, 1), 10));
		peer.disconnect();
		assertThat(peer.connection().stats().pendingFrames()).isLessThanOrEqualTo(2);
		this.fixture.workAndRun();
		assertThat(this.listener.frames()).hasSize(10);
		assertThat(this.listener.events()).endsWith("close CLIENT");
		assertThat(this.fixture.sessions().isEmpty()).isTrue();
	}

	@Test
	void deliversWhatTheClientSentEvenIfReplyingFails() {
		RecordingListener replier = new RecordingListener() {

			@Override
			protected void received(WkConnection connection, ClientFrame frame) {
				connection.send(ApplicationFrame.of(20, Payload.utf8("reply")));
			}

		};
		this.fixture.on(replier, Dispatch.WORKER).dispatch = this.fixture.dispatch.withMaxPendingFrames(2);
		TestPeer peer = this.fixture.login("alice");
		this.fixture.workAndRun();
		peer.receive(Bytes.repeat(Bytes.numbered(16, 1), 10));
		peer.disconnect();
		this.fixture.workAndRun();
		assertThat(replier.frames()).hasSize(10);
		assertThat(replier.events()).endsWith("close CLIENT");
	}

	@Test
	void deliversWhatTheClientSentBeforeTheNetworkFailed() {
		this.fixture.dispatch = this.fixture.dispatch.withMaxPendingFrames(2);
		TestPeer peer = this.fixture.login("alice");
		this.fixture.workAndRun();
		peer.receive(Bytes.repeat(Bytes.numbered(16, 1), 10));
		peer.fail(new IOException("Connection reset"));
		this.fixture.workAndRun();
		assertThat(this.listener.frames()).hasSize(10);
		assertThat(this.listener.events()).endsWith("close IO_ERROR");
	}

	@Test
	void drainsWhatWaitsBeforeItShutsDown() {
		TestPeer busy = this.fixture.login("alice");
		this.fixture.workAndRun();
		busy.sentBytes();
		TestPeer idle = this.fixture.open();
		this.fixture.workAndRun();
		busy.receive(Bytes.repeat(Bytes.numbered(16, 1), 3));
		this.fixture.sessions().drain(Duration.ZERO);
		assertThat(idle.run().closeReason()).isEqualTo(CloseReason.SHUTDOWN);
		assertThat(busy.run().closeReason()).isNull();
		busy.receive(Bytes.numbered(16, 4));
		this.fixture.workAndRun();
		assertThat(this.listener.frames()).hasSize(3);
		assertThat(busy.closeReason()).isEqualTo(CloseReason.SHUTDOWN);
		assertThat(busy.sent()).singleElement().satisfies((frame) -> assertThat(frame.disconnectCode()).isEqualTo(15));
		assertThat(this.fixture.sessions().isEmpty()).isTrue();
		TestPeer late = this.fixture.open();
		this.fixture.workAndRun();
		assertThat(late.closeReason()).isEqualTo(CloseReason.SHUTDOWN);
	}

}
