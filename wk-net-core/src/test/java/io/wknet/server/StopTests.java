package io.wknet.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.Payload;
import io.wknet.listener.Dispatch;
import io.wknet.support.BlocksTheLoop;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import io.wknet.support.RecordingListener;
import io.wknet.transport.OutboundSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

class StopTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final Duration AT_MOST_LATE = Duration.ofSeconds(1);

	private final CountDownLatch begun = new CountDownLatch(1);

	private final CountDownLatch gate = new CountDownLatch(1);

	private final RecordingListener listener = new RecordingListener() {

		@Override
		protected void received(WkConnection connection, ClientFrame frame) throws Exception {
			StopTests.this.begun.countDown();
			StopTests.this.gate.await();
			connection.send((ApplicationFrame) frame);
		}

	};

	private final WkServer configured = WkServer.create()
		.port(0)
		.eventLoops(2)
		.listener(this.listener, Dispatch.WORKER)
		.authenticator((ReactiveAuthenticator) (credentials) -> credentials.uid().equals("never") ? Mono.never()
				: Mono.just(AuthResult.accepted(credentials.uid())));

	@AfterEach
	void noThreadIsLeft() {
		this.gate.countDown();
		Awaitility.await().untilAsserted(() -> assertThat(threads()).isEmpty());
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("wk-net") && !name.startsWith("wk-net-client"))
			.toList();
	}

	private static void assertStopsByForce(BoundWkServer server) {
		long begin = System.nanoTime();
		assertThat(server.stop(SHORT)).isFalse();
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(SHORT, SHORT.plus(AT_MOST_LATE));
		assertThat(server.connections().connectionCount()).isZero();
	}

	@Test
	void tellsReadingPeersAndClosesThem() throws Exception {
		BoundWkServer server = this.configured.bind();
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			clients.add(RawClient.login(server.port(), "u" + i));
		}
		assertThat(server.isAccepting()).isTrue();
		assertThat(server.stop(LONG)).isTrue();
		Awaitility.await().untilAsserted(() -> assertThat(threads()).isEmpty());
		assertThat(server.isAccepting()).isFalse();
		assertThat(server.isStopping()).isTrue();
		for (RawClient client : clients) {
			assertThat(client.readAll()).singleElement().satisfies((last) -> {
				assertThat(last.type()).isEqualTo(RawFrame.DISCONNECT);
				assertThat(last.disconnectCode()).isEqualTo(15);
				assertThat(last.disconnectText()).isEqualTo("SHUTDOWN");
			});
			client.close();
		}
		assertThat(server.stats().closed()).containsEntry(CloseReason.SHUTDOWN, 100L);
		assertThat(this.listener.events()).filteredOn("close SHUTDOWN"::equals).hasSize(100);
		new ServerSocket(server.port(), 1, InetAddress.getLoopbackAddress()).close();
	}

	@Test
	void letsCallsInFlightEndAndTheirAnswersLeave() throws Exception {
		BoundWkServer server = this.configured.bind();
		try (RawClient client = RawClient.login(server.port(), "alice")) {
			client.send(Bytes.join(Bytes.numbered(16, 1), Bytes.numbered(16, 2), Bytes.numbered(16, 3)));
			this.begun.await();
			Awaitility.await().until(() -> this.server(server).stats().pendingFrames() == 2);
			CompletableFuture<Boolean> stop = CompletableFuture.supplyAsync(() -> server.stop(LONG));
			Awaitility.await().until(server::isStopping);
			this.gate.countDown();
			assertThat(client.readAll()).extracting(RawFrame::type).containsExactly(16, 16, 16, RawFrame.DISCONNECT);
			assertThat(stop.join()).isTrue();
		}
	}

	@Test
	void refusesToWaitForItselfOnAnEventLoop() throws Exception {
		BoundWkServer server = this.configured.bind();
		CompletableFuture<Throwable> refusal = new CompletableFuture<>();
		server.schedule(Duration.ZERO, () -> {
			try {
				server.stop(LONG);
				refusal.complete(new AssertionError("It stopped"));
			}
			catch (IllegalStateException ex) {
				refusal.complete(ex);
			}
		});
		assertThat(refusal.get(10, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("another thread");
		assertThat(server.stop(LONG)).isTrue();
	}

	private WkConnection server(BoundWkServer server) {
		return server.connections().findByUid("alice").get(0);
	}

	@Test
	void sendsWhatIsQueuedBeforeItCloses() {
		BoundWkServer server = this.configured.bind();
		try (RawClient client = RawClient.login(server.port(), "alice")) {
			WkConnection connection = server(server);
			for (int i = 0; i < 500; i++) {
				connection.write(ApplicationFrame.of(20, Payload.copyOf(new byte[1000])));
			}
			CompletableFuture<Boolean> stop = CompletableFuture.supplyAsync(() -> server.stop(LONG));
			assertThat(client.readAll()).hasSize(501);
			assertThat(stop.join()).isTrue();
		}
	}

	@Test
	void interruptsAHungListenerAtTheDeadlineAndRunsEveryOnClose() throws Exception {
		BoundWkServer server = this.configured.bind();
		try (RawClient hung = RawClient.login(server.port(), "alice");
				RawClient idle = RawClient.login(server.port(), "bob")) {
			hung.send(Bytes.numbered(16, 1));
			this.begun.await();
			assertStopsByForce(server);
			assertThat(idle.readAll()).hasSize(1);
			assertThat(this.listener.events()).filteredOn("close SHUTDOWN"::equals).hasSize(2);
			Awaitility.await().untilAsserted(() -> assertThat(threads()).isEmpty());
		}
	}

	@Test
	@BlocksTheLoop("the listener hangs, as it must not")
	void leavesAListenerThatHangsOnItsEventLoop() throws Exception {
		BoundWkServer server = this.configured.listener(this.listener, Dispatch.EVENT_LOOP).bind();
		try (RawClient hung = RawClient.login(server.port(), "alice")) {
			hung.send(Bytes.numbered(16, 1));
			this.begun.await();
			long begin = System.nanoTime();
			assertThat(server.stop(SHORT)).isFalse();
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SHORT.plus(AT_MOST_LATE));
		}
	}

	@Test
	void closesAPeerThatDoesNotReadAtTheDeadline() {
		BoundWkServer server = this.configured.outbound(OutboundSettings.defaults().withMaxPendingBytes(64 << 20))
			.bind();
		try (RawClient client = RawClient.open(server.port(), 4096)) {
			client.login("alice");
			WkConnection connection = server(server);
			for (int i = 0; i < 20; i++) {
				connection.send(ApplicationFrame.of(20, Payload.copyOf(new byte[1 << 20])));
			}
			assertStopsByForce(server);
		}
	}

	@Test
	void doesNotWaitForAuthenticationsNorForSilentPeers() {
		BoundWkServer server = this.configured.bind();
		try (RawClient pending = RawClient.open(server.port()).send(Bytes.connect("never"));
				RawClient silent = RawClient.open(server.port());
				RawClient half = RawClient.login(server.port(), "half").send(Bytes.header(16, 100))) {
			Awaitility.await().until(() -> server.stats().pendingAuthentications() == 1);
			assertThat(server.stop(LONG)).isTrue();
			assertThat(pending.readAll()).hasSize(1);
			assertThat(silent.readAll()).hasSize(1);
			assertThat(half.readAll()).hasSize(1);
		}
		assertThat(server.stats().pendingAuthentications()).isZero();
	}

	@Test
	void letsASecondStopWaitForTheFirst() throws Exception {
		BoundWkServer server = this.configured.bind();
		try (RawClient client = RawClient.login(server.port(), "alice")) {
			client.send(Bytes.numbered(16, 1));
			this.begun.await();
			CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> server.stop(LONG));
			Awaitility.await().until(server::isStopping);
			CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> server.stop(LONG));
			assertThat(second).isNotDone();
			this.gate.countDown();
			assertThat(second.join()).isTrue();
			assertThat(first.join()).isTrue();
			assertThat(server.stop(LONG)).isTrue();
			server.close();
		}
	}

	/**
	 * What a listener accepts last is still on its way to its event loop.
	 */
	@ParameterizedTest
	@EnumSource(value = TransportType.class, names = { "NIO", "EPOLL", "IO_URING" })
	void leavesNothingOpenThatComesInTheMomentOfTheStop(TransportType transport) throws Exception {
		Assumptions.assumeTrue(transport != TransportType.EPOLL || Epoll.isAvailable());
		Assumptions.assumeTrue(transport != TransportType.IO_URING || IoUring.isAvailable());
		WkServer wanted = this.configured.transport(transport).listen(ListenerSettings.tcp(0), ListenerSettings.ws(0));
		for (int i = 0; i < 15; i++) {
			BoundWkServer server = wanted.bind();
			try (Socket plain = connect(server, "tcp"); Socket webSocket = connect(server, "ws")) {
				plain.getOutputStream().write(1);
				webSocket.getOutputStream().write('G');
				assertThat(server.stop(LONG)).isTrue();
				assertClosed(plain);
				assertClosed(webSocket);
			}
			ServerStats stats = server.stats();
			assertThat(stats.closed().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(stats.accepted());
		}
	}

	private static Socket connect(BoundWkServer server, String listener) throws IOException {
		return new Socket(InetAddress.getLoopbackAddress(), server.addresses().get(listener).getPort());
	}

	private static void assertClosed(Socket socket) throws IOException {
		socket.setSoTimeout((int) LONG.toMillis());
		try {
			socket.getInputStream().readAllBytes();
		}
		catch (SocketException ex) {
			// A reset, if something was not read or not even accepted.
			assertThat(ex).hasMessageContaining("reset");
		}
	}

	@Test
	void spreadsTheClosing() {
		BoundWkServer server = this.configured.closeOver(Duration.ofSeconds(1)).bind();
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			clients.add(RawClient.login(server.port(), "u" + i));
		}
		long begin = System.nanoTime();
		assertThat(server.stop(LONG)).isTrue();
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(900));
		clients.forEach(RawClient::close);
	}

	@Test
	void closesByForceWhatWasToCloseLater() {
		BoundWkServer server = this.configured.closeOver(Duration.ofMinutes(10)).bind();
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			clients.add(RawClient.login(server.port(), "u" + i));
		}
		assertStopsByForce(server);
		assertThat(this.listener.events()).filteredOn("close SHUTDOWN"::equals).hasSize(50);
		clients.forEach(RawClient::close);
	}

}
