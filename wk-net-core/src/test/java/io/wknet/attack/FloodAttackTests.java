package io.wknet.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import io.wknet.topic.TopicAuthorizer;
import io.wknet.topic.TopicSettings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attacks by sheer number. The listener runs on workers.
 */
@Timeout(600)
class FloodAttackTests {

	private static final int MAX_TOPICS = TopicSettings.defaults().maxPerConnection();

	@RegisterExtension
	static final AttackGround ground = new AttackGround(Dispatch.WORKER,
			(server) -> server.topicAuthorizer(TopicAuthorizer.everybody()));

	/**
	 * The server accepts in order: who gets in now comes after all others.
	 */
	private static void awaitAccepted() {
		ground.expect(CloseReason.CLIENT, 1);
		RawClient.login(ground.port(), "attacker-last").close();
	}

	private static void awaitEvents(int opened) {
		AttackGround.await(() -> assertThat(ground.ledger().opened()).isGreaterThanOrEqualTo(opened));
	}

	@Attack
	@DisplayName("27: connect and reset, thousands of times in a second")
	void connectAndReset() {
		int attackers = AttackScale.of(1000, 300_000);
		long pace = 1_000_000_000L / 5000;
		ground.tolerate(CloseReason.CLIENT, CloseReason.IO_ERROR);
		long begun = System.nanoTime();
		for (int i = 0; i < attackers; i++) {
			RawClient.open(ground.port()).reset();
			long early = begun + i * pace - System.nanoTime();
			if (early > 0) {
				LockSupport.parkNanos(early);
			}
			if (i == attackers / 2) {
				ground.measure();
			}
		}
		awaitAccepted();
		awaitEvents(attackers + 1);
	}

	@Attack
	@DisplayName("29: one client sends at full speed to a listener that lags")
	void oneClientAtFullSpeed() throws InterruptedException {
		int bursts = AttackScale.of(20, 2000);
		int burst = 1000;
		int body = 100;
		AtomicInteger heard = new AtomicInteger();
		AtomicInteger mostWaiting = new AtomicInteger();
		ground.expect(CloseReason.CLIENT, 1);
		ground.listener(new WkListener() {

			@Override
			public void onFrame(WkConnection connection, ClientFrame frame) {
				mostWaiting.accumulateAndGet(connection.stats().pendingFrames(), Math::max);
				if (heard.incrementAndGet() % 100 == 0) {
					LockSupport.parkNanos(1_000_000);
				}
			}

		});
		int before = ground.bystanders().rounds();
		byte[] bytes = Bytes.repeat(Bytes.frame(16, new byte[body]), burst);
		try (RawClient client = RawClient.login(ground.port(), "attacker")) {
			for (int i = 0; i < bursts; i++) {
				client.send(bytes);
			}
			ground.measure();
			AttackGround.await(() -> assertThat(heard).hasValue(bursts * burst));
		}
		assertThat(mostWaiting.get()).as("frames that wait").isBetween(200, 256);
		AttackGround.await(() -> assertThat(ground.bystanders().rounds()).isGreaterThan(before + 1));
	}

	@Attack
	@DisplayName("E1: far more SUBs than a connection may have topics")
	void moreSubsThanTopics() {
		int subs = AttackScale.of(2000, 200_000);
		int burst = 500;
		ground.expect(CloseReason.CLIENT, 1);
		try (RawClient client = RawClient.login(ground.port(), "attacker")) {
			int accepted = 0;
			for (int i = 0; i < subs; i += burst) {
				byte[][] bytes = new byte[burst][];
				for (int j = 0; j < burst; j++) {
					bytes[j] = Bytes.sub("1", "topic-" + (i + j), 0);
				}
				client.send(Bytes.join(bytes));
				for (int j = 0; j < burst; j++) {
					String suback = client.read().suback();
					assertThat(suback).matches("1 topic-\\d+ 2 0 (1|22)");
					accepted += suback.endsWith(" 1") ? 1 : 0;
				}
			}
			assertThat(accepted).isEqualTo(MAX_TOPICS);
			assertThat(ground.server().stats().topics()).isEqualTo(MAX_TOPICS);
			ground.measure();
		}
	}

	@Attack
	@DisplayName("E2: subscribe to all that is allowed, and vanish")
	void subscribeAndVanish() {
		int attackers = AttackScale.of(50, 2000);
		byte[][] subs = new byte[MAX_TOPICS][];
		for (int i = 0; i < MAX_TOPICS; i++) {
			subs[i] = Bytes.sub("1", "topic-" + i, 0);
		}
		byte[] all = Bytes.join(subs);
		ground.tolerate(CloseReason.CLIENT, CloseReason.IO_ERROR);
		for (int i = 0; i < attackers; i++) {
			RawClient client = RawClient.login(ground.port(), "attacker-" + i).send(all);
			// Reset while the first of them are answered.
			client.read();
			client.reset();
		}
		AttackGround.await(() -> assertThat(ground.server().stats().topics()).isZero());
	}

	@Attack
	@DisplayName("E3: channel ids that are empty or huge, and actions that are none")
	void oddSubs() {
		ground.expect(CloseReason.CLIENT, 1);
		try (RawClient client = RawClient.login(ground.port(), "attacker")) {
			client.send(Bytes.sub("1", "", 0));
			assertThat(client.read().suback()).endsWith(" 16");
			client.send(Bytes.sub("2", "c".repeat(32_767), 0));
			assertThat(client.read().suback()).endsWith(" 16");
			client.send(Bytes.sub("3", "c".repeat(256), 1));
			assertThat(client.read().suback()).endsWith(" 16");
			client.send(Bytes.sub("4", "c", 7));
			assertThat(client.read().suback()).doesNotEndWith(" 1");
			assertThat(ground.server().stats().topics()).isZero();
		}
	}

	@Attack
	@DisplayName("E4: log in and leave, again and again, as the same user")
	void logInAndLeave() {
		int logins = AttackScale.of(100, 20_000);
		ground.tolerate(CloseReason.CLIENT, CloseReason.IO_ERROR, CloseReason.KICKED);
		for (int i = 0; i < logins; i++) {
			RawClient client = RawClient.login(ground.port(), "attacker");
			if (i % 2 == 0) {
				client.reset();
			}
			else {
				client.close();
			}
		}
		awaitEvents(logins);
	}

	@Attack
	@DisplayName("E5: many connections that each begin a frame and leave it")
	void manyBegunFrames() {
		int attackers = AttackScale.of(100, 5000);
		byte[] begun = Bytes.join(Bytes.header(16, 1 << 20), new byte[1000]);
		ground.expect(CloseReason.CLIENT, attackers);
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < attackers; i++) {
			clients.add(RawClient.login(ground.port(), "attacker-" + i).send(begun));
		}
		ground.measure();
		clients.forEach(RawClient::endOutput);
		ground.awaitExpected();
		for (RawClient client : clients) {
			assertThat(client.readAll()).extracting(RawFrame::type).isEmpty();
			client.close();
		}
	}

}
