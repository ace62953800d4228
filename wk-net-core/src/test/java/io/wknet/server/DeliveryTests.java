package io.wknet.server;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.canary.Canary;
import io.wknet.client.WkClient;
import io.wknet.client.WkClientConnection;
import io.wknet.codec.WireFormat;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.delivery.Delivery;
import io.wknet.delivery.DeliveryRejectedException;
import io.wknet.delivery.DeliveryResult;
import io.wknet.delivery.DeliveryStats;
import io.wknet.delivery.FanOutSettings;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.Payload;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.ServerFrame;
import io.wknet.listener.WkListener;
import io.wknet.support.BlocksTheLoop;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import io.wknet.support.RawWebSocket;
import io.wknet.transport.OutboundSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Sending to people over sockets, by {@link WkOperations}.
 */
class DeliveryTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final int KIB = 1024;

	private final WkServer configured = WkServer.create()
		.listen(ListenerSettings.tcp(0), ListenerSettings.ws(0))
		.eventLoops(2)
		.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.accepted(credentials.uid())));

	private final List<AutoCloseable> clients = new ArrayList<>();

	private BoundWkServer server;

	@AfterEach
	void stop() throws Exception {
		for (AutoCloseable client : this.clients) {
			client.close();
		}
		this.server.close();
	}

	private void bind() {
		bind(this.configured);
	}

	private void bind(WkServer wanted) {
		this.server = wanted.bind();
	}

	private WkOperations operations() {
		return this.server.operations();
	}

	private RawClient login(String uid) {
		return login(uid, 0, uid + "'s device");
	}

	private RawClient login(String uid, int deviceFlag, String deviceId) {
		RawClient client = RawClient.open(this.server.port());
		this.clients.add(client);
		client.login(Bytes.connect(uid, 5, deviceFlag, deviceId, Canary.TOKEN));
		return client;
	}

	private WkClientConnection client(String uid, WireFormat format, int version, boolean encryption) {
		WkClientConnection connection = WkClient.create()
			.port(this.server.port())
			.uid(uid)
			.deviceId(uid)
			.token(Canary.TOKEN)
			.format(format)
			.protocolVersion(version)
			.encryption(encryption)
			.connectNow();
		this.clients.add(connection::abort);
		return connection;
	}

	private static ApplicationFrame frame(int number) {
		return frame(number, 0);
	}

	private static ApplicationFrame frame(int number, int more) {
		return ApplicationFrame.of(20, Payload.wrap(ByteBuffer.allocate(4 + more).putInt(number).array()));
	}

	private static int number(RawFrame frame) {
		assertThat(frame.type()).isEqualTo(20);
		return ByteBuffer.wrap(frame.body()).getInt();
	}

	private static DeliveryResult reached(int count) {
		return new DeliveryResult(count, 0, 0, 0, 0);
	}

	@Test
	void reachesAConnectionAUserAndADevice() {
		bind();
		RawClient phone = login("alice", 0, "phone");
		RawClient page = login("alice", 1, "page");
		RawClient bob = login("bob");
		WkConnection bobs = this.server.connections().findByUid("bob").get(0);
		assertThat(operations().sendToConnection(bobs.id(), frame(1)).await(SOON)).isEqualTo(reached(1));
		assertThat(operations().sendToUser("alice", frame(2)).await(SOON)).isEqualTo(reached(2));
		assertThat(operations().sendToUser("alice", DeviceFlag.WEB, frame(3)).await(SOON)).isEqualTo(reached(1));
		assertThat(operations().sendToUsers(List.of("alice", "bob", "alice", "nobody"), frame(4)).await(SOON))
			.isEqualTo(reached(3));
		assertThat(operations().sendToAll(frame(5)).await(SOON)).isEqualTo(reached(3));
		assertThat(numbers(phone, 3)).containsExactly(2, 4, 5);
		assertThat(numbers(page, 4)).containsExactly(2, 3, 4, 5);
		assertThat(numbers(bob, 3)).containsExactly(1, 4, 5);
		assertThat(this.server.stats().deliveries()).isEqualTo(new DeliveryStats(10, 0, 0, 0, 0));
	}

	private static List<Integer> numbers(RawClient client, int count) {
		List<Integer> numbers = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			numbers.add(number(client.read()));
		}
		return numbers;
	}

	@Test
	void reachesNobodyWhereNobodyIs() {
		bind();
		RawClient unauthenticated = RawClient.open(this.server.port());
		this.clients.add(unauthenticated);
		Awaitility.await().until(() -> this.server.connections().connectionCount() == 1);
		for (Delivery delivery : List.of(operations().sendToConnection(4711, frame(1)),
				operations().sendToUser("alice", frame(1)), operations().sendToUsers(List.of("alice"), frame(1)),
				operations().sendToAll(frame(1)))) {
			assertThat(delivery.result()).isEqualTo(reached(0));
			assertThat(delivery.completion()).isCompletedWithValue(reached(0));
		}
	}

	@Test
	void reachesEveryKindOfPeerWithItsOwnEncoding() throws Exception {
		bind();
		List<WkClientConnection> peers = new ArrayList<>();
		for (WireFormat format : WireFormat.values()) {
			for (int version = 1; version <= 5; version++) {
				peers.add(client(format + "-" + version, format, version, false));
				peers.add(client(format + "-" + version + "-again", format, version, false));
				peers.add(client(format + "-" + version + "-encrypted", format, version, true));
			}
		}
		RawWebSocket page = RawWebSocket.login(this.server.addresses().get("ws").getPort(), "page");
		this.clients.add(page);
		for (int size : new int[] { 0, 100, KIB, 2 * KIB, 100 * KIB }) {
			Payload payload = Payload.wrap(new byte[size]);
			RecvFrame recv = RecvFrame.of("sender", "lobby", 2, 7, 8, payload);
			assertThat(operations().sendToAll(recv).await(SOON)).isEqualTo(reached(peers.size() + 1));
			for (WkClientConnection peer : peers) {
				RecvFrame received = (RecvFrame) peer.receive(SOON);
				assertThat(received.payload()).isEqualTo(payload);
				assertThat(received.fromUid()).isEqualTo("sender");
				assertThat(received.messageSeq()).isEqualTo(8);
			}
			assertThat(page.readFrame().type()).isEqualTo(5);
		}
	}

	@Test
	void countsPeersThatHaveNoSuchFrame() {
		bind();
		RawClient fixed = login("fixed");
		client("variable", WireFormat.WKPROTO, 5, false);
		client("encrypted", WireFormat.WKPROTO, 5, true);
		assertThat(operations().sendToAll(frame(1)).await(SOON)).isEqualTo(new DeliveryResult(1, 0, 0, 2, 0));
		assertThat(operations().sendToUser("variable", frame(2)).await(SOON))
			.isEqualTo(new DeliveryResult(0, 0, 0, 1, 0));
		assertThat(numbers(fixed, 1)).containsExactly(1);
		assertThat(this.server.connections().connectionCount()).isEqualTo(3);
		assertThat(this.server.stats().deliveries()).isEqualTo(new DeliveryStats(1, 0, 0, 3, 0));
	}

	@Test
	void refusesAFrameThatNobodyCouldGet() {
		bind();
		RecvFrame tooLong = RecvFrame.of("x".repeat(40_000), "lobby", 2, 7, 8, Payload.wrap(new byte[0]));
		assertThatIllegalArgumentException().isThrownBy(() -> operations().sendToAll(tooLong))
			.withMessageContaining("32767");
		assertThat(this.server.stats().deliveries().fanOutPendingBytes()).isZero();
	}

	/**
	 * More receivers than an event loop serves in one turn, and bursts of more frames
	 * than are written to one receiver at a time.
	 */
	@Test
	void keepsTheOrderForManyReceivers() {
		bind(this.configured.eventLoops(1));
		int receivers = 1500;
		int frames = 100;
		List<RawClient> receiving = new ArrayList<>();
		for (int i = 0; i < receivers; i++) {
			receiving.add(login("u" + i));
		}
		List<String> uids = new ArrayList<>(this.server.connections().onlineUsers());
		List<Delivery> deliveries = new ArrayList<>();
		for (int number = 0; number < frames; number++) {
			deliveries.add((number % 2 == 0) ? operations().sendToAll(frame(number))
					: operations().sendToUsers(uids, frame(number)));
		}
		for (RawClient client : receiving) {
			for (int number = 0; number < frames; number++) {
				assertThat(number(client.read())).isEqualTo(number);
			}
		}
		assertThat(deliveries).allSatisfy((delivery) -> assertThat(delivery.await(SOON)).isEqualTo(reached(receivers)));
		assertThat(this.server.stats().deliveries().fanOutPendingBytes()).isZero();
	}

	@Test
	void keepsTheOrderOfWhatOneThreadSendsToAUser() {
		bind();
		RawClient alice = login("alice");
		WkConnection connection = this.server.connections().findByUid("alice").get(0);
		for (int number = 0; number < 3000; number += 3) {
			connection.write(frame(number));
			operations().sendToUser("alice", frame(number + 1, 2 * KIB));
			connection.send(frame(number + 2));
			if (number % 300 == 297) {
				assertThat(numbers(alice, 300)).isSorted();
			}
		}
	}

	@Test
	void aReceiverThatNeverReadsHoldsUpNobody() throws Exception {
		int limit = 256 * KIB;
		// The frame that goes past the limit is counted while it is weighed.
		int weighed = 9 * KIB;
		bind(this.configured.outbound(OutboundSettings.defaults().withMaxPendingBytes(limit)));
		RawClient stalled = RawClient.open(this.server.port(), 4096);
		this.clients.add(stalled);
		stalled.login("stalled");
		WkConnection connection = this.server.connections().findByUid("stalled").get(0);
		List<RawClient> others = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			others.add(login("u" + i));
		}
		List<Delivery> deliveries = new ArrayList<>();
		int number = 0;
		long largest = 0;
		while (connection.isOpen()) {
			Delivery delivery = operations().sendToAll(frame(number, (number % 2 == 0) ? 8 * KIB : 100));
			deliveries.add(delivery);
			for (RawClient other : others) {
				assertThat(number(other.read())).isEqualTo(number);
			}
			largest = Math.max(largest, connection.stats().pendingBytes());
			number++;
		}
		assertThat(connection.closeReason()).isEqualTo(CloseReason.SLOW_CONSUMER);
		assertThat(largest).isLessThanOrEqualTo(limit + weighed);
		int slow = 0;
		for (Delivery delivery : deliveries) {
			DeliveryResult result = delivery.await(SOON);
			assertThat(result.pending()).isZero();
			assertThat(result.receivers()).isEqualTo(101);
			assertThat(result.reached()).isGreaterThanOrEqualTo(100);
			slow += result.slow();
		}
		assertThat(slow).isPositive();
		assertThat(this.server.stats().deliveries().slow()).isEqualTo(slow);
	}

	@Test
	void tellsHowManyHadClosed() {
		bind(this.configured.outbound(OutboundSettings.defaults().withMaxPendingBytes(64 << 20)));
		RawClient stalled = RawClient.open(this.server.port(), 4096);
		this.clients.add(stalled);
		stalled.login("alice");
		List<Delivery> deliveries = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			deliveries.add(operations().sendToUser("alice", frame(i, 256 * KIB)));
			deliveries.add(operations().sendToAll(frame(i, 100)));
		}
		Delivery last = deliveries.get(deliveries.size() - 1);
		assertThat(last.result().pending()).isEqualTo(1);
		stalled.reset();
		assertThat(last.await(SOON)).isEqualTo(new DeliveryResult(0, 1, 0, 0, 0));
		assertThat(deliveries).allSatisfy((delivery) -> assertThat(delivery.await(SOON).receivers()).isEqualTo(1));
	}

	/**
	 * What waits for an event loop that is busy counts, and is refused past the limit.
	 */
	@Test
	@BlocksTheLoop("so that frames wait for it")
	void refusesWhatWouldWaitPastTheLimit() throws Exception {
		CountDownLatch busy = new CountDownLatch(1);
		CountDownLatch free = new CountDownLatch(1);
		bind(this.configured.eventLoops(1).fanOut(new FanOutSettings(100 * KIB)).listener(new WkListener() {

			@Override
			public void onFrame(WkConnection connection, ClientFrame frame) throws Exception {
				busy.countDown();
				free.await();
			}

		}));
		RawClient alice = login("alice");
		alice.send(Bytes.numbered(20, 0));
		assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
		List<Delivery> waiting = new ArrayList<>();
		for (int i = 0; i < 9; i++) {
			waiting.add(operations().sendToAll(frame(i, 10 * KIB)));
		}
		assertThat(this.server.stats().deliveries().fanOutPendingBytes()).isBetween(90L * KIB, 100L * KIB);
		assertThatExceptionOfType(DeliveryRejectedException.class)
			.isThrownBy(() -> operations().sendToAll(frame(9, 10 * KIB)))
			.withMessageContaining("maxPendingBytes=" + 100 * KIB);
		assertThat(waiting.get(0).await(Duration.ZERO)).isEqualTo(new DeliveryResult(0, 0, 0, 0, 1));
		free.countDown();
		assertThat(numbers(alice, 9)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
		assertThat(waiting).allSatisfy((delivery) -> assertThat(delivery.await(SOON)).isEqualTo(reached(1)));
		assertThat(this.server.stats().deliveries().fanOutPendingBytes()).isZero();
	}

	@Test
	void doesNotWaitOnAnEventLoop() {
		CompletableFuture<DeliveryResult> awaited = new CompletableFuture<>();
		CompletableFuture<CompletionStage<DeliveryResult>> later = new CompletableFuture<>();
		bind(this.configured.listener(new WkListener() {

			@Override
			public void onFrame(WkConnection connection, ClientFrame frame) {
				Delivery delivery = operations().sendToUser("alice", frame(1));
				later.complete(delivery.completion());
				try {
					awaited.complete(delivery.await(SOON));
				}
				catch (IllegalStateException ex) {
					awaited.completeExceptionally(ex);
				}
			}

		}));
		RawClient alice = login("alice");
		alice.send(Bytes.numbered(20, 0));
		assertThat(numbers(alice, 1)).containsExactly(1);
		assertThat(later.thenCompose((completion) -> completion)).succeedsWithin(SOON).isEqualTo(reached(1));
		assertThat(awaited).failsWithin(SOON)
			.withThrowableThat()
			.havingRootCause()
			.isInstanceOf(IllegalStateException.class)
			.withMessageContaining("completion()");
	}

	@Test
	void kicksAndClosesAndCounts() {
		bind();
		RawClient phone = login("alice", 0, "phone");
		RawClient page = login("alice", 1, "page");
		RawClient bob = login("bob");
		login("carol");
		assertThat(operations().isOnline("alice")).isCompletedWithValue(true);
		assertThat(operations().onlineUsers()).containsExactlyInAnyOrder("alice", "bob", "carol");
		assertThat(operations().connectionCount()).isEqualTo(4);
		assertThat(operations().kickUser("alice", DeviceFlag.WEB)).isCompletedWithValue(1);
		assertThat(page.read().disconnectText()).isEqualTo("KICKED");
		assertThat(operations().kickUser("alice")).isCompletedWithValue(1);
		assertThat(phone.read().disconnectText()).isEqualTo("KICKED");
		assertThat(operations().closeUser("bob", ReasonCode.BAN, "gone")).isCompletedWithValue(1);
		assertThat(bob.read().disconnectText()).isEqualTo("gone");
		long carols = this.server.connections().findByUid("carol").get(0).id();
		assertThat(operations().close(carols)).isTrue();
		Awaitility.await().until(() -> operations().userCount() == 0);
		assertThat(operations().close(carols)).isFalse();
		assertThat(operations().kick(carols)).isFalse();
		assertThat(operations().isOnline("alice")).isCompletedWithValue(false);
	}

	@Test
	void whatWaitsAtAStopEndsWithIt() {
		bind(this.configured.fanOut(new FanOutSettings(64 << 20))
			.outbound(OutboundSettings.defaults().withMaxPendingBytes(64 << 20)));
		RawClient stalled = RawClient.open(this.server.port(), 4096);
		this.clients.add(stalled);
		stalled.login("alice");
		List<Delivery> deliveries = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			deliveries.add(operations().sendToAll(frame(i, 100 * KIB)));
		}
		this.server.stop(Duration.ofMillis(200));
		assertThat(deliveries).allSatisfy((delivery) -> assertThat(delivery.result().pending()).isZero());
		ServerFrame late = frame(1);
		assertThat(operations().sendToAll(late).result()).isEqualTo(reached(0));
	}

}
