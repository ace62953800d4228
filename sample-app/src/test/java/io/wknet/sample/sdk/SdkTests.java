package io.wknet.sample.sdk;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.wknet.client.WkClient;
import io.wknet.client.WkClientConnection;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.connection.WkConnection;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.Payload;
import io.wknet.sample.SampleTest;
import io.wknet.sample.sdk.SdkClient.Ack;
import io.wknet.sample.sdk.SdkClient.Message;
import io.wknet.sample.sdk.SdkClient.Status;
import io.wknet.spring.lifecycle.WkServerLifecycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * WuKongIM's public JavaScript SDK, unchanged, talks to the running sample. It shows only
 * messages whose message key is right and that it can decrypt.
 */
@SampleTest
class SdkTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final int PERSON = 1;

	private static final int GROUP = 2;

	private static final int SUCCESS = 1;

	/**
	 * With {@code {"content":"…","type":1}} around it, the largest text whose SEND has a
	 * payload within the protocol's limit.
	 */
	private static final int LARGEST_TEXT = 24_559 - 23;

	@RegisterExtension
	static final SdkClients clients = new SdkClients();

	@Value("${local.wk.ws.port}")
	private int port;

	@Value("${local.wk.tcp.port}")
	private int tcpPort;

	@Autowired
	private ConnectionRegistry connections;

	@Autowired
	private WkServerLifecycle server;

	@Autowired
	private Environment environment;

	@Autowired
	private JdbcClient jdbc;

	@AfterEach
	void awaitTheEndOfAllConnections() {
		this.connections.forEach(WkConnection::kick);
		await().atMost(SOON).until(() -> this.connections.connectionCount() == 0);
	}

	@Test
	void logsIn() throws Exception {
		login("alice");
		assertThat(connectionsOf("alice")).singleElement().satisfies((connection) -> {
			assertThat(connection.deviceFlag()).isEqualTo(DeviceFlag.WEB);
			assertThat(connection.listener()).isEqualTo("ws");
		});
	}

	@Test
	void aWrongTokenKeepsItAway() throws Exception {
		SdkClient alice = client("alice");
		alice.connect("bob-token", 0);
		assertThat(alice.status()).isEqualTo(Status.REFUSED);
		assertThat(alice.status()).isEqualTo(Status.ENDED);
	}

	@Test
	void getsAnAnswerToEachHeartbeat() throws Exception {
		SdkClient alice = client("alice");
		alice.connect("alice-token", 500);
		assertThat(alice.status()).isEqualTo(Status.CONNECTED);
		// After four without an answer it would give up its connection.
		await().atMost(SOON).until(() -> alice.pongs() >= 6);
		assertThat(alice.pings()).isGreaterThanOrEqualTo(alice.pongs());
		alice.assertNothingElse();
	}

	@Test
	void twoUsersTalk() throws Exception {
		SdkClient alice = login("alice");
		SdkClient bob = login("bob");
		alice.send("bob", PERSON, "hello bob");
		Ack ack = alice.ack();
		assertThat(ack).isEqualTo(new Ack(1, ack.id(), 1, SUCCESS));
		assertThat(bob.message()).isEqualTo(new Message(ack.id(), 1, "alice", "alice", PERSON, true, 1, "hello bob"));
		bob.send("alice", PERSON, "hello alice");
		Ack answer = bob.ack();
		assertThat(answer.seq()).isEqualTo(2);
		assertThat(alice.message())
			.isEqualTo(new Message(answer.id(), 2, "bob", "bob", PERSON, true, 1, "hello alice"));
		alice.assertNothingElse();
		bob.assertNothingElse();
	}

	@Test
	void groupsTalk() throws Exception {
		SdkClient alice = login("alice");
		SdkClient bob = login("bob");
		SdkClient carol = login("carol");
		alice.send("lobby", GROUP, "hello everybody");
		Ack ack = alice.ack();
		Message expected = new Message(ack.id(), 1, "alice", "lobby", GROUP, true, 1, "hello everybody");
		assertThat(bob.message()).isEqualTo(expected);
		assertThat(carol.message()).isEqualTo(expected);
		alice.assertNothingElse();
	}

	@ParameterizedTest
	@MethodSource
	void carriesTexts(String text) throws Exception {
		SdkClient alice = login("alice");
		SdkClient bob = login("bob");
		alice.send("bob", PERSON, text);
		assertThat(alice.ack().reason()).isEqualTo(SUCCESS);
		assertThat(bob.message().text()).isEqualTo(text);
	}

	static Stream<String> carriesTexts() {
		return Stream.of("", "\"quoted\" \\ </script> &amp; %41", "tab\t line\n zero\0 end",
				"grüße, Ωμέγα, привет, 你好, שלום", "family 👨‍👩‍👧‍👦, flag 🇨🇳, accent e\u0301",
				"x".repeat(LARGEST_TEXT), "é".repeat(LARGEST_TEXT / 2), "😀".repeat(LARGEST_TEXT / 4));
	}

	@Test
	void getsLargerTextsThanItCanSend() throws Exception {
		SdkClient bob = login("bob");
		String text = "x".repeat(64 * 1024 - 23);
		try (WkClientConnection alice = tcpLogin("alice")) {
			send(alice, text);
			assertThat(bob.message().text()).isEqualTo(text);
		}
	}

	@Test
	void carriesManyMessagesInOrder() throws Exception {
		SdkClient alice = login("alice");
		SdkClient bob = login("bob");
		for (int number = 1; number <= 1000; number++) {
			alice.send("bob", PERSON, "message " + number);
		}
		for (int number = 1; number <= 1000; number++) {
			Message message = bob.message();
			assertThat(message.text()).isEqualTo("message " + number);
			assertThat(message.seq()).isEqualTo(number);
			assertThat(alice.ack()).isEqualTo(new Ack(number, message.id(), number, SUCCESS));
		}
		awaitNothingPending();
		bob.assertNothingElse();
		alice.assertNothingElse();
	}

	@Test
	void getsWhatItMissedOnce() throws Exception {
		try (WkClientConnection alice = tcpLogin("alice")) {
			IntStream.rangeClosed(1, 100).forEach((number) -> send(alice, "message " + number));
			SdkClient bob = login("bob");
			for (int number = 1; number <= 100; number++) {
				assertThat(bob.message().text()).isEqualTo("message " + number);
			}
			awaitNothingPending();
			bob.disconnect();
			await().atMost(SOON).until(() -> connectionsOf("bob").isEmpty());
			SdkClient bobAgain = login("bob");
			send(alice, "and another one");
			assertThat(bobAgain.message().text()).isEqualTo("and another one");
		}
	}

	@Test
	void acknowledgesMessagesWhateverTheirIds() throws Exception {
		// The SDK's arithmetic is not made for all of them.
		long id = this.jdbc.sql("select next value for message_id").query(Long.class).single();
		long hard = (((id >>> 32) + 1) << 32) | 0xFFFF_FF80L;
		this.jdbc.sql("alter sequence message_id restart with " + hard).update();
		SdkClient bob = login("bob");
		try (WkClientConnection alice = tcpLogin("alice")) {
			for (long number = hard; number < hard + 130; number++) {
				send(alice, "message " + number);
				Message message = bob.message();
				assertThat(message.id()).isEqualTo(Long.toString(number));
			}
		}
		awaitNothingPending();
	}

	@Test
	void seesWhatItsUserWroteElsewhere() throws Exception {
		SdkClient here = login("alice");
		SdkClient there = login("alice");
		here.send("bob", PERSON, "hello bob");
		Ack ack = here.ack();
		assertThat(there.message()).isEqualTo(new Message(ack.id(), 1, "alice", "bob", PERSON, false, 1, "hello bob"));
		here.assertNothingElse();
	}

	@Test
	void isToldWhyAMessageIsRefused() throws Exception {
		SdkClient alice = login("alice");
		alice.send("nobody", PERSON, "anybody there?");
		assertThat(alice.ack()).isEqualTo(new Ack(1, "0", 0, 5));
	}

	@Test
	void isToldThatATextIsTooLarge() throws Exception {
		SdkClient alice = login("alice");
		alice.send("bob", PERSON, "x".repeat(64 * 1024 + 1 - 23));
		assertThat(alice.ack()).isEqualTo(new Ack(1, "0", 0, 11));
	}

	@Test
	void staysAwayWhenItIsKicked() throws Exception {
		SdkClient first = login("carol");
		SdkClient second = login("carol");
		assertThat(first.status()).isEqualTo(Status.KICKED);
		assertThat(first.status()).isEqualTo(Status.ENDED);
		second.send("lobby", GROUP, "still here");
		assertThat(second.ack().reason()).isEqualTo(SUCCESS);
		second.assertNothingElse();
	}

	@Test
	void comesBackAfterTheServerHasClosedItsConnection() throws Exception {
		SdkClient alice = login("alice");
		SdkClient bob = login("bob");
		connectionsOf("alice").forEach(WkConnection::close);
		assertThat(alice.status()).isEqualTo(Status.LOST);
		alice.send("bob", PERSON, "written meanwhile");
		assertThat(alice.status()).isEqualTo(Status.CONNECTED);
		assertThat(alice.ack().reason()).isEqualTo(SUCCESS);
		assertThat(bob.message().text()).isEqualTo("written meanwhile");
		bob.send("alice", PERSON, "with new keys");
		assertThat(alice.message().text()).isEqualTo("with new keys");
	}

	@Test
	void comesBackAfterARestartOfTheServer() throws Exception {
		SdkClient alice = login("alice");
		this.server.stop();
		try {
			assertThat(alice.status()).isEqualTo(Status.LOST);
		}
		finally {
			this.server.start();
		}
		alice.lookAt(this.environment.getRequiredProperty("local.wk.ws.port", int.class));
		// Each attempt that fails counts as another loss.
		assertThat(alice.statusOtherThan(Status.LOST)).isEqualTo(Status.CONNECTED);
		alice.send("lobby", GROUP, "still here");
		assertThat(alice.ack().reason()).isEqualTo(SUCCESS);
	}

	@Test
	void sendsAgainWhatTheServerHasAlready() throws Exception {
		SdkClient alice = login("alice");
		SdkClient bob = login("bob");
		alice.goDeaf();
		alice.send("bob", PERSON, "once");
		Message once = bob.message();
		connectionsOf("alice").forEach(WkConnection::close);
		assertThat(alice.status()).isEqualTo(Status.LOST);
		assertThat(alice.status()).isEqualTo(Status.CONNECTED);
		assertThat(alice.ack()).isEqualTo(new Ack(1, once.id(), once.seq(), SUCCESS));
		alice.send("bob", PERSON, "twice");
		assertThat(bob.message()).extracting(Message::text, Message::seq).containsExactly("twice", once.seq() + 1);
	}

	private SdkClient login(String uid) throws InterruptedException {
		return client(uid).login();
	}

	private SdkClient client(String uid) {
		return clients.client(uid, this.port);
	}

	private WkClientConnection tcpLogin(String uid) {
		return WkClient.create().port(this.tcpPort).uid(uid).token(uid + "-token").connectNow();
	}

	private static void send(WkClientConnection connection, String text) {
		Payload payload = Payload.utf8("{\"content\":\"" + text + "\",\"type\":1}");
		connection.sendForAck("bob", PERSON, payload, SOON).toCompletableFuture().join();
	}

	private List<WkConnection> connectionsOf(String uid) {
		return List.copyOf(this.connections.findByUid(uid));
	}

	private void awaitNothingPending() {
		await().atMost(SOON)
			.until(() -> this.jdbc.sql("select count(*) from pending where uid = 'bob'")
				.query(Long.class)
				.single() == 0);
	}

}
