package io.wknet.session;

import java.time.Duration;

import io.wknet.codec.FrameLimits;
import io.wknet.connection.CloseReason;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.listener.Dispatch;
import io.wknet.support.Bytes;
import io.wknet.support.RawFrame;
import io.wknet.support.RecordingListener;
import io.wknet.transport.OutboundSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SessionDeadlineTests {

	private static final Duration TWO_TICKS = Duration.ofMillis(20);

	private static final Duration MILLI = Duration.ofMillis(1);

	private static final ApplicationFrame FRAME = ApplicationFrame.of(20, Payload.copyOf(new byte[100]));

	private final RecordingListener listener = new RecordingListener();

	private final SessionFixture fixture = new SessionFixture().on(this.listener);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	private static void assertClosesAfter(TestPeer peer, Duration time, CloseReason reason) {
		peer.after(time.minus(MILLI));
		assertThat(peer.closeReason()).as("Closed before %s", time).isNull();
		peer.after(TWO_TICKS.plus(MILLI));
		assertThat(peer.closeReason()).as("Closed after %s", time).isEqualTo(reason);
	}

	@Test
	void closesASilentPeerAtTheAuthenticationTimeout() {
		TestPeer peer = this.fixture.open();
		assertClosesAfter(peer, Duration.ofSeconds(30), CloseReason.AUTH_TIMEOUT);
		assertThat(this.listener.events()).containsExactly("connect", "close AUTH_TIMEOUT");
		assertThat(peer.sent()).singleElement().satisfies((frame) -> {
			assertThat(frame.disconnectCode()).isEqualTo(2);
			assertThat(frame.disconnectText()).isEqualTo("AUTH_TIMEOUT");
		});
		assertThat(this.fixture.sessions().closed()).containsEntry(CloseReason.AUTH_TIMEOUT, 1L);
	}

	@Test
	void doesNotWaitLongerForAConnectThatComesByteByByte() {
		TestPeer peer = this.fixture.open();
		byte[] connect = Bytes.connect("alice");
		for (int i = 0; i < 6; i++) {
			peer.receive(new byte[] { connect[i] });
			if (i < 5) {
				peer.after(Duration.ofSeconds(5));
			}
		}
		assertClosesAfter(peer, Duration.ofSeconds(5), CloseReason.AUTH_TIMEOUT);
	}

	@Test
	void takesAConnectThatComesByteByByteInTime() {
		TestPeer peer = this.fixture.open();
		for (byte one : Bytes.connect("alice")) {
			peer.receive(new byte[] { one }).after(Duration.ofMillis(250));
		}
		assertThat(peer.connection().uid()).isEqualTo("alice");
		peer.after(Duration.ofSeconds(60));
		assertThat(peer.connection().isOpen()).isTrue();
	}

	@Test
	void closesAtTheFrameTimeoutAConnectThatIsSlowerThanThat() {
		this.fixture.frameLimits = FrameLimits.defaults().withTimeout(Duration.ofSeconds(10));
		TestPeer peer = this.fixture.open().after(Duration.ofSeconds(3)).receive(new byte[] { 1 });
		assertClosesAfter(peer, Duration.ofSeconds(10), CloseReason.FRAME_TIMEOUT);
	}

	@Test
	void closesAnIdlePeer() {
		TestPeer peer = this.fixture.login("alice");
		assertClosesAfter(peer, Duration.ofMinutes(5), CloseReason.IDLE_TIMEOUT);
		assertThat(peer.sent()).singleElement().satisfies((frame) -> {
			assertThat(frame.type()).isEqualTo(RawFrame.DISCONNECT);
			assertThat(frame.disconnectCode()).isZero();
		});
		assertThat(this.fixture.presence).containsExactly("+alice", "-alice");
	}

	@Test
	void countsIdleTimeFromTheLastByteOfAnyFrame() {
		TestPeer peer = this.fixture.login("alice");
		peer.after(Duration.ofSeconds(299)).receive(Bytes.PING);
		peer.after(Duration.ofSeconds(299)).receive(Bytes.numbered(16, 1));
		assertClosesAfter(peer, Duration.ofMinutes(5), CloseReason.IDLE_TIMEOUT);
	}

	@Test
	void doesNotCountWhatTheServerSendsAsActivity() {
		TestPeer peer = this.fixture.login("alice");
		for (int i = 0; i < 4; i++) {
			peer.after(Duration.ofMinutes(1));
			peer.connection().send(FRAME);
			assertThat(peer.sent()).hasSize(1);
		}
		assertClosesAfter(peer, Duration.ofMinutes(1), CloseReason.IDLE_TIMEOUT);
	}

	@Test
	void neverClosesAnIdlePeerIfSwitchedOff() {
		this.fixture.idleTimeout = Duration.ZERO;
		TestPeer peer = this.fixture.login("alice").after(Duration.ofHours(1));
		assertThat(peer.connection().isOpen()).isTrue();
	}

	@Test
	void takesAnIdleLimitOfTheConnectionsOwn() {
		TestPeer peer = this.fixture.login("alice");
		peer.connection().maxIdle(Duration.ofSeconds(2));
		assertClosesAfter(peer.run(), Duration.ofSeconds(2), CloseReason.IDLE_TIMEOUT);
	}

	@Test
	void takesALongerIdleLimitOfTheConnectionsOwn() {
		TestPeer peer = this.fixture.login("alice");
		peer.connection().maxIdle(Duration.ofMinutes(6));
		assertClosesAfter(peer.run(), Duration.ofMinutes(6), CloseReason.IDLE_TIMEOUT);
	}

	@Test
	void closesAtOnceWhenTheNewLimitHasPassedAlready() {
		this.fixture.idleTimeout = Duration.ZERO;
		TestPeer peer = this.fixture.login("alice").after(Duration.ofMinutes(1));
		peer.connection().maxIdle(Duration.ofSeconds(30));
		peer.run().after(TWO_TICKS);
		assertThat(peer.closeReason()).isEqualTo(CloseReason.IDLE_TIMEOUT);
	}

	@Test
	void switchesIdleClosingOffAndOnForOneConnection() {
		TestPeer peer = this.fixture.login("alice");
		peer.connection().maxIdle(Duration.ZERO);
		peer.run().after(Duration.ofMinutes(11));
		assertThat(peer.connection().isOpen()).isTrue();
		peer.connection().maxIdle(Duration.ofMinutes(12));
		assertClosesAfter(peer.run(), Duration.ofMinutes(1), CloseReason.IDLE_TIMEOUT);
	}

	@Test
	void takesTheLongestDurationForNever() {
		this.fixture.idleTimeout = Duration.ofSeconds(Long.MAX_VALUE);
		TestPeer peer = this.fixture.login("alice").after(Duration.ofMinutes(10));
		assertThat(peer.connection().isOpen()).isTrue();
	}

	@Test
	void closesWhenAFrameThatHasBegunDoesNotEnd() {
		TestPeer peer = this.fixture.login("alice").after(Duration.ofSeconds(100)).receive(Bytes.header(16, 100));
		assertClosesAfter(peer, Duration.ofSeconds(30), CloseReason.FRAME_TIMEOUT);
	}

	@Test
	void doesNotWaitLongerForAFrameThatComesByteByByte() {
		TestPeer peer = this.fixture.login("alice").receive(Bytes.header(16, 100));
		for (int i = 0; i < 29; i++) {
			peer.after(Duration.ofSeconds(1)).receive(new byte[1]);
		}
		assertClosesAfter(peer, Duration.ofSeconds(1), CloseReason.FRAME_TIMEOUT);
	}

	@Test
	void timesEveryFrameByItself() {
		TestPeer peer = this.fixture.login("alice");
		byte[] two = Bytes.join(Bytes.numbered(16, 1), Bytes.numbered(16, 2));
		peer.receive(new byte[] { two[0] });
		for (int i = 1; i < two.length - 1; i++) {
			peer.after(Duration.ofSeconds(3)).receive(new byte[] { two[i] });
		}
		assertThat(this.listener.frames()).hasSize(1);
		assertThat(peer.connection().isOpen()).isTrue();
		assertClosesAfter(peer, Duration.ofSeconds(6), CloseReason.FRAME_TIMEOUT);
	}

	@Test
	void doesNotCloseAnIdlePeerWhileItsReadingIsPaused() {
		this.fixture.on(this.listener, Dispatch.WORKER).dispatch = this.fixture.dispatch.withMaxPendingFrames(2);
		TestPeer peer = this.fixture.login("alice");
		this.fixture.workAndRun();
		peer.receive(Bytes.repeat(Bytes.numbered(16, 1), 4));
		assertThat(peer.isReading()).isFalse();
		peer.after(Duration.ofMinutes(20));
		assertThat(peer.connection().isOpen()).isTrue();
		this.fixture.workAndRun();
		assertThat(this.listener.frames()).hasSize(4);
		assertThat(peer.isReading()).isTrue();
		assertClosesAfter(peer, Duration.ofMinutes(5), CloseReason.IDLE_TIMEOUT);
	}

	@Test
	void doesNotTimeAFrameWhileReadingIsPaused() {
		this.fixture.on(this.listener, Dispatch.WORKER).dispatch = this.fixture.dispatch.withMaxPendingFrames(2);
		TestPeer peer = this.fixture.login("alice");
		this.fixture.workAndRun();
		peer.receive(Bytes.join(Bytes.repeat(Bytes.numbered(16, 1), 3), Bytes.header(16, 4)));
		peer.after(Duration.ofMinutes(2));
		this.fixture.workAndRun();
		assertClosesAfter(peer, Duration.ofSeconds(30), CloseReason.FRAME_TIMEOUT);
	}

	@Test
	void closesAPeerThatTakesNothingForTheOutboundTimeout() {
		TestPeer peer = this.fixture.login("alice");
		peer.stall();
		peer.connection().send(FRAME);
		peer.run();
		for (int i = 0; i < 29; i++) {
			peer.after(Duration.ofSeconds(1)).receive(Bytes.PING);
		}
		assertClosesAfter(peer, Duration.ofSeconds(1), CloseReason.SLOW_CONSUMER);
	}

	@Test
	void countsTheAgeOfBytesThatWaitedBehindOthers() {
		TestPeer peer = this.fixture.login("alice");
		peer.stall();
		peer.connection().send(FRAME);
		peer.run();
		peer.connection().send(FRAME);
		peer.run().after(Duration.ofSeconds(20));
		peer.takeInFlight();
		assertClosesAfter(peer, Duration.ofSeconds(10), CloseReason.SLOW_CONSUMER);
	}

	@Test
	void givesAPeerThatIsToldGoodbyeTimeToTakeIt() {
		TestPeer peer = this.fixture.login("alice").receive(Bytes.header(16, 100)).after(Duration.ofSeconds(25));
		peer.stall();
		peer.connection().send(FRAME);
		peer.connection().close();
		peer.run().after(Duration.ofSeconds(29));
		assertThat(peer.isChannelOpen()).isTrue();
		peer.unstall();
		assertThat(peer.sent()).extracting(RawFrame::type).containsExactly(20, RawFrame.DISCONNECT);
		assertThat(peer.isChannelOpen()).isFalse();
	}

	@Test
	void givesUpOnAPeerThatDoesNotTakeItsGoodbye() {
		TestPeer peer = this.fixture.login("alice");
		peer.stall();
		peer.connection().send(FRAME);
		peer.run();
		peer.connection().close();
		peer.run().after(Duration.ofSeconds(31));
		assertThat(peer.isChannelOpen()).isFalse();
		assertThat(this.listener.events()).endsWith("close SERVER");
	}

	@Test
	void givesUpEvenIfTheCloseCrossesTheOutboundTimeout() {
		this.fixture.outbound = OutboundSettings.defaults().withTimeout(Duration.ofSeconds(1));
		TestPeer peer = this.fixture.login("alice");
		peer.stall();
		peer.connection().send(FRAME);
		peer.run().after(Duration.ofMillis(999));
		// The reason is fixed, but what follows is still to run when the deadline comes.
		Session session = (Session) peer.connection();
		session.close();
		session.channel().loop().cancel(session);
		session.expired(session.channel().nextDeadline());
		peer.run().after(Duration.ofSeconds(2));
		assertThat(peer.isChannelOpen()).isFalse();
	}

}
