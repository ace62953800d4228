package io.wknet.server;

import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.canary.Canary;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.Payload;
import io.wknet.listener.Dispatch;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import io.wknet.support.RecordingListener;
import io.wknet.topic.ReactiveTopicAuthorizer;
import io.wknet.topic.Topic;
import io.wknet.topic.TopicAuthorizer;
import io.wknet.topic.TopicSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Topics as clients see them, over real sockets.
 */
class TopicTests {

	private static final Topic LOBBY = Topic.of("lobby");

	private static final byte[] SUB = Bytes.sub("1", "lobby", 0);

	private static final byte[] UNSUB = Bytes.sub("2", "lobby", 1);

	private final RecordingListener listener = new RecordingListener() {

		@Override
		protected void received(WkConnection connection, ClientFrame frame) {
			if (frame instanceof ApplicationFrame mine) {
				connection.send(mine);
			}
		}

	};

	private BoundWkServer server;

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource(Dispatch.class)
	void aClientHasItsSubackBeforeTheFirstFrameOfTheTopic(Dispatch where) throws InterruptedException {
		bind(where, where, (uid, topic) -> true);
		AtomicBoolean over = new AtomicBoolean();
		Thread publisher = new Thread(() -> {
			while (!over.get()) {
				this.server.operations()
					.sendToTopic(LOBBY, ApplicationFrame.of(20, Payload.utf8("news")))
					.await(Duration.ofSeconds(10));
			}
		});
		publisher.start();
		try {
			for (int i = 0; i < 100; i++) {
				try (RawClient client = RawClient.login(this.server.port(), "u" + i)) {
					assertThat(client.send(SUB).read().suback()).isEqualTo("1 lobby 2 0 1");
					assertThat(client.read().type()).isEqualTo(20);
				}
			}
		}
		finally {
			over.set(true);
			publisher.join();
		}
	}

	@ParameterizedTest
	@EnumSource(Dispatch.class)
	void subscribesOverTheFixedHeader(Dispatch where) {
		bind(where, where, (uid, topic) -> topic.equals(LOBBY));
		try (RawClient client = RawClient.login(this.server.port(), "alice")) {
			assertThat(client.send(SUB).read().suback()).isEqualTo("1 lobby 2 0 1");
			WkConnection connection = this.server.connections().findByUid("alice").get(0);
			assertThat(this.server.topics().subscribers(LOBBY)).containsExactly(connection);
			assertThat(client.send(Bytes.sub("3", "news", 0)).read().suback()).isEqualTo("3 news 2 0 13");
			assertThat(this.server.stats().topics()).isOne();
			assertThat(this.server.stats().subscriptions()).isOne();
			assertThat(client.send(UNSUB).read().suback()).isEqualTo("2 lobby 2 1 1");
			assertThat(this.server.stats().topics()).isZero();
			assertThat(this.server.stats().subscriptions()).isZero();
		}
		awaitEvents("connect", "authenticated", "subscribe lobby", "unsubscribe lobby", "close CLIENT");
	}

