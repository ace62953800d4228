package io.wknet.client;

import java.time.Duration;
import java.util.concurrent.ExecutionException;

import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.client.WkClientDisconnect.Cause;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.server.WkServer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How connections of a client end, and which of them come back.
 */
class WkClientCloseTests extends ClientAndServer {

	@Test
	void closingEndsTheConnectionOnBothSides() throws Exception {
		WkClientConnection connection = open(this.client.reconnect(Duration.ofMillis(1), SOON));
		WkConnection atServer = take(this.online);
		connection.send(message(1));
		connection.close();
		WkClientDisconnect disconnect = get(connection.closed());
		assertThat(disconnect).isEqualTo(WkClientDisconnect.of(Cause.CLIENT));
		assertThat(take(this.disconnects)).isEqualTo(disconnect);
		assertThat(take(this.atServer)).isEqualTo(message(1));
		assertThat(take(this.gone)).isSameAs(atServer);
		assertThat(atServer.closeReason()).isEqualTo(CloseReason.CLIENT);
		assertThat(connection.isConnected()).isFalse();
	}

	@Test
	void nothingIsSentOrReceivedOnceClosed() throws Exception {
		WkClientConnection connection = open(this.client);
		var unanswered = connection.sendForAck("", 1, HELLO, SOON);
		connection.abort();
		get(connection.closed());
		assertThat(unanswered).failsWithin(SOON)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOf(WkClientClosedException.class);
		assertThat(connection.send(message(1))).failsWithin(SOON)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOf(WkClientClosedException.class)
			.withMessageContaining("CLIENT");
		assertThatExceptionOfType(WkClientClosedException.class).isThrownBy(() -> connection.receive(SOON));
	}

	@Test
	void theServersCloseIsTold() throws Exception {
		WkClientConnection connection = open(this.client);
		take(this.online).close(ReasonCode.BAN, "enough");
		assertThat(connection.receive(SOON)).isEqualTo(DisconnectFrame.of(ReasonCode.BAN, "enough"));
		assertThat(get(connection.closed()))
			.isEqualTo(new WkClientDisconnect(Cause.SERVER, ReasonCode.BAN, "enough", null, false));
	}

	@Test
	void aClientComesBackToANewServer() throws Exception {
		WkClientConnection connection = open(this.client.reconnect(Duration.ofMillis(1), Duration.ofMillis(50)));
		take(this.connects);
		this.server.close();
		WkClientDisconnect disconnect = take(this.disconnects);
		assertThat(disconnect.willReconnect()).isTrue();
		assertThat(disconnect.reasonCode()).isEqualTo(ReasonCode.SYSTEM_ERROR);
		this.online.clear();
		this.server = server(this.server.port());
		assertThat(take(this.connects)).isSameAs(connection);
		take(this.online).send(recv(9));
		assertThat(connection.receive(SOON)).isInstanceOf(DisconnectFrame.class);
		assertThat(connection.receive(SOON)).isEqualTo(recv(9));
		assertThat(connection.closed().toCompletableFuture()).isNotDone();
	}

	@Test
	void aClientThatWasKickedStaysAway() throws Exception {
		WkClient carol = this.client.uid("carol").reconnect(Duration.ofMillis(1), Duration.ofMillis(1));
		WkClientConnection older = open(carol);
		open(carol);
		WkClientDisconnect disconnect = get(older.closed());
		assertThat(disconnect.reasonCode()).isEqualTo(ReasonCode.CONNECT_KICK);
		assertThat(disconnect.willReconnect()).isFalse();
		assertThat(this.connects).hasSize(2);
	}

	@Test
	void aClientThatIsRefusedAfterALossStaysAway() throws Exception {
		VirtualTimeScheduler clock = VirtualTimeScheduler.create();
		WkClientConnection connection = open(
				this.client.scheduler(clock).reconnect(Duration.ofSeconds(1), Duration.ofSeconds(2)));
		int port = this.server.port();
		this.server.close();
		assertThat(take(this.disconnects).willReconnect()).isTrue();
		this.server = WkServer.create()
			.port(port)
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.rejected(ReasonCode.BAN)))
			.bind();
		clock.advanceTimeBy(Duration.ofSeconds(1));
		WkClientDisconnect disconnect = get(connection.closed());
		assertThat(disconnect.cause()).isEqualTo(Cause.REJECTED);
		assertThat(disconnect.reasonCode()).isEqualTo(ReasonCode.BAN);
	}

	@Test
	void aClientThatWaitsToReconnectCanBeClosed() throws Exception {
		VirtualTimeScheduler clock = VirtualTimeScheduler.create();
		WkClientConnection connection = open(
				this.client.scheduler(clock).reconnect(Duration.ofSeconds(1), Duration.ofSeconds(2)));
		this.server.close();
		take(this.disconnects);
		assertThat(connection.send(message(1))).failsWithin(SOON);
		connection.close();
		assertThat(get(connection.closed()).cause()).isEqualTo(Cause.CLIENT);
	}

}
