package io.wknet.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.auth.DeviceLevel;
import io.wknet.auth.Identity;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.canary.Canary;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionState;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.ReasonCode;
import io.wknet.listener.Dispatch;
import io.wknet.metrics.AuthOutcome;
import io.wknet.metrics.WkMetricsRecorder;
import io.wknet.support.Bytes;
import io.wknet.support.LogLines;
import io.wknet.support.RawFrame;
import io.wknet.support.RecordingListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

class SessionAuthenticationTests {

	private final RecordingListener listener = new RecordingListener();

	private final SessionFixture fixture = new SessionFixture().on(this.listener);

	private final List<Sinks.One<AuthResult>> asked = new ArrayList<>();

	private final ReactiveAuthenticator later = (credentials) -> {
		Sinks.One<AuthResult> answer = Sinks.one();
		this.asked.add(answer);
		return answer.asMono();
	};

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void letsInWhoTheAuthenticatorAccepts() {
		this.fixture.authenticator((ReactiveAuthenticator) (credentials) -> Mono
			.just(AuthResult.accepted(new Identity("bob", DeviceLevel.MASTER, Map.of("role", "admin")))));
		TestPeer peer = this.fixture.open();
		assertThat(peer.connection().state()).isEqualTo(ConnectionState.CONNECTED);
		peer.receive(Bytes.connect("alice", 5, 1, "phone", "t"));
		assertThat(peer.connection().state()).isEqualTo(ConnectionState.ACTIVE);
		assertThat(peer.connection().uid()).isEqualTo("bob");
		assertThat(peer.connection().deviceId()).isEqualTo("phone");
		assertThat(peer.connection().deviceFlag()).isEqualTo(DeviceFlag.WEB);
		assertThat(peer.connection().deviceLevel()).isEqualTo(DeviceLevel.MASTER);
		assertThat(peer.connection().attributes()).containsEntry("role", "admin");
		assertThat(this.listener.events()).containsExactly("connect", "authenticated");
		assertThat(this.fixture.presence).containsExactly("+bob");
		assertThat(this.fixture.sessions().registry().findByUid("bob")).containsExactly(peer.connection());
	}

	@ParameterizedTest
	@CsvSource({ "1, 1, 0", "2, 2, 0", "3, 3, 0", "4, 4, 4", "5, 5, 5", "9, 5, 5", "255, 5, 5", "0, 1, 0" })
	void answersInTheVersionOfBoth(int clientVersion, int version, int serverVersion) {
		TestPeer peer = this.fixture.open().receive(Bytes.connect("alice", clientVersion, 0, "d", Canary.TOKEN));
		RawFrame connack = peer.sent().get(0);
		assertThat(connack.type()).isEqualTo(RawFrame.CONNACK);
		assertThat(connack.connackCode()).isOne();
		assertThat(connack.flags()).isEqualTo((serverVersion != 0) ? 1 : 0);
		// timeDiff 8, reasonCode 1, serverKey 2, salt 2; then serverVersion 1 and nodeId
		// 8
		assertThat(connack.body()).hasSize((serverVersion != 0) ? 22 : 13);
		if (serverVersion != 0) {
			assertThat(connack.body()[0]).isEqualTo((byte) serverVersion);
			assertThat(HexFormat.of().formatHex(connack.body())).endsWith("0000000000000001");
		}
		assertThat(peer.connection().protocolVersion()).isEqualTo(version);
	}

	@Test
	void answersUnderTheVariableHeaderIfAskedSo() {
		TestPeer peer = this.fixture.open().receive(Bytes.variableConnect("alice", 3, 0, "d", Canary.TOKEN));
		byte[] connack = peer.sentBytes();
		assertThat(connack).hasSize(15).startsWith(0x20, 13).endsWith(1, 0, 0, 0, 0);
		assertThat(peer.connection().protocol()).isEqualTo("wkproto");
		peer.receive(Bytes.hex("70"));
		assertThat(peer.sentBytes()).containsExactly(0x80);
	}

