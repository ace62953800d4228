package io.wknet.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.codec.Protocol;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionStats;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameType;
import io.wknet.frame.PongFrame;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.ListenerEvent;
import io.wknet.listener.TrafficListener;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.timer.ScheduledTask;
import io.wknet.transport.SocketSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class WkServerTests {

	private static final ReactiveAuthenticator EVERYBODY = (credentials) -> Mono
		.just(AuthResult.accepted(credentials.uid()));

	private final WkServer echo = WkServer.create()
		.port(0)
		.eventLoops(1)
		.authenticator(EVERYBODY)
		.onFrame((connection, frame) -> {
			if (frame instanceof ApplicationFrame mine) {
				connection.send(mine);
			}
		});

	private static void assertEchoes(BoundWkServer server) {
		try (RawClient client = RawClient.login(server.port(), "alice")) {
			for (int i = 0; i < 100; i++) {
				client.send(Bytes.numbered(16, i));
				assertThat(client.read().number()).isEqualTo(i);
			}
			client.ping();
		}
	}

	private static List<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("wk-net") && !thread.getName().startsWith("wk-net-client"))
			.toList();
	}

	@Test
	void isImmutable() {
		WkServer first = WkServer.create().port(0);
		WkServer second = first.authenticator(EVERYBODY);
		assertThat(second).isNotSameAs(first);
		assertThatIllegalStateException().isThrownBy(first::bind);
		WkServer third = second.eventLoops(2);
		try (BoundWkServer one = second.bind(); BoundWkServer other = third.bind()) {
			assertThat(one.port()).isNotEqualTo(other.port());
			assertEchoesNothing(one);
			assertEchoesNothing(other);
		}
	}

	private static void assertEchoesNothing(BoundWkServer server) {
		try (RawClient client = RawClient.login(server.port(), "alice")) {
			client.send(Bytes.numbered(16, 1));
			client.ping();
		}
	}

	@Test
	void asksForAnAuthenticator() {
		assertThatIllegalStateException().isThrownBy(() -> WkServer.create().port(0).bind())
			.withMessageContaining("needs an authenticator");
		Awaitility.await().untilAsserted(() -> assertThat(threads()).isEmpty());
	}

	@Test
	void refusesWrongSettingsByName() {
		WkServer server = WkServer.create();
		assertThatIllegalArgumentException().isThrownBy(() -> server.port(-1)).withMessageContaining("found -1");
		assertThatIllegalArgumentException().isThrownBy(() -> server.port(65_536)).withMessageContaining("65536");
		assertThatIllegalArgumentException().isThrownBy(() -> server.eventLoops(0)).withMessageContaining("eventLoops");
		assertThatIllegalArgumentException().isThrownBy(() -> server.idleTimeout(Duration.ofMillis(-1)))
			.withMessageContaining("idle timeout");
		assertThatIllegalArgumentException().isThrownBy(() -> server.closeOver(Duration.ofMillis(-1)))
			.withMessageContaining("closeOver");
		assertThatIllegalArgumentException().isThrownBy(server::listen).withMessageContaining("at least one");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> server.listen(ListenerSettings.tcp(0), ListenerSettings.tcp(0)))
			.withMessageContaining("'tcp' twice");
	}

	@Test
	void namesTheAddressThatIsTaken() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			ListenerSettings second = ListenerSettings.tcp(taken.getLocalPort())
				.withName("second")
				.withHost("127.0.0.1");
			assertThatExceptionOfType(WkServerBindException.class)
				.isThrownBy(() -> this.echo.listen(ListenerSettings.tcp(0), second).bind())
				.withMessageContaining("'second'")
				.withMessageContaining("127.0.0.1:" + taken.getLocalPort())
				.satisfies((ex) -> assertThat(ex.address())
					.isEqualTo(new InetSocketAddress(taken.getInetAddress(), taken.getLocalPort())));
		}
		Awaitility.await().untilAsserted(() -> assertThat(threads()).isEmpty());
	}

	@Test
	void namesTheHostThatIsNotKnown() {
		ListenerSettings nowhere = ListenerSettings.tcp(0).withHost("no-such-host.invalid");
		assertThatExceptionOfType(WkServerBindException.class).isThrownBy(() -> this.echo.listen(nowhere).bind())
			.withMessageContaining("no-such-host.invalid");
		Awaitility.await().untilAsserted(() -> assertThat(threads()).isEmpty());
	}

	@Test
	void isKnownBeforeItListens() {
		List<BoundWkServer> known = new ArrayList<>();
		try (BoundWkServer server = this.echo.bind((early) -> {
			assertThat(early.addresses()).isEmpty();
			assertThat(early.isAccepting()).isFalse();
			assertThat(early.connections().connectionCount()).isZero();
			assertThat(early.operations().sendToAll(PongFrame.INSTANCE).result().receivers()).isZero();
			known.add(early);
		})) {
			assertThat(known).containsExactly(server);
			assertThat(server.isAccepting()).isTrue();
			assertThat(server.addresses()).hasSize(1);
		}
	}

	@Test
	void bindsNothingIfWhoShouldKnowItFails() {
		int port;
		try (BoundWkServer server = this.echo.bind()) {
			port = server.port();
		}
		WkServer wanted = this.echo.port(port);
		assertThatIllegalStateException().isThrownBy(() -> wanted.bind((server) -> {
			throw new IllegalStateException("not ready");
		})).withMessage("not ready");
		try (BoundWkServer server = wanted.bind()) {
			assertThat(server.isAccepting()).isTrue();
		}
	}

	@Test
	void listensAtSeveralPlacesForDifferentHeaders() {
		WkServer both = this.echo.listen(ListenerSettings.tcp(0).withName("fixed").withProtocol(Protocol.FIXED),
				ListenerSettings.tcp(0).withName("variable").withProtocol(Protocol.WKPROTO));
		try (BoundWkServer server = both.bind()) {
			assertThat(server.addresses()).containsOnlyKeys("fixed", "variable");
			assertThat(server.port()).isEqualTo(server.addresses().get("fixed").getPort());
			assertEchoes(server);
			int variable = server.addresses().get("variable").getPort();
			try (RawClient client = RawClient.open(variable)) {
				client.send(Bytes.variableConnect("bob", 5, 0, "d", "t"));
				Awaitility.await().until(() -> server.connections().isOnline("bob"));
				assertThat(server.connections().findByUid("bob").get(0).listener()).isEqualTo("variable");
			}
			try (RawClient client = RawClient.open(variable)) {
				client.trySend(Bytes.connect("carol"));
				client.readAll();
			}
			Awaitility.await().until(() -> server.stats().closed().get(CloseReason.PROTOCOL_ERROR) == 1);
		}
	}

	@ParameterizedTest
	@EnumSource(value = TransportType.class, names = { "AUTO", "NIO", "EPOLL", "IO_URING" })
	void servesOverEveryTransport(TransportType type) {
		Assumptions.assumeTrue(type != TransportType.EPOLL || Epoll.isAvailable());
		Assumptions.assumeTrue(type != TransportType.IO_URING || IoUring.isAvailable());
		try (BoundWkServer server = this.echo.transport(type).bind()) {
			assertThat(server.transport()).isNotEqualTo(TransportType.AUTO);
			if (type != TransportType.AUTO) {
				assertThat(server.transport()).isEqualTo(type);
			}
			assertEchoes(server);
			assertThat(server.stop(Duration.ofSeconds(10))).isTrue();
		}
		Awaitility.await().untilAsserted(() -> assertThat(threads()).isEmpty());
	}

	@Test
	void saysThatATransportIsNotThere() {
		assertThatIllegalStateException().isThrownBy(() -> this.echo.transport(TransportType.KQUEUE).bind())
			.withMessageContaining("KQUEUE is not available");
	}

	@ParameterizedTest
	@EnumSource(value = TransportType.class, names = { "NIO", "EPOLL" })
	void takesSocketOptions(TransportType type) {
		Assumptions.assumeTrue(type != TransportType.EPOLL || Epoll.isAvailable());
		SocketSettings socket = new SocketSettings(Duration.ofMinutes(2), 32 << 10, 32 << 10, 16,
				type == TransportType.EPOLL);
		try (BoundWkServer server = this.echo.transport(type).socket(socket).bind()) {
			assertEchoes(server);
		}
	}

	@Test
	void refusesToShareAPortWithoutANativeTransport() {
		SocketSettings shared = new SocketSettings(Duration.ZERO, 0, 0, 16, true);
		assertThatIllegalStateException().isThrownBy(() -> this.echo.transport(TransportType.NIO).socket(shared).bind())
			.withMessageContaining("reusePort needs a native transport");
		Awaitility.await().untilAsserted(() -> assertThat(threads()).isEmpty());
	}

	@Test
	void runsATaskOnceAfterItsDelay() throws Exception {
		try (BoundWkServer server = this.echo.bind()) {
			CountDownLatch ran = new CountDownLatch(1);
			long begin = System.nanoTime();
			ScheduledTask task = server.schedule(Duration.ofMillis(50), ran::countDown);
			assertThat(task.isDone()).isFalse();
			assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(50_000_000);
			assertThat(task.isDone()).isTrue();
			CountDownLatch now = new CountDownLatch(1);
			server.schedule(Duration.ZERO, now::countDown);
			assertThat(now.await(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void runsATaskRepeatedlyUntilItIsCancelledThoughItFails() throws Exception {
		try (BoundWkServer server = this.echo.bind()) {
			CountDownLatch ran = new CountDownLatch(5);
			AtomicInteger runs = new AtomicInteger();
			ScheduledTask task = server.scheduleRepeatedly(Duration.ofMillis(10), () -> {
				runs.incrementAndGet();
				ran.countDown();
				throw new AssertionError("expected");
			});
			assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
			task.cancel();
			task.cancel();
			assertThat(task.isDone()).isTrue();
			CountDownLatch later = new CountDownLatch(1);
			server.schedule(Duration.ofMillis(20), later::countDown);
			later.await();
			int after = runs.get();
			CountDownLatch evenLater = new CountDownLatch(1);
			server.schedule(Duration.ofMillis(50), evenLater::countDown);
			evenLater.await();
			assertThat(runs.get()).isEqualTo(after);
		}
	}

	@Test
	void neverRunsATaskThatWasCancelledInTime() throws Exception {
		BoundWkServer server = this.echo.bind();
		AtomicInteger runs = new AtomicInteger();
		ScheduledTask task = server.schedule(Duration.ofMillis(30), runs::incrementAndGet);
		task.cancel();
		CountDownLatch later = new CountDownLatch(1);
		server.schedule(Duration.ofMillis(60), later::countDown);
		later.await();
		assertThat(runs).hasValue(0);
		ScheduledTask open = server.schedule(Duration.ofHours(1), runs::incrementAndGet);
		server.close();
		open.cancel();
		assertThat(runs).hasValue(0);
		assertThatIllegalArgumentException().isThrownBy(() -> server.schedule(Duration.ofMillis(-1), () -> {
		}));
		assertThatIllegalArgumentException().isThrownBy(() -> server.scheduleRepeatedly(Duration.ZERO, () -> {
		}));
	}

	@Test
	void countsFramesAndBytesOfEveryConnectionAndOfAll() {
		Traffic traffic = new Traffic();
		try (BoundWkServer server = this.echo.trafficListener(traffic).bind();
				RawClient client = RawClient.login(server.port(), "alice")) {
			byte[] connect = Bytes.connect("alice");
			client.send(Bytes.numbered(16, 1));
			client.read();
			client.ping();
			long bytesIn = connect.length + 16L;
			// CONNACK of version 5 has 6 + 22 bytes.
			long bytesOut = 28 + 10 + 6;
			WkConnection connection = server.connections().findByUid("alice").get(0);
			Awaitility.await().until(() -> server.stats().bytesOut() == bytesOut);
			ConnectionStats stats = connection.stats();
			assertThat(stats).isEqualTo(new ConnectionStats(3, 3, bytesIn, bytesOut, 0, 0));
			ServerStats all = server.stats();
			assertThat(all.accepted()).isOne();
			assertThat(all.bytesIn()).isEqualTo(bytesIn);
			assertThat(all.framesIn()).containsEntry(FrameType.CONNECT, 1L)
				.containsEntry(FrameType.APPLICATION, 1L)
				.containsEntry(FrameType.PING, 1L)
				.containsEntry(FrameType.SEND, 0L);
			assertThat(all.framesOut()).containsEntry(FrameType.CONNACK, 1L)
				.containsEntry(FrameType.APPLICATION, 1L)
				.containsEntry(FrameType.PONG, 1L);
			assertThat(traffic.bytesIn).hasValue(bytesIn);
			assertThat(traffic.bytesOut).hasValue(bytesOut);
			assertThat(traffic.framesIn).hasValue(3);
			assertThat(traffic.framesOut).hasValue(3);
			assertThat(connection.lastActivityAt()).isAfterOrEqualTo(connection.connectedAt());
			assertThat(connection.protocol()).isEqualTo("fixed");
		}
	}

	@Test
	void livesOnWithATrafficListenerThatFails() {
		try (BoundWkServer server = this.echo.trafficListener(new FailingTraffic()).bind()) {
			assertEchoes(server);
		}
	}

	@Test
	void countsFramesThatNobodyWants() {
		try (BoundWkServer server = this.echo.listener(new Deaf()).bind();
				RawClient client = RawClient.login(server.port(), "alice")) {
			client.send(Bytes.repeat(Bytes.numbered(16, 1), 3));
			client.ping();
			assertThat(server.stats().unhandledFrames()).isEqualTo(3);
			assertThat(server.connections().isOnline("alice")).isTrue();
		}
	}

	/**
	 * Adds up.
	 */
	private static final class Traffic implements TrafficListener {

		private final AtomicLong bytesIn = new AtomicLong();

		private final AtomicLong bytesOut = new AtomicLong();

		private final AtomicInteger framesIn = new AtomicInteger();

		private final AtomicInteger framesOut = new AtomicInteger();

		@Override
		public void bytesReceived(WkConnection connection, int bytes) {
			this.bytesIn.addAndGet(bytes);
		}

		@Override
		public void bytesSent(WkConnection connection, int bytes) {
			this.bytesOut.addAndGet(bytes);
		}

		@Override
		public void frameReceived(WkConnection connection, Frame frame) {
			this.framesIn.incrementAndGet();
		}

		@Override
		public void frameSent(WkConnection connection, Frame frame) {
			this.framesOut.incrementAndGet();
		}

	}

	/**
	 * Throws whatever happens.
	 */
	private static final class FailingTraffic implements TrafficListener {

		@Override
		public void bytesReceived(WkConnection connection, int bytes) {
			throw new IllegalStateException("expected");
		}

		@Override
		public void bytesSent(WkConnection connection, int bytes) {
			throw new IllegalStateException("expected");
		}

		@Override
		public void frameReceived(WkConnection connection, Frame frame) {
			throw new IllegalStateException("expected");
		}

		@Override
		public void frameSent(WkConnection connection, Frame frame) {
			throw new IllegalStateException("expected");
		}

	}

	/**
	 * Wants no frames.
	 */
	private static final class Deaf implements AsyncWkListener {

		@Override
		public Dispatch dispatch(ListenerEvent event, ClientFrame frame) {
			return null;
		}

	}

}
