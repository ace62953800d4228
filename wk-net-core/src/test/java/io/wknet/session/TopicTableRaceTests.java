package io.wknet.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.wknet.topic.Topic;
import io.wknet.topic.TopicSettings;
import io.wknet.transport.LoopContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads at one topic. Each has a session of its own, whose event loop stands
 * still.
 */
class TopicTableRaceTests {

	private static final Topic LOBBY = Topic.of("lobby");

	private static final int THREADS = 4;

	private static final int ROUNDS = 20_000;

	private final SessionFixture fixture = new SessionFixture();

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	private final List<Session> sessions = new ArrayList<>();

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.fixture.close();
	}

	@Test
	void findsEverySubscriberOfATopicThatComesAndGoes() throws Exception {
		open();
		race((session, round) -> {
			assertThat(table().subscribe(session, LOBBY).isSubscribed()).isTrue();
			assertThat(table().subscribers(LOBBY)).contains(session);
			assertThat(table().unsubscribe(session, LOBBY)).isTrue();
			assertThat(table().subscribers(LOBBY)).doesNotContain(session);
		});
		assertThat(table().topicCount()).isZero();
		assertThat(table().subscriptionCount()).isZero();
	}

	@Test
	void handsOutInOneOrderForAllLoops() throws Exception {
		open();
		this.sessions.forEach((session) -> table().subscribe(session, LOBBY));
		Map<LoopContext, List<Integer>> heard = new ConcurrentHashMap<>();
		this.sessions.forEach((session) -> heard.put(session.channel().loop(), new ArrayList<>()));
		race((session, round) -> table().publish(LOBBY, (loop, members) -> heard.get(loop).add((int) session.id())));
		assertThat(heard.values()).hasSize(THREADS);
		List<Integer> first = heard.get(this.sessions.get(0).channel().loop());
		assertThat(first).hasSize(THREADS * ROUNDS);
		assertThat(heard.values()).allSatisfy((order) -> assertThat(order.equals(first)).isTrue());
	}

	private void open() {
		this.fixture.topics = TopicSettings.defaults().withMaxPerConnection(1_000_000);
		for (int i = 0; i < THREADS; i++) {
			this.sessions.add((Session) this.fixture.login("u" + i).connection());
		}
	}

	private TopicTable table() {
		return this.fixture.sessions().topicTable();
	}

	private void race(Step step) throws Exception {
		CyclicBarrier start = new CyclicBarrier(THREADS);
		List<Future<?>> all = new ArrayList<>();
		for (Session session : this.sessions) {
			all.add(this.threads.submit(() -> {
				start.await();
				for (int round = 0; round < ROUNDS; round++) {
					step.take(session, round);
				}
				return null;
			}));
		}
		for (Future<?> one : all) {
			one.get();
		}
	}

	/**
	 * What a thread does again and again.
	 */
	@FunctionalInterface
	private interface Step {

		void take(Session session, int round);

	}

}
