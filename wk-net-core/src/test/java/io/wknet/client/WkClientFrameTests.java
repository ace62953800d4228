package io.wknet.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

import io.wknet.codec.WireFormat;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.EventFrame;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.ServerFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What a client and a server send each other once they are connected.
 */
class WkClientFrameTests extends ClientAndServer {

	@Test
	void aMessageIsAnsweredByItsSendack() throws Exception {
		WkClientConnection connection = open(this.client);
		SendFrame send = SendFrame.of(41, "no-1", "bob", 1, HELLO);
		SendackFrame ack = get(connection.sendForAck(send, SOON));
		assertThat(take(this.atServer)).isEqualTo(send);
		assertThat(ack).isEqualTo(SendackFrame.accepted(send, 7, 8));
	}

	@Test
	void messagesAreNumberedFromOne() throws Exception {
		WkClientConnection connection = open(this.client);
		assertThat(get(connection.sendForAck("bob", 1, HELLO, SOON)).clientSeq()).isEqualTo(1);
		assertThat(get(connection.sendForAck("bob", 1, HELLO, SOON)).clientSeq()).isEqualTo(2);
	}

	@Test
	void aMessageThatIsNotAcknowledgedInTimeFails() {
		WkClientConnection connection = open(this.client);
		assertThat(connection.sendForAck("", 1, HELLO, Duration.ofMillis(50))).failsWithin(SOON)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOf(WkClientTimeoutException.class)
			.withMessageContaining("clientSeq 1");
	}

	@Test
	void oneClientSeqCanNotWaitTwice() {
		WkClientConnection connection = open(this.client);
		SendFrame send = SendFrame.of(1, "", "", 1, HELLO);
		connection.sendForAck(send, SOON);
		assertThat(connection.sendForAck(send, SOON)).failsWithin(SOON)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOf(IllegalStateException.class);
	}

	@Test
	void aSendackThatNobodyWaitsForIsReceived() throws Exception {
		WkClientConnection connection = open(this.client);
		SendFrame send = SendFrame.of(1, "", "bob", 1, HELLO);
		get(connection.send(send));
		assertThat(connection.receive(SOON)).isEqualTo(SendackFrame.accepted(send, 7, 8));
	}

	@Test
	void aPingIsAnsweredByItsPong() throws Exception {
		WkClientConnection connection = open(this.client);
		assertThat(get(connection.ping())).isPositive().isLessThan(SOON);
	}

	@Test
	void aPongThatNobodyWaitsForIsReceived() throws Exception {
		WkClientConnection connection = open(this.client);
		connection.send(PingFrame.INSTANCE);
		assertThat(connection.receive(SOON)).isEqualTo(PongFrame.INSTANCE);
	}

	@Test
	void framesOfOneThreadArriveInTheOrderSent() throws Exception {
		WkClientConnection connection = open(this.client);
		for (int i = 0; i < 1000; i++) {
			if (i % 2 == 0) {
				connection.send(message(i));
			}
			else {
				connection.sendForAck(message(i), SOON);
			}
		}
		for (int i = 0; i < 1000; i++) {
			assertThat(take(this.atServer)).isEqualTo(message(i));
		}
	}

	@Test
	void framesAreReceivedInTheOrderSent() throws Exception {
		WkClientConnection connection = open(this.client);
		WkConnection atServer = take(this.online);
		List<ServerFrame> sent = List.of(recv(1), EventFrame.of("1", "typing", HELLO), ApplicationFrame.of(200, HELLO),
				recv(2));
		sent.forEach(atServer::send);
		for (ServerFrame frame : sent) {
			assertThat(connection.receive(SOON)).isEqualTo(frame);
		}
	}

	@Test
	void framesGoToTheListenerIfThereIsOne() throws Exception {
		BlockingQueue<ServerFrame> heard = new LinkedBlockingQueue<>();
		WkClientConnection connection = open(this.client.onFrame(heard::add));
		take(this.online).send(recv(1));
		assertThat(take(heard)).isEqualTo(recv(1));
		assertThatIllegalStateException().isThrownBy(() -> connection.receive(SOON)).withMessageContaining("onFrame");
	}

	@Test
	void aListenerThatFailsDoesNotEndTheConnection() throws Exception {
		WkClientConnection connection = open(this.client.onFrame((frame) -> {
			throw new IllegalStateException("thrown by a test");
		}));
		take(this.online).send(recv(1));
		assertThat(get(connection.ping())).isPositive();
	}

	@Test
	void readingStopsWhileNobodyReceives() throws Exception {
		WkClientConnection connection = open(this.client.maxPendingFrames(4));
		WkConnection atServer = take(this.online);
		for (int i = 0; i < 100; i++) {
			atServer.send(recv(i));
		}
		var ping = connection.ping().toCompletableFuture();
		for (int i = 0; i < 90; i++) {
			assertThat(connection.receive(SOON)).isEqualTo(recv(i));
			assertThat(ping).isNotDone();
		}
		for (int i = 90; i < 100; i++) {
			assertThat(connection.receive(SOON)).isEqualTo(recv(i));
		}
		assertThat(get(ping)).isPositive();
	}

	@Test
	void receivingNothingInTimeFails() {
		WkClientConnection connection = open(this.client);
		assertThatExceptionOfType(WkClientTimeoutException.class)
			.isThrownBy(() -> connection.receive(Duration.ofMillis(1)));
	}

	@Test
	void messagesAreAcknowledgedByThemselvesIfWanted() throws Exception {
		open(this.client.autoAck(true));
		take(this.online).send(recv(3));
		assertThat(take(this.atServer)).isEqualTo(RecvackFrame.of(recv(3)));
	}

	@Test
	void connectIsNotForTheApplicationToSend() {
		WkClientConnection connection = open(this.client);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> connection.send(ConnectFrame.of("alice", DeviceFlag.APP, "", "")));
	}

	@Test
	void aFrameThatTheFormatHasNoRoomForIsRefused() {
		WkClientConnection connection = open(this.client.format(WireFormat.WKPROTO));
		assertThat(connection.send(ApplicationFrame.of(200, HELLO))).failsWithin(SOON)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOf(IllegalArgumentException.class);
		assertThat(connection.isConnected()).isTrue();
	}

}
