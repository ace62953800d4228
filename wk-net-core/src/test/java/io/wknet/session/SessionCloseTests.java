package io.wknet.session;

import java.io.IOException;
import java.util.concurrent.CompletionStage;

import io.wknet.canary.Canary;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionState;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.ReasonCode;
import io.wknet.support.Bytes;
import io.wknet.support.RawFrame;
import io.wknet.support.RecordingListener;
import io.wknet.transport.OutboundSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * For which reasons a session ends, what its peer is told, and what becomes of what is
 * sent to it then.
 */
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
		SessionFixture.assertFails(peer.connection().send(FRAME), CloseReason.KICKED);
		peer.run();
		SessionFixture.assertFails(peer.connection().send(FRAME), CloseReason.KICKED);
		peer.connection().write(FRAME);
		peer.connection().flush();
		assertThat(peer.sent()).extracting(RawFrame::type).containsExactly(RawFrame.DISCONNECT);
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
		SessionFixture.assertFails(first, CloseReason.SLOW_CONSUMER);
		SessionFixture.assertFails(second, CloseReason.SLOW_CONSUMER);
		SessionFixture.assertFails(third, CloseReason.SLOW_CONSUMER);
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

}
