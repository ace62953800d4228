package io.wknet.attack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.listener.WkListener;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.SocketSettings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attacks by peers that are silent, or gone without a word. Attackers have a short idle
 * timeout, and bystanders the usual one.
 */
@Timeout(600)
class IdleAttackTests {

	private static final Duration IDLE = Duration.ofMillis(500);

	@RegisterExtension
	static final AttackGround ground = new AttackGround(
			(server) -> server.socket(new SocketSettings(Duration.ZERO, 0, 16 << 10, 4096, false))
				.outbound(OutboundSettings.defaults().withTimeout(Duration.ofSeconds(1))));

	private static final WkListener SHORT_IDLE = new WkListener() {

		@Override
		public void onAuthenticated(WkConnection connection) {
			connection.maxIdle(IDLE);
		}

	};

	private static ApplicationFrame frame(int bytes) {
		return ApplicationFrame.of(20, Payload.wrap(new byte[bytes]));
	}

	@Attack
	@DisplayName("19: a peer that is gone without a word, with bytes on their way to it")
	void aPeerThatIsGone() {
		ground.listener(SHORT_IDLE);
		ground.expect(CloseReason.IDLE_TIMEOUT, 1);
		long begun = System.nanoTime();
		try (RawClient client = RawClient.open(ground.port(), 4096)) {
			client.login("attacker");
			// More than the sockets hold: what is left waits for somebody who is not
			// there.
			CompletionStage<?> sent = ground.connection("attacker").send(frame(900 << 10));
			ground.awaitExpected();
			assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(IDLE.toNanos());
			AttackGround.await(() -> assertThat(sent.toCompletableFuture()).isCompletedExceptionally());
			AttackGround.await(() -> assertThat(ground.ledger().allClosed()).isTrue());
		}
	}

	@Attack
	@DisplayName("20: what the server sends keeps no silent client alive")
	void whatTheServerSendsKeepsNobodyAlive() {
		ground.listener(SHORT_IDLE);
		ground.expect(CloseReason.IDLE_TIMEOUT, 1);
		long begun = System.nanoTime();
		try (RawClient client = RawClient.login(ground.port(), "attacker")) {
			WkConnection connection = ground.connection("attacker");
			while (connection.isOpen()) {
				connection.send(frame(10));
				LockSupport.parkNanos(IDLE.toNanos() / 20);
			}
			assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(IDLE.toNanos());
			List<RawFrame> all = client.readAll();
			assertThat(all).hasSizeGreaterThan(2);
			assertThat(all.get(all.size() - 1).disconnectText()).isEqualTo("IDLE_TIMEOUT");
		}
	}

	@Attack
	@DisplayName("22: clients leave in the moment in which they are idle for too long")
	void leavingInTheMomentOfTheDeadline() throws Exception {
		int threads = 96;
		int each = AttackScale.of(2, 50);
		ground.listener(SHORT_IDLE);
		ground.tolerate(CloseReason.IDLE_TIMEOUT, CloseReason.CLIENT, CloseReason.IO_ERROR);
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> leaving = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				int thread = i;
				leaving.add(executor.submit(() -> {
					for (int round = 0; round < each; round++) {
						leaveAtTheDeadline("attacker-" + thread + "-" + round);
					}
				}));
			}
			for (Future<?> one : leaving) {
				one.get();
			}
		}
		finally {
			executor.shutdown();
		}
		assertThat(ground.ledger().opened()).isEqualTo(threads * each);
	}

	/**
	 * Within 3 ms before or after it.
	 */
	private static void leaveAtTheDeadline(String uid) {
		RawClient client = RawClient.login(ground.port(), uid);
		long deadline = System.nanoTime() + IDLE.toNanos();
		long moment = deadline + ThreadLocalRandom.current().nextLong(-3_000_000, 3_000_000);
		while (System.nanoTime() < moment) {
			LockSupport.parkNanos(moment - System.nanoTime());
		}
		client.reset();
	}

	@Attack
	@DisplayName("D1: a client that says the least that counts lives on")
	void aClientThatSaysTheLeast() {
		ground.listener(SHORT_IDLE);
		ground.expect(CloseReason.CLIENT, 1);
		try (RawClient client = RawClient.login(ground.port(), "attacker")) {
			long until = System.nanoTime() + 2 * IDLE.toNanos();
			byte[] ping = Bytes.PING;
			for (int i = 0; System.nanoTime() < until; i++) {
				client.send(new byte[] { ping[i % ping.length] });
				LockSupport.parkNanos(IDLE.toNanos() / 20);
			}
			assertThat(ground.closed(CloseReason.IDLE_TIMEOUT)).isZero();
		}
	}

	@Attack
	@DisplayName("D2: a client that ends its side and keeps the socket open")
	void aClientThatEndsItsSide() {
		int attackers = AttackScale.of(50, 1000);
		ground.expect(CloseReason.CLIENT, attackers);
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < attackers; i++) {
			clients.add(RawClient.login(ground.port(), "attacker-" + i));
			clients.get(i).endOutput();
		}
		ground.awaitExpected();
		clients.forEach(RawClient::close);
	}

	@Attack
	@DisplayName("D3: a client that is told to go and keeps the socket open")
	void aClientThatIsToldToGo() {
		int attackers = AttackScale.of(50, 1000);
		long socketsBefore = Footprint.sockets();
		ground.expect(CloseReason.KICKED, attackers);
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < attackers; i++) {
			clients.add(RawClient.login(ground.port(), "attacker-" + i));
			ground.connection("attacker-" + i).kick();
		}
		ground.awaitExpected();
		// Its own side of the sockets is left to the client, and no other.
		AttackGround.await(() -> assertThat(Footprint.sockets()).isLessThanOrEqualTo(socketsBefore + attackers));
		clients.forEach(RawClient::close);
	}

}
