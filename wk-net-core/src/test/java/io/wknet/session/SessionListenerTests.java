package io.wknet.session;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionState;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.Payload;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.ListenerEvent;
import io.wknet.support.Bytes;
import io.wknet.support.RawFrame;
import io.wknet.support.RecordingListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a listener may do in its callbacks, and what becomes of its failures.
 */
class SessionListenerTests {

	private final SessionFixture fixture = new SessionFixture();

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void canSendWithinEveryCallback() {
		RecordingListener sender = new RecordingListener() {

			@Override
			protected void connected(WkConnection connection) {
				connection.send(ApplicationFrame.of(21, Payload.EMPTY));
			}

			@Override
			protected void authenticated(WkConnection connection) {
				connection.send(ApplicationFrame.of(22, Payload.EMPTY));
			}

			@Override
			protected void received(WkConnection connection, ClientFrame frame) {
				connection.send(ApplicationFrame.of(23, Payload.EMPTY));
			}

			@Override
			protected void closed(WkConnection connection, CloseReason reason) {
				SessionFixture.assertFails(connection.send(ApplicationFrame.of(24, Payload.EMPTY)), CloseReason.SERVER);
			}

		};
		this.fixture.on(sender);
		TestPeer peer = this.fixture.open().run().receive(Bytes.connect("alice")).receive(Bytes.numbered(16, 1));
		assertThat(peer.sent()).extracting(RawFrame::type).containsExactly(21, RawFrame.CONNACK, 22, 23);
		peer.connection().close();
		peer.run();
		assertThat(sender.events()).last().asString().startsWith("close");
		assertThat(this.fixture.sessions().listenerErrors()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "connect", "authenticated", "frame APPLICATION" })
	void canCloseWithinEveryCallback(String where) {
		RecordingListener closer = new RecordingListener() {

			private void closeIf(WkConnection connection, String event) {
				if (event.equals(where)) {
					connection.close();
					connection.kick();
				}
			}

			@Override
			protected void connected(WkConnection connection) {
				closeIf(connection, "connect");
			}

			@Override
			protected void authenticated(WkConnection connection) {
				closeIf(connection, "authenticated");
			}

			@Override
			protected void received(WkConnection connection, ClientFrame frame) {
				closeIf(connection, "frame APPLICATION");
			}

			@Override
			protected void closed(WkConnection connection, CloseReason reason) {
				connection.close();
				connection.kick();
			}

		};
		this.fixture.on(closer);
		TestPeer peer = this.fixture.open()
			.receive(Bytes.join(Bytes.connect("alice"), Bytes.numbered(16, 1), Bytes.numbered(16, 2)));
		peer.run();
		assertThat(closer.events()).endsWith(where, "close SERVER");
		assertThat(closer.events()).filteredOn((event) -> event.startsWith("close")).hasSize(1);
		assertThat(peer.connection().state()).isEqualTo(ConnectionState.CLOSED);
		assertThat(this.fixture.sessions().isEmpty()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "connect, true", "authenticated, true", "frame APPLICATION, true", "connect, false",
			"authenticated, false", "frame APPLICATION, false" })
	void closesForAListenersExceptionIfItShall(String where, boolean closeOnError) {
		this.fixture.dispatch = this.fixture.dispatch.withCloseOnError(closeOnError);
		RecordingListener failing = new Failing(where);
		this.fixture.on(failing);
		TestPeer peer = this.fixture.open().receive(Bytes.connect("alice")).receive(Bytes.numbered(16, 1));
		peer.run();
		assertThat(this.fixture.sessions().listenerErrors()).isOne();
		if (closeOnError) {
			assertThat(failing.events()).endsWith(where, "close LISTENER_ERROR");
		}
		else {
			assertThat(failing.events()).containsExactly("connect", "authenticated", "frame APPLICATION");
			assertThat(peer.connection().isOpen()).isTrue();
		}
	}

	@Test
	void countsAnExceptionOfTheLastCallback() {
		this.fixture.on(new Failing("close CLIENT"));
		TestPeer peer = this.fixture.login("alice");
		peer.disconnect();
		assertThat(this.fixture.sessions().listenerErrors()).isOne();
		assertThat(this.fixture.sessions().closed()).containsEntry(CloseReason.CLIENT, 1L);
		assertThat(this.fixture.sessions().isEmpty()).isTrue();
		assertThat(this.fixture.presence).containsExactly("+alice", "-alice");
	}

	@Test
	void survivesAnAsyncListenerThatReturnsNullOrFailsToChoose() {
		for (boolean inDispatch : List.of(true, false)) {
			SessionFixture strange = new SessionFixture();
			strange.listener = new StrangeListener(inDispatch);
			TestPeer peer = strange.login("alice").receive(Bytes.numbered(16, 1));
			peer.run();
			assertThat(peer.closeReason()).isEqualTo(CloseReason.LISTENER_ERROR);
			assertThat(strange.sessions().isEmpty()).isTrue();
			strange.close();
		}
	}

	@Test
	void waitsForTheStageOfAnAsyncListener() {
		CompletableFuture<Void> end = new CompletableFuture<>();
		AsyncRecorder async = new AsyncRecorder(end);
		this.fixture.listener = async;
		TestPeer peer = this.fixture.login("alice")
			.receive(Bytes.join(Bytes.numbered(16, 1), Bytes.numbered(16, 2), Bytes.PING));
		assertThat(async.frames).isEqualTo(1);
		assertThat(peer.sent()).extracting(RawFrame::type).containsExactly(RawFrame.PONG);
		peer.disconnect();
		assertThat(this.fixture.sessions().isEmpty()).isFalse();
		end.complete(null);
		peer.run();
		assertThat(async.frames).isEqualTo(2);
		assertThat(this.fixture.sessions().isEmpty()).isTrue();
	}

	/**
	 * Fails at one of its callbacks.
	 */
	private static final class Failing extends RecordingListener {

		private final String where;

		Failing(String where) {
			this.where = where;
		}

		private void failIf(String event) {
			if (event.equals(this.where)) {
				throw new IllegalStateException("expected");
			}
		}

		@Override
		protected void connected(WkConnection connection) {
			failIf("connect");
		}

		@Override
		protected void authenticated(WkConnection connection) {
			failIf("authenticated");
		}

		@Override
		protected void received(WkConnection connection, ClientFrame frame) {
			failIf("frame " + frame.type());
		}

		@Override
		protected void closed(WkConnection connection, CloseReason reason) {
			failIf("close " + reason);
		}

	}

	/**
	 * Breaks the rules for frames.
	 */
	private record StrangeListener(boolean inDispatch) implements AsyncWkListener {

		@Override
		public Dispatch dispatch(ListenerEvent event, ClientFrame frame) {
			if (this.inDispatch && frame != null) {
				throw new IllegalStateException("expected");
			}
			return Dispatch.EVENT_LOOP;
		}

		@Override
		public CompletionStage<?> onFrame(WkConnection connection, ClientFrame frame) {
			return null;
		}

	}

	/**
	 * Ends each call for a frame with a stage.
	 */
	private static final class AsyncRecorder implements AsyncWkListener {

		private final CompletionStage<?> end;

		private int frames;

		AsyncRecorder(CompletionStage<?> end) {
			this.end = end;
		}

		@Override
		public Dispatch dispatch(ListenerEvent event, ClientFrame frame) {
			return Dispatch.EVENT_LOOP;
		}

		@Override
		public CompletionStage<?> onFrame(WkConnection connection, ClientFrame frame) {
			this.frames++;
			return this.end;
		}

	}

}
