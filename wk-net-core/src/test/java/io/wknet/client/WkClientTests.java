package io.wknet.client;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.auth.Credentials;
import io.wknet.auth.DeviceLevel;
import io.wknet.auth.Identity;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.canary.Canary;
import io.wknet.client.WkClientDisconnect.Cause;
import io.wknet.codec.WireFormat;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.ServerFrame;
import io.wknet.listener.WkListener;
import io.wknet.server.BoundWkServer;
import io.wknet.server.WkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A client and a real server on a loopback socket.
 */
class WkClientTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final Payload HELLO = Payload.utf8("hello");

	private final BlockingQueue<WkConnection> online = new LinkedBlockingQueue<>();

	private final BlockingQueue<ClientFrame> atServer = new LinkedBlockingQueue<>();

	private final BlockingQueue<WkConnection> gone = new LinkedBlockingQueue<>();

	private final BlockingQueue<WkClientDisconnect> disconnects = new LinkedBlockingQueue<>();

	private final BlockingQueue<WkClientConnection> connects = new LinkedBlockingQueue<>();

	private final List<AutoCloseable> resources = new ArrayList<>();

	private BoundWkServer server = server(0);

	private WkClient client = WkClient.create();

	@BeforeEach
	void configureClient() {
		this.resources.add(() -> this.server.close());
		this.client = WkClient.create()
			.host("localhost")
			.port(this.server.port())
			.uid("alice")
			.token(Canary.TOKEN)
			.connectTimeout(SOON)
			.onConnected(this.connects::add)
			.onDisconnected(this.disconnects::add);
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
	}

	private BoundWkServer server(int port) {
		WkListener listener = new WkListener() {

			@Override
			public void onAuthenticated(WkConnection connection) {
				WkClientTests.this.online.add(connection);
			}

			@Override
			public void onFrame(WkConnection connection, ClientFrame frame) {
				WkClientTests.this.atServer.add(frame);
				if (frame instanceof SendFrame send && !send.channelId().isEmpty()) {
					connection.send(SendackFrame.accepted(send, 7, 8));
				}
			}

			@Override
			public void onClose(WkConnection connection, CloseReason reason) {
				WkClientTests.this.gone.add(connection);
			}

		};
		return WkServer.create().port(port).authenticator(authenticator()).listener(listener).bind();
	}

	private static Authenticator authenticator() {
		return (ReactiveAuthenticator) (credentials) -> Mono.just(decide(credentials));
	}

	private static AuthResult decide(Credentials credentials) {
		if (!credentials.token().equals(Canary.TOKEN)) {
			return AuthResult.rejected();
		}
		DeviceLevel level = credentials.uid().equals("carol") ? DeviceLevel.MASTER : DeviceLevel.SLAVE;
		return AuthResult.accepted(Identity.of(credentials.uid(), level));
	}

	@ParameterizedTest
	@EnumSource
	void connectsAndAuthenticates(WireFormat format) throws Exception {
		WkClientConnection connection = open(this.client.format(format).deviceFlag(DeviceFlag.PC).deviceId("phone-1"));
		assertThat(connection.isConnected()).isTrue();
		assertThat(connection.connack().isSuccess()).isTrue();
		WkConnection atServer = take(this.online);
		assertThat(atServer.uid()).isEqualTo("alice");
		assertThat(atServer.deviceId()).isEqualTo("phone-1");
		assertThat(atServer.deviceFlag()).isEqualTo(DeviceFlag.PC);
		assertThat(take(this.connects)).isSameAs(connection);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5 })
	void speaksEveryProtocolVersion(int version) throws Exception {
		WkClientConnection connection = open(this.client.protocolVersion(version));
		assertThat(take(this.online).protocolVersion()).isEqualTo(version);
		assertThat(get(connection.sendForAck("bob", 1, HELLO, SOON)).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
	}

	@Test
	void aWrongTokenIsRefusedWithTheServersReason() {
		assertThatExceptionOfType(ConnectRejectedException.class)
			.isThrownBy(() -> this.client.token("wrong").connectNow())
			.withMessageContaining("check uid, token")
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.AUTH_FAIL));
		assertThat(this.connects).isEmpty();
		assertThat(this.disconnects).isEmpty();
	}

	@Test
	void connectingFailsWhereNobodyListens() {
		this.server.close();
		assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(() -> this.client.connectNow())
			.withMessageContaining("localhost:" + this.server.port())
			.withMessageContaining("is the server running?");
	}

	@Test
	void connectingFailsInTimeWhenTheServerNeverAnswers() throws Exception {
		try (ServerSocket silent = new ServerSocket(0)) {
			assertThatExceptionOfType(WkClientTimeoutException.class)
				.isThrownBy(() -> this.client.port(silent.getLocalPort()).connectNow(Duration.ofMillis(200)))
				.withMessageContaining("PT0.2S");
		}
	}

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

	@Test
	void aCancelledAttemptLeavesNoConnectionBehind() throws Exception {
		try (ServerSocket silent = new ServerSocket(0)) {
			var attempt = this.client.port(silent.getLocalPort()).connect().subscribe();
			try (var accepted = silent.accept()) {
				accepted.setSoTimeout((int) SOON.toMillis());
				attempt.dispose();
				assertThat(accepted.getInputStream().readAllBytes()).hasSizeLessThan(100);
			}
		}
	}

	@Test
	void clientsCanRunOnLoopsOfTheirOwn() throws Exception {
		LoopResources loops = LoopResources.create("own", 1, true);
		WkClientConnection connection = open(this.client.runOn(loops));
		assertThat(get(connection.ping())).isPositive();
		connection.close();
		get(connection.closed());
		loops.disposeLater(Duration.ZERO, SOON).block(SOON);
	}

	@Test
	void manyClientsShareFewThreads() throws Exception {
		List<WkClientConnection> clients = Flux.range(0, 500)
			.flatMap((i) -> this.client.uid("user-" + i).connect(), 50)
			.collectList()
			.block(SOON);
		assertThat(clients).hasSize(500);
		this.resources.addAll(clients);
		assertThat(get(clients.get(499).ping())).isPositive();
		long threads = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("wk-client"))
			.count();
		assertThat(threads).isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
	}

	@Test
	void aConfigurationIsCheckedWhenItIsMade() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.host(" "));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.port(0));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.port(65_536));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.protocolVersion(6));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.connectTimeout(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.pingInterval(Duration.ofMillis(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.maxPendingFrames(0));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.reconnect(Duration.ZERO, SOON));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.reconnect(SOON, Duration.ofSeconds(1)));
	}

	private WkClientConnection open(WkClient configured) {
		WkClientConnection connection = configured.connectNow();
		this.resources.add(connection);
		return connection;
	}

	private static SendFrame message(int number) {
		return SendFrame.of(number, "", "bob", 1, HELLO);
	}

	private static RecvFrame recv(int number) {
		return new RecvFrame(0, 0, "", "bob", "bob", 1, 0, "", 0, "", 0, number + 1, number, 0, "", HELLO);
	}

	private static <T> T get(CompletionStage<T> stage) throws Exception {
		return stage.toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
	}

	private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
		T element = queue.poll(SOON.toSeconds(), TimeUnit.SECONDS);
		assertThat(element).as("What was waited for").isNotNull();
		return element;
	}

}
