package io.wknet.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.wknet.auth.AuthResult;
import io.wknet.auth.DeviceLevel;
import io.wknet.auth.Identity;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.canary.Canary;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.listener.Dispatch;
import io.wknet.listener.PresenceListener;
import io.wknet.listener.WkListener;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Races of logins, logouts and kicks of one user, over sockets, a thousand rounds of
 * each. {@code ThousandLoginsTests} has more logins at once.
 */
@Timeout(300)
class PresenceRaceTests {

	private static final int ROUNDS = 1000;

	private static final int AT_ONCE = 8;

	private static final int PATIENCE_SECONDS = 30;

	private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);

	private final Closes closes = new Closes();

	private final Presence presence = new Presence();

	private BoundWkServer server;

	private void start(Dispatch where) {
		this.server = WkServer.create()
			.port(0)
			.eventLoops(2)
			.listener(this.closes, where)
			.presenceListener(this.presence)
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.accepted(Identity
				.of(credentials.uid(), credentials.token().equals("master") ? DeviceLevel.MASTER : DeviceLevel.SLAVE))))
			.bind();
	}

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
		this.server.close();
	}

	/**
	 * A server has stopped in time only if its registry is empty and all events are told.
	 * @param events what was heard of each user
	 */
	private void assertNothingIsLeft(String events) {
		assertThat(this.server.connections().connectionCount()).isZero();
		assertThat(this.server.connections().authenticatedCount()).isZero();
		assertThat(this.server.connections().userCount()).isZero();
		assertThat(this.server.stop(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
		assertThat(this.closes.byId).hasSize((int) this.server.stats().accepted())
			.allSatisfy((id, reasons) -> assertThat(reasons).hasSize(1));
		assertThat(this.presence.events.values()).isNotEmpty().allSatisfy((heard) -> assertThat(heard).matches(events));
	}

	private RawClient login(String uid, int device) {
		RawClient client = RawClient.open(this.server.port());
		client.login(Bytes.connect(uid, 5, 0, "device-" + device, Canary.TOKEN));
		return client;
	}

	/**
	 * Run tasks at the same time.
	 */
	private <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
		CyclicBarrier start = new CyclicBarrier(tasks.size());
		List<Future<T>> running = new ArrayList<>();
		for (Callable<T> task : tasks) {
			running.add(this.threads.submit(() -> {
				start.await();
				return task.call();
			}));
		}
		List<T> results = new ArrayList<>();
		for (Future<T> one : running) {
			results.add(one.get());
		}
		return results;
	}

	@ParameterizedTest
	@EnumSource
	void isOnlineThroughoutAChainOfConnections(Dispatch where) throws Exception {
		start(where);
		RawClient current = login("alice", 0);
		for (int round = 1; round <= ROUNDS; round++) {
			RawClient next = login("alice", round);
			// The login's listener may still be called.
			current.close();
			current = next;
		}
		this.closes.await(ROUNDS);
		assertThat(this.presence.of("alice")).isEqualTo("+");
		current.close();
		this.closes.await(1);
		assertNothingIsLeft("\\+-");
	}

	@ParameterizedTest
	@EnumSource
	void isOnlineWhileLoginsRaceWithLogoutsBesideAConnectionThatStays(Dispatch where) throws Exception {
		start(where);
		RawClient stays = login("alice", 0);
		RawClient current = login("alice", 1);
		for (int round = 1; round <= ROUNDS; round++) {
			RawClient older = current;
			int device = 1 + round;
			current = atOnce(List.<Callable<RawClient>>of(() -> login("alice", device), () -> {
				older.close();
				return older;
			})).get(0);
		}
		this.closes.await(ROUNDS);
		assertThat(this.presence.of("alice")).isEqualTo("+");
		current.close();
		stays.close();
		this.closes.await(2);
		assertNothingIsLeft("\\+-");
	}

	@ParameterizedTest
	@EnumSource
	void hearsPairsWhenALoginRacesWithTheOnlyLogout(Dispatch where) throws Exception {
		start(where);
		for (int round = 0; round < ROUNDS; round++) {
			String uid = "u" + round;
			RawClient older = login(uid, 0);
			atOnce(List.<Callable<RawClient>>of(() -> login(uid, 1), () -> {
				older.close();
				return older;
			})).get(0).close();
			this.closes.await(2);
		}
		assertNothingIsLeft("(\\+-){1,2}");
	}

	@ParameterizedTest
	@EnumSource
	void closesOnceWhenAllCloseAtOnce(Dispatch where) throws Exception {
		start(where);
		for (int round = 0; round < ROUNDS; round++) {
			String uid = "u" + round;
			RawClient client = login(uid, 0);
			WkConnection connection = this.server.connections().findByUid(uid).get(0);
			// Whoever has closed it does not find it any more.
			List<Boolean> found = atOnce(List.<Callable<Boolean>>of(() -> {
				connection.kick();
				return this.server.connections().isOnline(uid);
			}, () -> {
				connection.close();
				return this.server.connections().isOnline(uid);
			}, () -> {
				this.server.operations().kick(connection.id());
				return false;
			}, () -> {
				client.close();
				return false;
			}, () -> {
				connection.maxIdle(Duration.ofNanos(1));
				return false;
			}));
			assertThat(found).doesNotContain(true);
			this.closes.await(1);
			assertThat(this.closes.byId.get(connection.id())).containsExactly(connection.closeReason());
		}
		assertNothingIsLeft("\\+-");
		assertThat(this.server.stats().closed().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(ROUNDS);
	}

	@ParameterizedTest
	@CsvSource({
			// token, whether the logins come from one device, how many survive
			"master, false, 1", "token, true, 1", "token, false, 8" })
	void leavesWhomTheLevelSaysOfLoginsAtOnce(String token, boolean oneDevice, int survivors) throws Exception {
		start(Dispatch.EVENT_LOOP);
		for (int round = 0; round < ROUNDS; round++) {
			String uid = "u" + round;
			List<Callable<RawClient>> logins = new ArrayList<>();
			for (int i = 0; i < AT_ONCE; i++) {
				String device = oneDevice ? "device" : "device-" + i;
				logins.add(() -> {
					RawClient client = RawClient.open(this.server.port());
					client.login(Bytes.connect(uid, 5, 0, device, token));
					return client;
				});
			}
			List<RawClient> clients = atOnce(logins);
			this.closes.await(AT_ONCE - survivors);
			assertThat(this.server.connections().findByUid(uid)).hasSize(survivors).allMatch(WkConnection::isOpen);
			assertThat(this.server.stats().closed().get(CloseReason.KICKED))
				.isEqualTo((AT_ONCE - survivors) * (round + 1L));
			assertThat(this.presence.of(uid)).isEqualTo("+");
			clients.forEach(RawClient::reset);
			this.closes.await(survivors);
		}
		assertNothingIsLeft("\\+-");
	}

	/**
	 * Remembers why each connection was closed.
	 */
	private static final class Closes implements WkListener {

		private final Map<Long, List<CloseReason>> byId = new ConcurrentHashMap<>();

		private final Semaphore closed = new Semaphore(0);

		void await(int count) throws InterruptedException {
			assertThat(this.closed.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
		}

		@Override
		public void onClose(WkConnection connection, CloseReason reason) {
			this.byId.computeIfAbsent(connection.id(), (id) -> new CopyOnWriteArrayList<>()).add(reason);
			this.closed.release();
		}

	}

	/**
	 * Remembers who comes and goes.
	 */
	private static final class Presence implements PresenceListener {

		private final Map<String, String> events = new ConcurrentHashMap<>();

		String of(String uid) {
			return this.events.get(uid);
		}

		@Override
		public void onOnline(String uid) {
			this.events.merge(uid, "+", String::concat);
		}

		@Override
		public void onOffline(String uid) {
			this.events.merge(uid, "-", String::concat);
		}

	}

}
