package io.wknet.session;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.wknet.canary.Canary;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionClosedException;
import io.wknet.connection.ConnectionState;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.ReasonCode;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.ListenerEvent;
import io.wknet.support.Bytes;
import io.wknet.support.RawFrame;
import io.wknet.support.RecordingListener;
import io.wknet.transport.OutboundSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SessionCloseTests {

	private static final ApplicationFrame FRAME = ApplicationFrame.of(20, Payload.utf8("last words"));

	private final RecordingListener listener = new RecordingListener();

	private final SessionFixture fixture = new SessionFixture().on(this.listener);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@ParameterizedTest
	@CsvSource({ "CLIENT, 0", "SERVER, 0", "KICKED, 12", "IDLE_TIMEOUT, 0", "AUTH_TIMEOUT, 2", "AUTH_FAILED, 2",
			"PROTOCOL_ERROR, 0", "FRAME_TOO_LARGE, 0", "FRAME_TIMEOUT, 0", "LISTENER_ERROR, 15", "IO_ERROR, 0",
			"LIMIT_EXCEEDED, 22", "SHUTDOWN, 15" })
	void tellsThePeerWhy(CloseReason reason, int code) {
		TestPeer peer = this.fixture.login("alice");
		((Session) peer.connection()).close(reason);
		RawFrame disconnect = peer.sent().get(0);
		assertThat(disconnect.type()).isEqualTo(RawFrame.DISCONNECT);
		assertThat(disconnect.disconnectCode()).isEqualTo(code);
		assertThat(disconnect.disconnectText()).isEqualTo(reason.name());
		assertClosed(peer, reason);
	}

	@ParameterizedTest
	@EnumSource(CloseReason.class)
	void tellsAPeerUnderTheVariableHeaderOnlyThatItWasKicked(CloseReason reason) {
		TestPeer peer = this.fixture.login(Bytes.variableConnect("alice", 5, 0, "d", Canary.TOKEN));
		((Session) peer.connection()).close(reason);
		byte[] sent = peer.sentBytes();
		if (reason == CloseReason.KICKED) {
			assertThat(sent).startsWith(0x90, 9, 12, 0, 6).hasSize(11);
		}
		else {
			assertThat(sent).isEmpty();
		}
		assertClosed(peer, reason);
	}

	@Test
	void tellsTheApplicationsOwnCodeUnderBothHeaders() {
		TestPeer fixed = this.fixture.login("alice");
		fixed.connection().close(ReasonCode.BAN, "go");
		RawFrame disconnect = fixed.sent().get(0);
		assertThat(disconnect.disconnectCode()).isEqualTo(19);
		assertThat(disconnect.disconnectText()).isEqualTo("go");
		TestPeer variable = this.fixture.login(Bytes.variableConnect("bob", 5, 0, "d", Canary.TOKEN));
		variable.connection().close(ReasonCode.BAN, "go");
		assertThat(variable.sentBytes()).containsExactly(0x90, 5, 19, 0, 2, 'g', 'o');
	}

	@Test
	void refusesAnOverlongReasonWithoutLosingTheClose() {
		TestPeer peer = this.fixture.login("alice");
		peer.connection().close(ReasonCode.BAN, "x".repeat(40_000));
		peer.run();
		assertClosed(peer, CloseReason.SERVER);
	}

	@Test
	void sendsWhatWasSentBeforeTheClose() {
		TestPeer peer = this.fixture.login("alice");
		peer.connection().send(FRAME);
		peer.connection().write(FRAME);
		peer.connection().close();
		assertThat(peer.sent()).extracting(RawFrame::type).containsExactly(20, 20, RawFrame.DISCONNECT);
	}

	@Test
	void takesTheFirstReasonOnly() {
		TestPeer peer = this.fixture.login("alice");
		peer.connection().kick();
		peer.connection().close();
		peer.connection().close(ReasonCode.BAN, "");
		peer.receive(Bytes.hex("00"));
		peer.disconnect();
		assertClosed(peer, CloseReason.KICKED);
		assertThat(this.fixture.sessions().closed().values().stream().mapToLong(Long::longValue).sum()).isOne();
	}

	@Test
	void hearsThatTheClientLeaves() {
		TestPeer leaver = this.fixture.login("alice");
		leaver.disconnect();
		assertClosed(leaver, CloseReason.CLIENT);
		TestPeer polite = this.fixture.login("bob").receive(Bytes.hex("09 00 00000003 00 0000"));
		assertThat(polite.closeReason()).isEqualTo(CloseReason.CLIENT);
	}

	@Test
	void hearsThatTheNetworkFails() {
		TestPeer peer = this.fixture.login("alice");
		peer.fail(new IOException("expected"));
		assertClosed(peer, CloseReason.IO_ERROR);
		assertThat(peer.isChannelOpen()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "02, 16", "04, 16", "05, 16", "0B, 16" })
	void closesForATypeThatOnlyAServerSends(String type) {
		TestPeer peer = this.fixture.login("alice").receive(Bytes.hex(serverFrame(type)));
		assertClosed(peer, CloseReason.PROTOCOL_ERROR);
	}

	@Test
	void closesForPong() {
		TestPeer peer = this.fixture.login("alice").receive(Bytes.hex("08 00 00000000"));
		assertClosed(peer, CloseReason.PROTOCOL_ERROR);
	}

	private static String serverFrame(String type) {
		return switch (type) {
			case "02" -> "02 00 00000015" + "00".repeat(21);
			case "04" -> "04 00 00000011" + "00".repeat(17);
			case "05" -> "05 00 00000020" + "00".repeat(32);
			default -> "0B 00 00000007" + "00".repeat(7);
		};
	}

	@Test
	void ignoresTypesThatOnlyAServerSendsUnderTheVariableHeader() {
		TestPeer peer = this.fixture.login(Bytes.variableConnect("alice", 5, 0, "d", Canary.TOKEN));
		peer.receive(Bytes.hex("20 15" + "00".repeat(21) + "40 11" + "00".repeat(17) + "50 20" + "00".repeat(32)
				+ "B0 07" + "00".repeat(7) + "80 70"));
		assertThat(peer.connection().isOpen()).isTrue();
		assertThat(this.listener.frames()).isEmpty();
		assertThat(peer.sentBytes()).containsExactly(0x80);
	}

	@Test
	void failsWhatIsSentAfterTheCloseByName() {
		TestPeer peer = this.fixture.login("alice");
		peer.connection().kick();
		assertFails(peer.connection().send(FRAME), CloseReason.KICKED);
		peer.run();
		assertFails(peer.connection().send(FRAME), CloseReason.KICKED);
		peer.connection().write(FRAME);
		peer.connection().flush();
		assertThat(peer.sent()).extracting(RawFrame::type).containsExactly(RawFrame.DISCONNECT);
	}

	private static void assertFails(CompletionStage<?> result, CloseReason reason) {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> result.toCompletableFuture().join())
			.satisfies((ex) -> assertThat(ex.getCause()).isInstanceOfSatisfying(ConnectionClosedException.class,
					(cause) -> assertThat(cause.reason()).isEqualTo(reason)));
	}

	@Test
	void failsWhatWaitsWhenASlowConsumerIsClosed() {
		this.fixture.outbound = OutboundSettings.defaults().withMaxPendingBytes(1000);
		TestPeer peer = this.fixture.login("alice");
		peer.stall();
		CompletionStage<?> first = peer.connection().send(FRAME);
		peer.run();
		CompletionStage<?> second = peer.connection().send(FRAME);
		CompletionStage<?> third = peer.connection().send(ApplicationFrame.of(20, Payload.copyOf(new byte[1000])));
		assertThat(peer.closeReason()).isEqualTo(CloseReason.SLOW_CONSUMER);
		peer.run();
		assertFails(first, CloseReason.SLOW_CONSUMER);
		assertFails(second, CloseReason.SLOW_CONSUMER);
		assertFails(third, CloseReason.SLOW_CONSUMER);
		assertClosed(peer, CloseReason.SLOW_CONSUMER);
		assertThat(peer.connection().stats().pendingBytes()).isZero();
	}

	@Test
	void takesABurstOverTheLimitIfThePeerReads() {
		this.fixture.outbound = OutboundSettings.defaults().withMaxPendingBytes(1000);
		TestPeer peer = this.fixture.login("alice");
		for (int i = 0; i < 100; i++) {
			peer.connection().send(FRAME);
		}
		assertThat(peer.sent()).hasSize(100);
		assertThat(peer.connection().isOpen()).isTrue();
	}

	@Test
	void failsAFrameThatCanNotBeWrittenAndSendsTheOthers() {
		TestPeer peer = this.fixture.login("alice");
		CompletionStage<?> before = peer.connection().send(FRAME);
		CompletionStage<?> tooLong = peer.connection().send(DisconnectFrame.of(ReasonCode.BAN, "x".repeat(32_768)));
		CompletionStage<?> after = peer.connection().send(FRAME);
		peer.run();
		assertThat(tooLong.toCompletableFuture()).isCompletedExceptionally();
		assertThat(before.toCompletableFuture()).isCompleted();
		assertThat(after.toCompletableFuture()).isCompleted();
		assertThat(peer.sent()).extracting(RawFrame::type).containsExactly(20, 20);
		assertThat(peer.connection().isOpen()).isTrue();
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
				assertFails(connection.send(FRAME), CloseReason.SERVER);
			}

		};
		this.fixture.on(sender);
		TestPeer peer = this.fixture.open().run().receive(Bytes.connect("alice")).receive(Bytes.numbered(16, 1));
		assertThat(peer.sent()).extracting(RawFrame::type).containsExactly(21, RawFrame.CONNACK, 22, 23);
		peer.connection().close();
		peer.run();
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
	void deliversNothingAfterTheApplicationsCloseThoughItWaits() {
		this.fixture.on(this.listener, Dispatch.WORKER);
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
		this.fixture.on(this.listener, Dispatch.WORKER).dispatch = this.fixture.dispatch.withMaxPendingFrames(2);
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
				connection.send(FRAME);
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
		this.fixture.on(this.listener, Dispatch.WORKER).dispatch = this.fixture.dispatch.withMaxPendingFrames(2);
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
		this.fixture.on(this.listener, Dispatch.WORKER);
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

	private void assertClosed(TestPeer peer, CloseReason reason) {
		peer.run();
		assertThat(peer.closeReason()).isEqualTo(reason);
		assertThat(peer.isChannelOpen()).isFalse();
		assertThat(peer.connection().state()).isEqualTo(ConnectionState.CLOSED);
		assertThat(this.listener.events()).endsWith("close " + reason);
		assertThat(this.fixture.sessions().closed()).containsEntry(reason, 1L);
		assertThat(this.fixture.sessions().isEmpty()).isTrue();
		assertThat(this.fixture.sessions().registry().connectionCount()).isZero();
		assertThat(this.fixture.sessions().registry().authenticatedCount()).isZero();
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
