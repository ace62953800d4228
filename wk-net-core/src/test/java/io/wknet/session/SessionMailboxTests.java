package io.wknet.session;

import java.util.ArrayList;
import java.util.List;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.support.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for when a {@link Mailbox} is handed to a worker.
 */
class SessionMailboxTests {

	private final List<String> calls = new ArrayList<>();

	private final SessionFixture fixture = new SessionFixture().on(new WkListener() {

		@Override
		public void onFrame(WkConnection connection, ClientFrame frame) {
			SessionMailboxTests.this.calls.add("frame");
		}

		@Override
		public void onClose(WkConnection connection, CloseReason reason) {
			SessionMailboxTests.this.calls.add("close");
		}

	}, Dispatch.WORKER);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void handsAWorkerWhatAReadBrought() {
		TestPeer peer = login();
		peer.receiveMore(Bytes.numbered(16, 1));
		peer.receiveMore(Bytes.numbered(16, 2));
		assertThat(this.fixture.tasks()).isZero();
		peer.receive(Bytes.numbered(16, 3));
		assertThat(this.fixture.tasks()).isOne();
		this.fixture.workAndRun();
		assertThat(this.calls).containsExactly("frame", "frame", "frame");
	}

	@Test
	void callsTheListenerThoughTheReadIsNotCompletedBeforeTheClose() {
		TestPeer peer = login();
		peer.receiveMore(Bytes.numbered(16, 1));
		peer.disconnect();
		this.fixture.workAndRun();
		assertThat(this.calls).containsExactly("frame", "close");
	}

	private TestPeer login() {
		TestPeer peer = this.fixture.login("alice");
		this.fixture.workAndRun();
		peer.sentBytes();
		return peer;
	}

}
