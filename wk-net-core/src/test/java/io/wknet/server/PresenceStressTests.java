package io.wknet.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.wknet.auth.AuthResult;
import io.wknet.auth.DeviceLevel;
import io.wknet.auth.Identity;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.canary.Canary;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.PresenceListener;
import io.wknet.listener.WkListener;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many connections at once: whatever the order, all books balance at the end.
 */
class PresenceStressTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Map<String, List<String>> presence = new ConcurrentHashMap<>();

	private final Books books = new Books();

	private final ExecutorService threads = Executors.newFixedThreadPool(8);

	private final BoundWkServer server = WkServer.create()
		.port(0)
		.eventLoops(2)
		.listener(this.books)
		.presenceListener(new PresenceListener() {

			@Override
			public void onOnline(String uid) {
				heard(uid, "+");
			}

			@Override
			public void onOffline(String uid) {
				heard(uid, "-");
			}

		})
		.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.accepted(Identity
			.of(credentials.uid(), credentials.token().equals("master") ? DeviceLevel.MASTER : DeviceLevel.SLAVE))))
		.bind();

	private void heard(String uid, String what) {
		this.presence.computeIfAbsent(uid, (key) -> new CopyOnWriteArrayList<>()).add(what);
	}

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
		this.server.close();
	}

	private void assertBooksBalance() {
		Awaitility.await().atMost(PATIENCE).until(() -> this.books.closed.get() == this.server.stats().accepted());
		assertThat(this.books.opened.get()).isEqualTo(this.books.closed.get());
		assertThat(this.books.wrong).isEmpty();
		assertThat(this.books.open).isEmpty();
		assertThat(this.server.connections().connectionCount()).isZero();
		assertThat(this.server.connections().authenticatedCount()).isZero();
		assertThat(this.server.connections().userCount()).isZero();
		assertThat(this.server.connections().onlineUsers()).isEmpty();
		assertThat(this.server.stats().closed().values().stream().mapToLong(Long::longValue).sum())
			.isEqualTo(this.server.stats().accepted());
		assertThat(this.server.stats().pendingAuthentications()).isZero();
		assertPresenceAlternates("-");
	}

	private void assertPresenceAlternates(String last) {
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.presence.values())
				.allSatisfy((events) -> assertThat(events.get(events.size() - 1)).isEqualTo(last)));
		this.presence.values().forEach((events) -> assertThat(String.join("", events)).matches("(\\+-)*\\+?"));
	}

	@Test
	void leavesOneOfAThousandMasterLogins() throws Exception {
		int logins = 1000;
		List<RawClient> clients = new CopyOnWriteArrayList<>();
		CountDownLatch go = new CountDownLatch(1);
		List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < logins; i++) {
			String device = "device-" + i;
			all.add(this.threads.submit(() -> {
				go.await();
				RawClient client = RawClient.open(this.server.port());
				clients.add(client);
				client.send(Bytes.connect("alice", 5, 0, device, "master"));
				return null;
			}));
		}
		go.countDown();
		for (Future<?> login : all) {
			login.get();
		}
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> this.server.stats().closed().get(CloseReason.KICKED) == logins - 1);
		assertThat(this.server.connections().findByUid("alice")).hasSize(1);
		assertThat(this.server.connections().connectionCount()).isOne();
		// One of them was always open, so there is one transition.
		Awaitility.await().until(() -> this.books.closed.get() == logins - 1);
		assertThat(this.presence.get("alice")).containsExactly("+");
		clients.forEach(RawClient::close);
		assertBooksBalance();
	}

	@Test
	void endsRightWhenLoginsRaceWithLogouts() throws Exception {
		for (int round = 0; round < 1000; round++) {
			RawClient older = RawClient.login(this.server.port(), "alice");
			CountDownLatch go = new CountDownLatch(1);
			Future<?> logout = this.threads.submit(() -> {
				go.await();
				older.close();
				return null;
			});
			Future<RawClient> login = this.threads.submit(() -> {
				go.await();
				RawClient client = RawClient.open(this.server.port());
				client.login(Bytes.connect("alice", 5, 0, "other", Canary.TOKEN));
				return client;
			});
			go.countDown();
			logout.get();
			login.get().close();
		}
		assertBooksBalance();
	}

	@Test
	@Timeout(120)
	void balancesTenThousandConnectionsOpenedAndClosedAtRandom() throws Exception {
		int each = 1250;
		List<Future<?>> all = new ArrayList<>();
		for (int t = 0; t < 8; t++) {
			int thread = t;
			all.add(this.threads.submit(() -> {
				comeAndGo(new Random(thread), each);
				return null;
			}));
		}
		for (Future<?> one : all) {
			one.get();
		}
		Awaitility.await().atMost(PATIENCE).until(() -> this.server.stats().accepted() == 8L * each);
		assertBooksBalance();
	}

	private void comeAndGo(Random random, int connections) {
		List<RawClient> open = new ArrayList<>();
		for (int i = 0; i < connections; i++) {
			RawClient client = RawClient.open(this.server.port());
			String uid = "u" + random.nextInt(300);
			switch (random.nextInt(10)) {
				case 0 -> {
				}
				case 1 -> client.trySend(Bytes.header(1, 40));
				case 2 -> client.trySend(Bytes.hex("00"));
				case 3 -> client.trySend(Bytes.connect(uid, 5, 0, "d" + i, "master"));
				default -> client.trySend(Bytes.connect(uid, 5, random.nextInt(3), "d" + i, Canary.TOKEN))
					.trySend(Bytes.numbered(16, i));
			}
			open.add(client);
			while (open.size() > random.nextInt(450)) {
				RawClient gone = open.remove(random.nextInt(open.size()));
				if (random.nextBoolean()) {
					gone.reset();
				}
				else {
					gone.close();
				}
			}
		}
		open.forEach(RawClient::close);
	}

	/**
	 * Keeps the books of all callbacks.
	 */
	private static final class Books implements WkListener {

		private final AtomicInteger opened = new AtomicInteger();

		private final AtomicInteger closed = new AtomicInteger();

		private final Map<Long, String> open = new ConcurrentHashMap<>();

		private final List<String> wrong = new CopyOnWriteArrayList<>();

		@Override
		public void onConnect(WkConnection connection) {
			this.opened.incrementAndGet();
			if (this.open.put(connection.id(), "connected") != null) {
				this.wrong.add("connected twice");
			}
		}

		@Override
		public void onAuthenticated(WkConnection connection) {
			if (!"connected".equals(this.open.put(connection.id(), "authenticated"))) {
				this.wrong.add("authenticated out of order");
			}
		}

		@Override
		public void onFrame(WkConnection connection, ClientFrame frame) {
			if (!"authenticated".equals(this.open.get(connection.id()))) {
				this.wrong.add("frame out of order");
			}
		}

		@Override
		public void onClose(WkConnection connection, CloseReason reason) {
			if (this.open.remove(connection.id()) == null) {
				this.wrong.add("closed twice or before it was connected");
			}
			this.closed.incrementAndGet();
		}

	}

}
