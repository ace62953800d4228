package io.wknet.spring.test;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.wknet.auth.DeviceLevel;
import io.wknet.auth.Identity;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionClosedException;
import io.wknet.connection.ConnectionState;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.ServerFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * What a connection with a socket and one without have in common.
 */
abstract class WkConnectionContract {

	static final Duration SOON = Duration.ofSeconds(10);

	static final Identity ALICE = new Identity("alice", DeviceLevel.MASTER, Map.of("role", "staff"));

	private static final ServerFrame HELLO = ApplicationFrame.of(16, Payload.utf8("hello"));

	private static final ServerFrame AGAIN = ApplicationFrame.of(16, Payload.utf8("again"));

	/**
	 * The connection of {@link #ALICE}, from an app on the device "device".
	 */
	abstract WkConnection connection();

	/**
	 * What the client has received next.
	 */
	abstract ServerFrame received() throws Exception;

	/**
	 * What the client was told at the end.
	 */
	abstract DisconnectFrame disconnect() throws Exception;

	@Test
	void knowsWhoTheClientIs() {
		WkConnection connection = connection();
		assertThat(connection.id()).isPositive();
		assertThat(connection.isAuthenticated()).isTrue();
		assertThat(connection.identity()).isEqualTo(ALICE);
		assertThat(connection.uid()).isEqualTo("alice");
		assertThat(connection.deviceLevel()).isEqualTo(DeviceLevel.MASTER);
		assertThat(connection.deviceId()).isEqualTo("device");
		assertThat(connection.deviceFlag()).isEqualTo(DeviceFlag.APP);
		assertThat(connection.listener()).isEqualTo("tcp");
		assertThat(connection.protocol()).isEqualTo("fixed");
		assertThat(connection.protocolVersion()).isEqualTo(5);
		assertThat(connection.tlsSession()).isNull();
		assertThat(connection.lastActivityAt()).isAfterOrEqualTo(connection.connectedAt());
	}

	@Test
	void isOpenAndActive() {
		WkConnection connection = connection();
		assertThat(connection.isOpen()).isTrue();
		assertThat(connection.state()).isEqualTo(ConnectionState.ACTIVE);
		assertThat(connection.closeReason()).isNull();
		assertThat(connection).hasToString("Connection[id=" + connection.id() + ", state=ACTIVE]");
	}

	@Test
	void beginsWithTheAttributesOfTheIdentity() {
		WkConnection connection = connection();
		assertThat(connection.attributes()).containsExactly(Map.entry("role", "staff"));
		connection.attributes().put("mood", "good");
		assertThat(connection.attributes()).containsEntry("mood", "good").isSameAs(connection.attributes());
	}

	@Test
	void hasNoNullAmongItsAttributes() {
		assertThatNullPointerException().isThrownBy(() -> connection().attributes().put("mood", null));
	}

	@Test
	void sends() throws Exception {
		assertThat(connection().send(HELLO).toCompletableFuture()).succeedsWithin(SOON);
		assertThat(received()).isEqualTo(HELLO);
	}

	@Test
	void sendsWhatWasWrittenWithTheNextFlush() throws Exception {
		WkConnection connection = connection();
		connection.write(HELLO);
		connection.write(AGAIN);
		connection.flush();
		assertThat(received()).isEqualTo(HELLO);
		assertThat(received()).isEqualTo(AGAIN);
	}

	@Test
	void sendsWhatWasWrittenBeforeWhatIsSent() throws Exception {
		WkConnection connection = connection();
		connection.write(HELLO);
		connection.send(AGAIN);
		assertThat(received()).isEqualTo(HELLO);
		assertThat(received()).isEqualTo(AGAIN);
	}

	@Test
	void sendsWhatWasWrittenBeforeItCloses() throws Exception {
		WkConnection connection = connection();
		connection.write(HELLO);
		connection.close();
		assertThat(received()).isEqualTo(HELLO);
		assertThat(disconnect()).isNotNull();
	}

	@Test
	void countsWhatIsSent() throws Exception {
		WkConnection connection = connection();
		long frames = connection.stats().framesOut();
		long bytes = connection.stats().bytesOut();
		assertThat(connection.send(HELLO).toCompletableFuture()).succeedsWithin(SOON);
		assertThat(received()).isEqualTo(HELLO);
		assertThat(connection.stats().framesOut() - frames).isOne();
		assertThat(connection.stats().bytesOut() - bytes).isEqualTo(6 + 5);
		assertThat(connection.stats().pendingBytes()).isZero();
	}

	@Test
	void closes() throws Exception {
		WkConnection connection = connection();
		connection.close();
		assertThat(connection.isOpen()).isFalse();
		assertThat(connection.closeReason()).isEqualTo(CloseReason.SERVER);
		assertThat(connection.isAuthenticated()).isTrue();
		WkAssertions.assertThat(disconnect()).isDisconnect(ReasonCode.UNKNOWN, "SERVER");
	}

	@Test
	void closesWithACodeAndWords() throws Exception {
		WkConnection connection = connection();
		connection.close(ReasonCode.BAN, "enough");
		assertThat(connection.closeReason()).isEqualTo(CloseReason.SERVER);
		WkAssertions.assertThat(disconnect()).isDisconnect(ReasonCode.BAN, "enough");
	}

	@Test
	void kicks() throws Exception {
		WkConnection connection = connection();
		connection.kick();
		assertThat(connection.isOpen()).isFalse();
		assertThat(connection.closeReason()).isEqualTo(CloseReason.KICKED);
		WkAssertions.assertThat(disconnect()).isDisconnect(CloseReason.KICKED);
	}

	@Test
	void closesForTheFirstReason() throws Exception {
		WkConnection connection = connection();
		connection.kick();
		connection.close(ReasonCode.BAN, "enough");
		connection.close();
		assertThat(connection.closeReason()).isEqualTo(CloseReason.KICKED);
		WkAssertions.assertThat(disconnect()).isDisconnect(CloseReason.KICKED);
	}

	@Test
	void sendsNothingOnceItIsClosed() {
		WkConnection connection = connection();
		connection.kick();
		CompletionStage<Void> result = connection.send(HELLO);
		assertThat(result.toCompletableFuture()).failsWithin(SOON)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ConnectionClosedException.class,
					(ex) -> assertThat(ex.reason()).isEqualTo(CloseReason.KICKED))
			.withMessage("Connection " + connection.id() + " is closed (KICKED); nothing can be sent over it");
	}

	@Test
	void dropsWhatIsWrittenOnceItIsClosed() throws Exception {
		WkConnection connection = connection();
		connection.kick();
		connection.write(HELLO);
		connection.flush();
		assertThat(disconnect()).as("the next frame").isNotNull();
	}

	@Test
	void refusesANegativeMaxIdle() {
		assertThatIllegalArgumentException().isThrownBy(() -> connection().maxIdle(Duration.ofMillis(-1)))
			.withMessage("maxIdle must not be negative, found PT-0.001S");
	}

	@Test
	void failsToSendWhatCanNotBeEncoded() {
		DisconnectFrame tooLong = DisconnectFrame.of(ReasonCode.UNKNOWN, "x".repeat(32_768));
		assertThat(connection().send(tooLong).toCompletableFuture()).failsWithin(SOON)
			.withThrowableThat()
			.withCauseInstanceOf(IllegalArgumentException.class);
	}

}
