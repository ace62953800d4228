package io.wknet.spring.test;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.wknet.codec.WireFormat;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionState;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.Payload;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.ServerFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TestWkConnectionTests {

	private static final ServerFrame HELLO = ApplicationFrame.of(16, Payload.utf8("hello"));

	@Test
	void hasAnIdOfItsOwn() {
		assertThat(TestWkConnection.authenticated("alice").id())
			.isNotEqualTo(TestWkConnection.authenticated("alice").id());
	}

	@Test
	void isNobodyBeforeAuthentication() {
		TestWkConnection connection = TestWkConnection.unauthenticated();
		assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
		assertThat(connection.isAuthenticated()).isFalse();
		assertThat(connection.uid()).isNull();
		assertThat(connection.deviceId()).isNull();
		assertThat(connection.deviceFlag()).isNull();
		assertThat(connection.protocol()).isEqualTo("auto");
	}

	@Test
	void isAsItWasBuilt() {
		InetSocketAddress client = new InetSocketAddress("192.0.2.7", 1234);
		InetSocketAddress server = new InetSocketAddress("192.0.2.1", 5200);
		TestWkConnection connection = TestWkConnection.builder()
			.uid("alice")
			.deviceId("phone")
			.deviceFlag(DeviceFlag.WEB)
			.listener("ws")
			.format(WireFormat.WKPROTO)
			.protocolVersion(4)
			.remoteAddress(client)
			.localAddress(server)
			.attribute("role", "staff")
			.build();
		assertThat(connection.uid()).isEqualTo("alice");
		assertThat(connection.deviceId()).isEqualTo("phone");
		assertThat(connection.deviceFlag()).isEqualTo(DeviceFlag.WEB);
		assertThat(connection.listener()).isEqualTo("ws");
		assertThat(connection.protocol()).isEqualTo("wkproto");
		assertThat(connection.protocolVersion()).isEqualTo(4);
		assertThat(connection.remoteAddress()).isEqualTo(client);
		assertThat(connection.localAddress()).isEqualTo(server);
		assertThat(connection.attributes()).containsEntry("role", "staff");
	}

	@Test
	void isNotChangedByItsBuilder() {
		TestWkConnection.Builder builder = TestWkConnection.builder().uid("alice");
		TestWkConnection alice = builder.build();
		TestWkConnection bob = builder.uid("bob").attribute("role", "staff").build();
		assertThat(alice.uid()).isEqualTo("alice");
		assertThat(alice.attributes()).isEmpty();
		assertThat(bob.uid()).isEqualTo("bob");
	}

	@Test
	void refusesAProtocolVersionThatThereIsNot() {
		assertThatIllegalArgumentException().isThrownBy(() -> TestWkConnection.builder().protocolVersion(6))
			.withMessage("The protocol version must be 1..5, found 6");
	}

	@Test
	void keepsWhatIsNotFlushedApart() {
		TestWkConnection connection = TestWkConnection.authenticated("alice");
		connection.write(HELLO);
		assertThat(connection.sent()).isEmpty();
		assertThat(connection.unflushed()).containsExactly(HELLO);
		assertThat(connection.stats().pendingBytes()).isEqualTo(6 + 5);
		connection.flush();
		assertThat(connection.sent()).containsExactly(HELLO);
		assertThat(connection.unflushed()).isEmpty();
	}

	@Test
	void remembersMaxIdle() {
		TestWkConnection connection = TestWkConnection.authenticated("alice");
		assertThat(connection.maxIdle()).isNull();
		connection.maxIdle(Duration.ofMinutes(1));
		assertThat(connection.maxIdle()).isEqualTo(Duration.ofMinutes(1));
	}

	@Test
	void closesForReasonsThatListenersDoNotHave() {
		TestWkConnection connection = TestWkConnection.authenticated("alice");
		connection.closeFor(CloseReason.IDLE_TIMEOUT);
		connection.kick();
		assertThat(connection.closeReason()).isEqualTo(CloseReason.IDLE_TIMEOUT);
		assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
		WkAssertions.assertThat(connection.disconnect()).isDisconnect(CloseReason.IDLE_TIMEOUT);
	}

	@Test
	void overTheVariableHeaderTellsOnlyThoseWhoShallStayAway() {
		TestWkConnection.Builder builder = TestWkConnection.builder().uid("alice").format(WireFormat.WKPROTO);
		TestWkConnection closed = builder.build();
		closed.close();
		assertThat(closed.disconnect()).isNull();
		TestWkConnection banned = builder.build();
		banned.close(ReasonCode.BAN, "enough");
		assertThat(banned.disconnect()).isNotNull();
		TestWkConnection kicked = builder.build();
		kicked.kick();
		assertThat(kicked.disconnect()).isNotNull();
	}

	@Test
	void overTheVariableHeaderHasNoFramesOfTheApplication() {
		TestWkConnection connection = TestWkConnection.builder().uid("alice").format(WireFormat.WKPROTO).build();
		assertThat(connection.send(HELLO).toCompletableFuture()).isCompletedExceptionally();
		assertThat(connection.sent()).isEmpty();
	}

	@Test
	void closesForOneReasonOnManyThreads() {
		TestWkConnection connection = TestWkConnection.authenticated("alice");
		List<CompletableFuture<Void>> threads = IntStream.range(0, 8).mapToObj((i) -> CompletableFuture.runAsync(() -> {
			for (int n = 0; n < 1_000; n++) {
				connection.send(HELLO);
			}
			connection.closeFor((i % 2 == 0) ? CloseReason.KICKED : CloseReason.SERVER);
		})).toList();
		threads.forEach(CompletableFuture::join);
		assertThat(connection.closeReason()).isIn(CloseReason.KICKED, CloseReason.SERVER);
		WkAssertions.assertThat(connection.disconnect()).isDisconnect(connection.closeReason());
		assertThat(connection.sent()).hasSizeGreaterThanOrEqualTo(1_000).hasSize((int) connection.stats().framesOut());
	}

}
