package io.wknet.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.canary.Canary;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.topic.SubscribeResult;
import io.wknet.topic.Topic;
import io.wknet.topic.TopicAuthorizer;
import io.wknet.topic.TopicSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads subscribe and unsubscribe, and clients do, while connections come and go:
 * whatever the order, all books balance at the end.
 */
class TopicStressTests {

	private static final int TOPICS = 12;

	private static final int CLIENTS = 400;

	private static final int MAX_SUBSCRIBERS = 20;

	private final Books books = new Books();

	private final LongAdder subscribed = new LongAdder();

	private final LongAdder unsubscribed = new LongAdder();

	private final ExecutorService threads = Executors.newFixedThreadPool(8);

	private final AtomicBoolean stopped = new AtomicBoolean();

	private BoundWkServer server;

	@AfterEach
	void stop() {
		this.stopped.set(true);
		this.threads.shutdownNow();
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource(Dispatch.class)
	@Timeout(120)
	void balancesSubscriptionsThatRaceWithCloses(Dispatch where) throws Exception {
		this.server = WkServer.create()
			.port(0)
			.eventLoops(2)
			.listener(this.books, where)
			.topics(new TopicSettings(8, MAX_SUBSCRIBERS))
			.topicAuthorizer(
					(where == Dispatch.WORKER) ? (connection, topic, param) -> true : TopicAuthorizer.everybody())
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.accepted(credentials.uid())))
			.bind();
		List<Future<?>> applications = new ArrayList<>();
		List<Future<?>> clients = new ArrayList<>();
		for (int t = 0; t < 4; t++) {
			int seed = t;
			applications.add(this.threads.submit(() -> subscribeAndUnsubscribe(new Random(seed))));
			clients.add(this.threads.submit(() -> comeAndGo(new Random(seed + 100))));
		}
		for (Future<?> client : clients) {
			client.get();
		}
		this.stopped.set(true);
		for (Future<?> application : applications) {
			application.get();
		}
		Awaitility.await().until(() -> this.books.closed.get() == 4 * CLIENTS);
		assertThat(this.books.wrong).isEmpty();
		assertThat(this.server.topics().topicCount()).isZero();
		assertThat(this.server.topics().subscriptionCount()).isZero();
		assertThat(this.books.subscriptions.sum()).isEqualTo(this.books.ends.sum()).isPositive();
		// What SUB frames did comes on top.
		assertThat(this.books.subscriptions.sum()).isGreaterThanOrEqualTo(this.subscribed.sum());
		assertThat(this.subscribed.sum()).isGreaterThanOrEqualTo(CLIENTS);
		assertThat(this.unsubscribed.sum()).isPositive();
	}

	private void subscribeAndUnsubscribe(Random random) {
		while (!this.stopped.get()) {
			this.server.connections().forEach((connection) -> {
				Topic topic = topic(random);
				if (random.nextInt(3) != 0) {
					if (this.server.topics().subscribe(connection, topic) == SubscribeResult.SUBSCRIBED) {
						this.subscribed.increment();
					}
				}
				else if (this.server.topics().unsubscribe(connection, topic)) {
					this.unsubscribed.increment();
				}
				if (random.nextInt(50) == 0) {
					connection.close();
				}
				if (this.server.topics().subscribers(topic).size() > MAX_SUBSCRIBERS) {
					this.books.wrong.add("too many subscribers");
				}
			});
		}
	}

	private void comeAndGo(Random random) {
		List<RawClient> open = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			RawClient client = RawClient.open(this.server.port());
			client.trySend(Bytes.connect("u" + random.nextInt(100), 5, 0, "d" + random.nextInt(), Canary.TOKEN));
			// CONNACK, or the end if an application was quicker.
			client.readOrEnd();
			for (int sub = random.nextInt(20); sub > 0; sub--) {
				client.trySend(Bytes.sub("", topic(random).channelId(), random.nextInt(2)));
			}
			open.add(client);
			while (open.size() > random.nextInt(30)) {
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

	private static Topic topic(Random random) {
		return Topic.of("t" + random.nextInt(TOPICS));
	}

	/**
	 * Keeps the books of all callbacks.
	 */
	private static final class Books implements WkListener {

		private final Map<Long, Set<Topic>> topics = new ConcurrentHashMap<>();

		private final Set<Long> running = ConcurrentHashMap.newKeySet();

		private final List<String> wrong = new CopyOnWriteArrayList<>();

		private final LongAdder subscriptions = new LongAdder();

		private final LongAdder ends = new LongAdder();

		private final AtomicInteger closed = new AtomicInteger();

		@Override
		public void onConnect(WkConnection connection) {
			begin(connection);
			end(connection);
		}

		@Override
		public void onAuthenticated(WkConnection connection) {
			begin(connection);
			this.topics.put(connection.id(), ConcurrentHashMap.newKeySet());
			end(connection);
		}

		@Override
		public void onSubscribe(WkConnection connection, Topic topic) {
			begin(connection);
			Set<Topic> mine = this.topics.get(connection.id());
			if (mine == null || !mine.add(topic)) {
				this.wrong.add("subscribed twice, before authenticated or after close");
			}
			this.subscriptions.increment();
			end(connection);
		}

		@Override
		public void onUnsubscribe(WkConnection connection, Topic topic) {
			begin(connection);
			Set<Topic> mine = this.topics.get(connection.id());
			if (mine == null || !mine.remove(topic)) {
				this.wrong.add("unsubscribed without a subscription or after close");
			}
			this.ends.increment();
			end(connection);
		}

		@Override
		public void onClose(WkConnection connection, CloseReason reason) {
			begin(connection);
			Set<Topic> mine = this.topics.remove(connection.id());
			if (mine != null && !mine.isEmpty()) {
				this.wrong.add("closed with " + mine);
			}
			this.closed.incrementAndGet();
			end(connection);
		}

		private void begin(WkConnection connection) {
			if (!this.running.add(connection.id())) {
				this.wrong.add("calls overlap");
			}
		}

		private void end(WkConnection connection) {
			this.running.remove(connection.id());
		}

	}

}