	@Test
	void tellsARefusedPeerWhyAndCloses() {
		this.fixture
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.rejected(ReasonCode.BAN)));
		TestPeer peer = this.fixture.open().receive(Bytes.connect("alice"));
		List<RawFrame> sent = peer.sent();
		assertThat(sent).extracting(RawFrame::type).containsExactly(RawFrame.CONNACK, RawFrame.DISCONNECT);
		assertThat(sent.get(0).connackCode()).isEqualTo(19);
		assertThat(sent.get(1).disconnectCode()).isEqualTo(2);
		assertThat(sent.get(1).disconnectText()).isEqualTo("AUTH_FAILED");
		assertThat(this.listener.events()).containsExactly("connect", "close AUTH_FAILED");
		assertThat(this.fixture.presence).isEmpty();
	}

	@Test
	void tellsARefusedPeerNothingButConnackUnderTheVariableHeader() {
		TestPeer peer = this.fixture.open().receive(Bytes.variableConnect("alice", 2, 0, "d", "wrong"));
		assertThat(peer.sentBytes()).hasSize(15).startsWith(0x20, 13).endsWith(2, 0, 0, 0, 0);
		assertThat(peer.isChannelOpen()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "03", "06", "07", "09", "0A", "0C", "10", "FF", "00", "0D", "47", "16", "53" })
	void refusesWhatIsNotConnectAtTheFirstByte(String firstByte) {
		TestPeer peer = this.fixture.open().receive(Bytes.hex(firstByte + "00"));
		if (firstByte.equals("10") || firstByte.equals("16")) {
			assertThat(peer.closeReason()).as("A CONNECT under the variable header that is cut short")
				.isIn(null, CloseReason.PROTOCOL_ERROR);
		}
		else {
			assertThat(peer.closeReason()).isEqualTo(CloseReason.PROTOCOL_ERROR);
		}
	}

	@Test
	void refusesALargerFrameBeforeThanAfterAuthentication() {
		this.fixture.auth = this.fixture.auth.withMaxFrameBytes(100);
		assertThat(this.fixture.open().receive(Bytes.header(1, 101)).closeReason())
			.isEqualTo(CloseReason.FRAME_TOO_LARGE);
		TestPeer peer = this.fixture.login("alice").receive(Bytes.frame(16, new byte[101]));
		assertThat(this.listener.frames()).hasSize(1);
		assertThat(peer.connection().isOpen()).isTrue();
	}

	@Test
	void refusesASecondConnectWhilePendingAndAsksOnce() {
		this.fixture.authenticator(this.later);
		TestPeer peer = this.fixture.open().receive(Bytes.join(Bytes.connect("alice"), Bytes.connect("alice")));
		assertThat(peer.closeReason()).isEqualTo(CloseReason.PROTOCOL_ERROR);
		assertThat(this.asked).hasSize(1);
		assertThat(this.fixture.sessions().pendingAuthentications()).isZero();
		assertThat(this.asked.get(0).currentSubscriberCount()).isZero();
	}

	@Test
	void refusesASecondConnectAfterwards() {
		TestPeer peer = this.fixture.login("alice").receive(Bytes.connect("alice"));
		assertThat(peer.closeReason()).isEqualTo(CloseReason.PROTOCOL_ERROR);
	}

	@Test
	void letsFramesWaitForTheAnswerAndDeliversThemInOrder() {
		this.fixture.authenticator(this.later);
		TestPeer peer = this.fixture.open()
			.receive(Bytes.join(Bytes.connect("alice"), Bytes.numbered(16, 1), Bytes.PING, Bytes.numbered(17, 2)))
			.receive(Bytes.numbered(18, 3));
		assertThat(peer.connection().state()).isEqualTo(ConnectionState.AUTHENTICATING);
		assertThat(this.listener.frames()).isEmpty();
		assertThat(peer.sent()).isEmpty();
		this.asked.get(0).tryEmitValue(AuthResult.accepted("alice"));
		assertThat(peer.run().sent()).extracting(RawFrame::type).containsExactly(RawFrame.CONNACK, RawFrame.PONG);
		assertThat(this.listener.events()).startsWith("connect", "authenticated", "frame APPLICATION");
		assertThat(this.listener.frames()).extracting(Object::toString)
			.allMatch((frame) -> frame.startsWith("ApplicationFrame"))
			.hasSize(3)
			.isSorted();
	}

	@Test
	void deliversNoFrameToTheListenerOnRefusal() {
		this.fixture.authenticator(this.later);
		TestPeer peer = this.fixture.open().receive(Bytes.join(Bytes.connect("alice"), Bytes.numbered(16, 1)));
		this.asked.get(0).tryEmitValue(AuthResult.rejected());
		peer.run();
		assertThat(this.listener.events()).containsExactly("connect", "close AUTH_FAILED");
	}

	@Test
	void readsNoMoreThanTheQueueTakesWhileTheAnswerIsPending() {
		this.fixture.authenticator(this.later);
		this.fixture.dispatch = this.fixture.dispatch.withMaxPendingFrames(4);
		TestPeer peer = this.fixture.open()
			.receive(Bytes.join(Bytes.connect("alice"), Bytes.repeat(Bytes.numbered(16, 1), 10)));
		assertThat(peer.isReading()).isFalse();
		this.asked.get(0).tryEmitValue(AuthResult.accepted("alice"));
		peer.run();
		assertThat(this.listener.frames()).hasSize(10);
		assertThat(peer.isReading()).isTrue();
	}

	@Test
	void closesWhenTheAuthenticatorThrows() {
		this.fixture.authenticator((credentials) -> {
			throw new IllegalStateException("expected");
		});
		assertSystemError(this.fixture.open().receive(Bytes.connect("alice")));
	}

	@Test
	void closesWhenTheAuthenticatorThrowsAnError() {
		this.fixture.authenticator((credentials) -> {
			throw new AssertionError("expected");
		});
		assertSystemError(this.fixture.open().receive(Bytes.connect("alice")));
	}

	@Test
	void closesWhenTheAuthenticatorReturnsNull() {
		this.fixture.authenticator((credentials) -> null);
		assertSystemError(this.fixture.open().receive(Bytes.connect("alice")));
	}

	@Test
	void closesWhenAReactiveAuthenticatorReturnsNull() {
		this.fixture.authenticator((ReactiveAuthenticator) (credentials) -> null);
		assertSystemError(this.fixture.open().receive(Bytes.connect("alice")));
	}

	@Test
	void closesWhenAReactiveAuthenticatorThrowsAnError() {
		this.fixture.authenticator((ReactiveAuthenticator) (credentials) -> {
			throw new AssertionError("expected");
		});
		assertSystemError(this.fixture.open().receive(Bytes.connect("alice")));
	}

	@Test
	void closesWhenAReactiveAuthenticatorFailsOrEndsWithoutAnAnswer() {
		this.fixture.authenticator((ReactiveAuthenticator) (credentials) -> credentials.uid().equals("alice")
				? Mono.error(new IllegalStateException("expected")) : Mono.empty());
		assertSystemError(this.fixture.open().receive(Bytes.connect("alice")));
		assertSystemError(this.fixture.open().receive(Bytes.connect("bob")));
	}

	private void assertSystemError(TestPeer peer) {
		this.fixture.workAndRun();
		assertThat(peer.sent().get(0).connackCode()).isEqualTo(15);
		assertThat(peer.closeReason()).isEqualTo(CloseReason.AUTH_FAILED);
		assertThat(this.fixture.sessions().pendingAuthentications()).isZero();
		assertThat(this.listener.events()).doesNotContain("authenticated");
	}

	@Test
	void takesOnlyTheFirstOfTwoAnswers() {
		this.fixture.authenticator((ReactiveAuthenticator) (credentials) -> Mono.fromDirect(
				Flux.just(AuthResult.accepted("alice"), AuthResult.rejected()).concatWith(Flux.error(new Error()))));
		TestPeer peer = this.fixture.open().receive(Bytes.connect("alice"));
		assertThat(peer.connection().state()).isEqualTo(ConnectionState.ACTIVE);
		assertThat(this.listener.events()).containsExactly("connect", "authenticated");
	}

	@Test
	void ignoresAnAnswerAfterTheTimeout() {
		this.fixture.authenticator((credentials) -> AuthResult.accepted("alice"));
		TestPeer peer = this.fixture.open().receive(Bytes.connect("alice"));
		peer.after(Duration.ofSeconds(31));
		assertThat(peer.closeReason()).isEqualTo(CloseReason.AUTH_TIMEOUT);
		this.fixture.workAndRun();
		assertThat(this.listener.events()).containsExactly("connect", "close AUTH_TIMEOUT");
		assertThat(this.fixture.presence).isEmpty();
		assertThat(this.fixture.sessions().registry().userCount()).isZero();
	}

	@Test
	void ignoresAnAnswerAfterTheCloseThatCrossesIt() {
		this.fixture.authenticator((credentials) -> AuthResult.accepted("alice"));
		TestPeer peer = this.fixture.open().receive(Bytes.connect("alice"));
		this.fixture.work();
		peer.connection().close();
		this.fixture.workAndRun();
		assertThat(this.listener.events()).containsExactly("connect", "close SERVER");
		assertThat(this.fixture.presence).isEmpty();
	}

	@Test
	void warnsOnceOfMoreAuthenticationsThanMayBePending() {
		this.fixture.authenticator(this.later);
		this.fixture.auth = this.fixture.auth.withMaxPending(1);
		try (LogLines lines = LogLines.of(Sessions.class)) {
			this.fixture.open().receive(Bytes.connect("one"));
			this.fixture.open().receive(Bytes.connect("two"));
			this.fixture.open().receive(Bytes.connect("three"));
			assertThat(lines.at(Level.WARN)).singleElement()
				.asString()
				.contains("1 authentications are in progress")
				.contains("auth.max-pending");
		}
	}

	@Test
	void refusesMoreAuthenticationsThanMayBePending() {
		this.fixture.authenticator(this.later);
		this.fixture.auth = this.fixture.auth.withMaxPending(2);
		TestPeer first = this.fixture.open().receive(Bytes.connect("one"));
		this.fixture.open().receive(Bytes.connect("two"));
		TestPeer third = this.fixture.open().receive(Bytes.connect("three"));
		assertThat(this.asked).hasSize(2);
		assertThat(third.sent().get(0).connackCode()).isEqualTo(15);
		assertThat(third.closeReason()).isEqualTo(CloseReason.LIMIT_EXCEEDED);
		assertThat(this.fixture.sessions().pendingAuthentications()).isEqualTo(2);
		first.disconnect();
		this.fixture.open().receive(Bytes.connect("four"));
		assertThat(this.asked).hasSize(3);
		assertThat(this.fixture.sessions().pendingAuthentications()).isEqualTo(2);
	}

	@Test
	void countsAnAuthenticatorThatHangsAsPendingUntilItReturns() {
		this.fixture.authenticator((credentials) -> AuthResult.accepted("alice"));
		TestPeer peer = this.fixture.open().receive(Bytes.connect("alice"));
		peer.after(Duration.ofSeconds(31));
		assertThat(peer.closeReason()).isEqualTo(CloseReason.AUTH_TIMEOUT);
		assertThat(this.fixture.sessions().pendingAuthentications()).isOne();
		this.fixture.workAndRun();
		assertThat(this.fixture.sessions().pendingAuthentications()).isZero();
	}

	@Test
	void asksTheAuthenticatorWhenOnConnectHasEnded() {
		this.fixture.on(this.listener, Dispatch.WORKER).authenticator(this.later);
		TestPeer peer = this.fixture.open().receive(Bytes.connect("alice"));
		assertThat(this.asked).isEmpty();
		this.fixture.workAndRun();
		assertThat(this.listener.events()).containsExactly("connect");
		assertThat(this.asked).hasSize(1);
		assertThat(peer.connection().state()).isEqualTo(ConnectionState.AUTHENTICATING);
	}

	@Test
	void livesOnWhenTheMetricsRecorderFails() {
		this.fixture.metrics = new WkMetricsRecorder() {

			@Override
			public void authentication(String name, AuthOutcome outcome, long nanos) {
				throw new IllegalStateException("expected");
			}

		};
		assertThat(this.fixture.login("alice").connection().state()).isEqualTo(ConnectionState.ACTIVE);
	}

	@Test
	void letsTheSharedTokenIn() {
		this.fixture.authenticator(Authenticator.sharedToken(Canary.TOKEN));
		assertThat(this.fixture.open().receive(Bytes.connect("alice", 5, 0, "d", Canary.TOKEN)).connection().uid())
			.isEqualTo("alice");
		assertThat(this.fixture.open().receive(Bytes.connect("alice", 5, 0, "d", "secre")).closeReason())
			.isEqualTo(CloseReason.AUTH_FAILED);
		assertThat(this.fixture.open().receive(Bytes.connect("a@b", 5, 0, "d", Canary.TOKEN)).closeReason())
			.isEqualTo(CloseReason.AUTH_FAILED);
	}

}
