package io.wknet.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.FrameType;
import io.wknet.frame.Payload;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.server.BoundWkServer;
import io.wknet.server.ListenerSettings;
import io.wknet.server.WkServer;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import io.wknet.support.RawWebSocket;
import io.wknet.support.Tls;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.TlsSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that is stopped, or killed, in the middle of everything.
 */
@Timeout(600)
class StopAttackTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Duration SHORT = Duration.ofMillis(400);

	/** What a stop by force may take beyond its deadline, on a slow machine. */
	private static final Duration AT_MOST_LATE = Duration.ofSeconds(5);

	private static final int HANG = 100;

	private final Map<Long, AtomicInteger> closes = new ConcurrentHashMap<>();

	private final AtomicInteger handled = new AtomicInteger();

	private final CountDownLatch gate = new CountDownLatch(1);

	private long socketsBefore;

	/**
	 * Answers each frame with itself, once it has taken a while over it.
	 */
	private final WkListener listener = new WkListener() {

		@Override
		public void onConnect(WkConnection connection) {
			StopAttackTests.this.closes.put(connection.id(), new AtomicInteger());
		}

		@Override
		public void onFrame(WkConnection connection, ClientFrame frame) throws Exception {
			if (((ApplicationFrame) frame).typeCode() == HANG) {
				StopAttackTests.this.gate.await();
			}
			Thread.sleep(1);
			StopAttackTests.this.handled.incrementAndGet();
			connection.send((ApplicationFrame) frame);
		}

		@Override
		public void onClose(WkConnection connection, CloseReason reason) {
			StopAttackTests.this.closes.get(connection.id()).incrementAndGet();
		}

	};

	private final WkServer configured = WkServer.create()
		.port(0)
		.eventLoops(2)
		.listener(this.listener, Dispatch.WORKER)
		.authenticator((ReactiveAuthenticator) (credentials) -> credentials.uid().equals("never") ? Mono.never()
				: Mono.just(AuthResult.accepted(credentials.uid())));

	@BeforeEach
	void countFiles() {
		AttackGround.await(() -> assertThat(threads()).isEmpty());
		this.socketsBefore = Footprint.sockets();
	}

	@AfterEach
	void nothingIsLeft() {
		this.gate.countDown();
		AttackGround.await(() -> assertThat(threads()).as("threads of the server").isEmpty());
		assertThat(this.closes.values()).as("closes of each connection")
			.allSatisfy((count) -> assertThat(count).hasValue(1));
	}

	/**
	 * A server's channels, selectors and rings are closed by threads that end.
	 */
	private void assertNoFileIsLeft() {
		AttackGround.await(
				() -> assertThat(Footprint.sockets()).as("open sockets").isLessThanOrEqualTo(this.socketsBefore + 5));
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("wk-net") && !name.startsWith("wk-net-client"))
			.toList();
	}

	private static void assertFree(int port) throws IOException {
		new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
	}

	@Attack
	@DisplayName("40: thousands are told, at a pace, and the port is free")
	void drain() throws IOException {
		int clients = AttackScale.of(500, 19_000);
		Duration over = Duration.ofMillis(AttackScale.of(1000, 15_000));
		try (ChildServer server = ChildServer.start(0, over);
				ManyClients many = new ManyClients(clients, server.port())) {
			many.awaitLoggedIn(LONG.multipliedBy(2));
			server.stop();
			many.awaitEnd(LONG);
			ChildServer.Stopped stopped = server.awaitStopped();
			assertThat(stopped.finished()).isTrue();
			assertThat(stopped.took()).isBetween(over.multipliedBy(9).dividedBy(10), LONG);
			assertThat(stopped.closed()).isEqualTo(clients);
			assertThat(stopped.left()).isZero();
			assertThat(many.toldAtLast("SHUTDOWN")).isEqualTo(clients);
			assertThat(many.endedOver()).isGreaterThan(over.dividedBy(2));
			assertFree(server.port());
		}
	}

	@Attack
	@DisplayName("40: nobody new gets in while it drains")
	void nobodyNew() {
		BoundWkServer server = this.configured.closeOver(Duration.ofMillis(600)).bind();
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			clients.add(RawClient.login(server.port(), "u" + i));
		}
		CompletableFuture<Boolean> stop = CompletableFuture.supplyAsync(() -> server.stop(LONG));
		AttackGround.await(() -> assertThat(server.stats().closed().get(CloseReason.SHUTDOWN)).isPositive());
		int refused = 0;
		while (!stop.isDone()) {
			try (RawClient late = RawClient.open(server.port())) {
				late.trySend(Bytes.connect("late"));
				assertThat(late.readAll()).noneMatch((frame) -> frame.type() == RawFrame.CONNACK);
			}
			catch (UncheckedIOException ex) {
				refused++;
			}
		}
		assertThat(refused).isPositive();
		assertThat(stop.join()).isTrue();
		assertThat(server.stats().closed()).containsEntry(CloseReason.SHUTDOWN, 50L);
		clients.forEach(RawClient::close);
		assertNoFileIsLeft();
	}

	@Attack
	@DisplayName("41: of 1,000 frames in flight each is handled and answered, or neither")
	void framesInFlight() throws Exception {
		int clients = 20;
		int frames = AttackScale.of(50, 500);
		BoundWkServer server = this.configured.bind();
		List<RawClient> all = new ArrayList<>();
		for (int i = 0; i < clients; i++) {
			all.add(RawClient.login(server.port(), "u" + i));
		}
		List<Thread> senders = new ArrayList<>();
		for (RawClient client : all) {
			Thread sender = new Thread(() -> {
				for (int i = 0; i < frames; i++) {
					client.trySend(Bytes.numbered(16, i));
				}
			});
			sender.start();
			senders.add(sender);
		}
		AttackGround.await(() -> assertThat(this.handled.get()).isGreaterThan(clients * frames / 10));
		assertThat(server.stop(LONG)).isTrue();
		int answered = 0;
		for (RawClient client : all) {
			List<RawFrame> received = client.readAll();
			RawFrame last = received.remove(received.size() - 1);
			assertThat(last.disconnectText()).isEqualTo("SHUTDOWN");
			for (int i = 0; i < received.size(); i++) {
				assertThat(received.get(i).number()).isEqualTo(i);
			}
			answered += received.size();
			client.close();
		}
		for (Thread sender : senders) {
			sender.join();
		}
		assertThat(answered).as("answered, of those that were handled").isEqualTo(this.handled.get());
		assertThat(server.stats().framesIn().get(FrameType.APPLICATION)).as("received, and handled")
			.isEqualTo(this.handled.get());
		assertThat(server.stats().closed()).containsEntry(CloseReason.SHUTDOWN, (long) clients);
		assertNoFileIsLeft();
	}

	@Attack
	@DisplayName("42: what hangs is forced at the deadline, and no thread is left")
	void everythingHangs() throws IOException {
		SslContext context = Tls.server(SslProvider.JDK);
		BoundWkServer server = this.configured
			.listen(ListenerSettings.tcp(0), ListenerSettings.ws(0),
					ListenerSettings.tcp(0).withName("tls").withTls(TlsSettings.of(() -> context)))
			.outbound(OutboundSettings.defaults().withMaxPendingBytes(64 << 20))
			.bind();
		int tls = server.addresses().get("tls").getPort();
		int ws = server.addresses().get("ws").getPort();
		try (RawClient hung = RawClient.login(server.port(), "hung");
				RawClient deaf = RawClient.open(server.port(), 4096);
				Socket halfTls = Tls.plain(tls);
				Socket silentTls = Tls.plain(tls);
				RawWebSocket halfWebSocket = RawWebSocket.connect(ws);
				RawWebSocket hungWebSocket = RawWebSocket.login(ws, "hung-too");
				RawClient halfFrame = RawClient.login(server.port(), "half").send(Bytes.header(16, 100));
				RawClient pending = RawClient.open(server.port())) {
			hung.send(Bytes.numbered(HANG, 1));
			hungWebSocket.send(Bytes.numbered(HANG, 1));
			deaf.login("deaf");
			halfTls.getOutputStream().write(Bytes.hex("16 03 01 40 00 01"));
			halfWebSocket.sendBytes("GET / HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII));
			pending.send(Bytes.connect("never"));
			AttackGround.await(() -> assertThat(server.stats().pendingAuthentications()).isOne());
			WkConnection connection = server.connections().findByUid("deaf").get(0);
			for (int i = 0; i < 20; i++) {
				connection.send(ApplicationFrame.of(20, Payload.copyOf(new byte[1 << 20])));
			}
			long begin = System.nanoTime();
			assertThat(server.stop(SHORT)).isFalse();
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(SHORT, SHORT.plus(AT_MOST_LATE));
			AttackGround.await(() -> assertThat(threads()).isEmpty());
			assertThat(server.connections().connectionCount()).isZero();
			assertThat(server.stats().pendingAuthentications()).isZero();
			assertThat(this.closes).hasSize(5);
			assertThat(server.stats().closed()).containsEntry(CloseReason.SHUTDOWN, 8L);
			assertThat(server.stats().closed().values().stream().mapToLong(Long::longValue).sum())
				.as("closed, of all that were accepted")
				.isEqualTo(server.stats().accepted())
				.isEqualTo(8);
			for (RawClient client : List.of(hung, halfFrame, pending)) {
				client.readAll();
			}
			hungWebSocket.readAll();
			assertThat(halfTls.getInputStream().read()).isEqualTo(-1);
			assertThat(silentTls.getInputStream().read()).isEqualTo(-1);
			assertThat(halfWebSocket.readOrEnd()).isNull();
			assertFree(server.port());
		}
		assertNoFileIsLeft();
	}

	@Attack
	@DisplayName("43: killed, and all come back at once to the next one")
	void killed() {
		int clients = AttackScale.of(500, 19_000);
		try (ChildServer first = ChildServer.start(0, Duration.ZERO);
				ManyClients many = new ManyClients(clients, first.port())) {
			many.awaitLoggedIn(LONG.multipliedBy(2));
			many.reconnect();
			first.kill();
			many.awaitEnd(LONG);
			try (ChildServer second = ChildServer.start(first.port(), Duration.ZERO)) {
				assertThat(second.port()).isEqualTo(first.port());
				many.awaitLoggedIn(Duration.ofSeconds(60));
				assertThat(many.loggedIn()).isEqualTo(clients);
			}
		}
	}

	@Attack
	@DisplayName("stopped from eight threads at once, with connections that close at the same moment")
	void stoppedEightfold() throws Exception {
		BoundWkServer server = this.configured.bind();
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			clients.add(RawClient.login(server.port(), "u" + i));
		}
		List<WkConnection> connections = new ArrayList<>();
		server.connections().forEach(connections::add);
		CyclicBarrier together = new CyclicBarrier(8 + 2);
		List<CompletableFuture<Boolean>> stops = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			stops.add(onThread(together, () -> server.stop(LONG)));
		}
		CompletableFuture<Boolean> serverCloses = onThread(together, () -> {
			connections.forEach(WkConnection::close);
			return true;
		});
		CompletableFuture<Boolean> clientsClose = onThread(together, () -> {
			clients.subList(0, 50).forEach(RawClient::close);
			return true;
		});
		for (CompletableFuture<Boolean> stop : stops) {
			assertThat(stop.get(60, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(serverCloses.get(60, TimeUnit.SECONDS)).isTrue();
		assertThat(clientsClose.get(60, TimeUnit.SECONDS)).isTrue();
		clients.subList(50, 100).forEach(RawClient::readAll);
		clients.forEach(RawClient::close);
		Map<CloseReason, Long> closed = server.stats().closed();
		assertThat(closed.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(100);
		assertThat(closed.get(CloseReason.SERVER) + closed.get(CloseReason.SHUTDOWN) + closed.get(CloseReason.CLIENT)
				+ closed.get(CloseReason.IO_ERROR))
			.isEqualTo(100);
		assertFree(server.port());
		assertNoFileIsLeft();
	}

	private static CompletableFuture<Boolean> onThread(CyclicBarrier together, Callable<Boolean> task) {
		CompletableFuture<Boolean> result = new CompletableFuture<>();
		new Thread(() -> {
			try {
				together.await(20, TimeUnit.SECONDS);
				result.complete(task.call());
			}
			catch (Exception ex) {
				result.completeExceptionally(ex);
			}
		}).start();
		return result;
	}

}