	@ParameterizedTest
	@EnumSource(Dispatch.class)
	void subscribesOverTheVariableHeader(Dispatch where) throws IOException {
		bind(where, where, (uid, topic) -> true);
		try (RawClient client = RawClient.open(this.server.port())) {
			client.send(Bytes.variableConnect("alice", 5, 0, "device", Canary.TOKEN));
			assertThat(readVariable(client)).startsWith(0x21);
			client.send(Bytes.variableSub("", "a", 0));
			assertThat(readVariable(client)).containsExactly(0xB0, 8, 0, 0, 0, 1, 'a', 2, 0, 1);
			assertThat(this.server.topics().subscriberCount(Topic.of("a"))).isOne();
			client.send(Bytes.variableSub("", "a", 1));
			assertThat(readVariable(client)).containsExactly(0xB0, 8, 0, 0, 0, 1, 'a', 2, 1, 1);
			assertThat(this.server.topics().topicCount()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(Dispatch.class)
	void answersInTheOrderSent(Dispatch where) {
		bind(where, where, (uid, topic) -> true);
		try (RawClient client = RawClient.login(this.server.port(), "alice")) {
			int rounds = 500;
			byte[][] frames = new byte[rounds][];
			for (int i = 0; i < rounds; i++) {
				frames[i] = Bytes.join(Bytes.sub("s" + i, "c" + i % 7, i % 2), Bytes.numbered(20, i));
			}
			Thread sender = new Thread(() -> client.send(Bytes.join(frames)));
			sender.start();
			for (int i = 0; i < rounds; i++) {
				assertThat(client.read().suback()).isEqualTo("s" + i + " c" + i % 7 + " 2 " + i % 2 + " 1");
				assertThat(client.read().number()).isEqualTo(i);
			}
		}
	}

	@Test
	void aSubscriptionEndsWithItsConnection() {
		bind(Dispatch.EVENT_LOOP, Dispatch.WORKER, (uid, topic) -> true);
		try (RawClient client = RawClient.login(this.server.port(), "alice");
				RawClient other = RawClient.login(this.server.port(), "bob")) {
			client.send(SUB).read();
			other.send(SUB).read();
			client.reset();
			Awaitility.await().until(() -> this.server.topics().subscriberCount(LOBBY) == 1);
			assertThat(this.server.topics().subscribers(LOBBY)).extracting(WkConnection::uid).containsExactly("bob");
		}
		Awaitility.await().until(() -> this.server.topics().topicCount() == 0);
	}

	@Test
	void theApplicationSubscribesWithoutAPermission() {
		bind(Dispatch.WORKER, Dispatch.WORKER, (uid, topic) -> false);
		try (RawClient client = RawClient.login(this.server.port(), "alice")) {
			assertThat(this.server.topics().subscribe("alice", LOBBY)).isOne();
			assertThat(client.send(SUB).read().suback()).isEqualTo("1 lobby 2 0 1");
			client.ping();
			assertThat(this.server.topics().unsubscribe("alice", LOBBY)).isOne();
		}
		awaitEvents("connect", "authenticated", "subscribe lobby", "unsubscribe lobby", "close CLIENT");
	}

	@Test
	void withoutAnAuthorizerTheListenerAnswers() {
		this.server = server().listener(new RecordingListener() {

			@Override
			protected void received(WkConnection connection, ClientFrame frame) {
				connection.send(ApplicationFrame.of(30, Payload.utf8(frame.type().toString())));
			}

		}).bind();
		try (RawClient client = RawClient.login(this.server.port(), "alice")) {
			RawFrame answer = client.send(SUB).read();
			assertThat(answer.type()).isEqualTo(30);
			assertThat(this.server.topics().topicCount()).isZero();
		}
	}

	@Test
	void anAuthorizerThatHangsHoldsNobodyElseUp() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		BlockingQueue<String> asked = new LinkedBlockingQueue<>();
		this.server = server().listener(this.listener).topicAuthorizer((connection, topic, param) -> {
			asked.add(String.valueOf(connection.uid()));
			return !"slow".equals(connection.uid()) || gate.await(1, TimeUnit.MINUTES);
		}).bind();
		try (RawClient slow = RawClient.login(this.server.port(), "slow");
				RawClient other = RawClient.login(this.server.port(), "other")) {
			slow.send(SUB);
			assertThat(asked.poll(20, TimeUnit.SECONDS)).isEqualTo("slow");
			slow.ping();
			assertThat(other.send(SUB).read().suback()).isEqualTo("1 lobby 2 0 1");
			slow.endOutput();
			Awaitility.await().until(() -> this.server.connections().findByUid("slow").isEmpty());
			gate.countDown();
		}
		Awaitility.await().until(() -> this.server.stats().closed().get(CloseReason.CLIENT) == 2);
		assertThat(this.listener.events()).filteredOn("subscribe lobby"::equals).hasSize(1);
		Awaitility.await().until(() -> this.server.topics().subscriptionCount() == 0);
	}

	@Test
	void stopsWithoutTheAnswerOfAnAuthorizer() {
		this.server = server().listener(this.listener)
			.topicAuthorizer((ReactiveTopicAuthorizer) (connection, topic, param) -> Mono.never())
			.bind();
		try (RawClient client = RawClient.login(this.server.port(), "alice")) {
			client.send(SUB).ping();
			assertThat(this.server.stop(Duration.ofMillis(300))).isFalse();
		}
		awaitEvents("connect", "authenticated", "close SHUTDOWN");
	}

	@Test
	void theEndOfTheServerIsTheEndOfAllSubscriptions() {
		bind(Dispatch.WORKER, Dispatch.EVENT_LOOP, (uid, topic) -> true);
		try (RawClient client = RawClient.login(this.server.port(), "alice")) {
			client.send(SUB).read();
			WkConnection connection = this.server.connections().findByUid("alice").get(0);
			assertThat(this.server.stop(Duration.ofSeconds(20))).isTrue();
			assertThat(this.server.topics().subscribe(connection, LOBBY).isSubscribed()).isFalse();
		}
		assertThat(this.server.topics().topicCount()).isZero();
		assertThat(this.listener.events()).containsExactly("connect", "authenticated", "subscribe lobby",
				"unsubscribe lobby", "close SHUTDOWN");
	}

	@Test
	void tellsAClientThatItHasTooMany() {
		this.server = server().topics(TopicSettings.defaults().withMaxPerConnection(1))
			.topicAuthorizer(TopicAuthorizer.everybody())
			.bind();
		try (RawClient client = RawClient.login(this.server.port(), "alice")) {
			assertThat(client.send(SUB).read().suback()).isEqualTo("1 lobby 2 0 1");
			assertThat(client.send(Bytes.sub("2", "news", 0)).read().suback()).isEqualTo("2 news 2 0 22");
			client.ping();
		}
	}

	private void bind(Dispatch authorizes, Dispatch listens, Permission permission) {
		TopicAuthorizer blocking = (connection, topic, param) -> permission.allows(connection.uid(), topic);
		ReactiveTopicAuthorizer later = (connection, topic, param) -> Mono
			.fromSupplier(() -> permission.allows(connection.uid(), topic));
		this.server = server().topicAuthorizer((authorizes == Dispatch.WORKER) ? blocking : later)
			.listener(this.listener, listens)
			.bind();
	}

	private static WkServer server() {
		return WkServer.create()
			.port(0)
			.eventLoops(2)
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.accepted(credentials.uid())));
	}

	private void awaitEvents(String... events) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.listener.events()).containsExactlyElementsOf(List.of(events)));
	}

	/**
	 * A frame under the variable header whose length fits one byte.
	 */
	private static byte[] readVariable(RawClient client) throws IOException {
		DataInputStream in = new DataInputStream(client.stream());
		byte type = in.readByte();
		byte length = in.readByte();
		return Bytes.join(new byte[] { type, length }, in.readNBytes(length));
	}

	/**
	 * Says who may subscribe to what.
	 */
	@FunctionalInterface
	private interface Permission {

		boolean allows(String uid, Topic topic);

	}

}
