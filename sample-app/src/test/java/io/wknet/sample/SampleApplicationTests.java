package io.wknet.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.wknet.client.ConnectRejectedException;
import io.wknet.client.WkClient;
import io.wknet.client.WkClientConnection;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.FrameFlags;
import io.wknet.frame.Payload;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.ServerFrame;
import io.wknet.frame.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Conversations with the running sample.
 */
@SampleTest
class SampleApplicationTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final int PERSON = 1;

	private static final int GROUP = 2;

	@Value("${local.wk.tcp.port}")
	private int port;

	@LocalServerPort
	private int webPort;

	@Autowired
	private ConnectionRegistry connections;

	@Autowired
	private JdbcClient jdbc;

	private final List<WkClientConnection> clients = new ArrayList<>();

	private long clientSeq;

	@AfterEach
	void logOut() {
		this.clients.forEach(WkClientConnection::close);
		await().until(() -> this.connections.connectionCount() == 0);
	}

	@Test
	void refusesAWrongToken() {
		assertThatExceptionOfType(ConnectRejectedException.class)
			.isThrownBy(() -> login("alice", (client) -> client.token("bob-token")))
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.AUTH_FAIL));
	}

	@Test
	void refusesAnUnknownUser() {
		assertThatExceptionOfType(ConnectRejectedException.class).isThrownBy(() -> login("mallory"))
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.AUTH_FAIL));
	}

	@Test
	void deliversToAPersonUnderTheSendersName() throws Exception {
		WkClientConnection alice = login("alice");
		WkClientConnection bob = login("bob");
		SendackFrame ack = send(alice, "bob", PERSON, "hi");
		assertThat(ack.reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		assertThat(ack.messageId()).isPositive();
		RecvFrame recv = recv(bob);
		assertThat(recv.fromUid()).isEqualTo("alice");
		assertThat(recv.channelId()).isEqualTo("alice");
		assertThat(recv.channelType()).isEqualTo(PERSON);
		assertThat(recv.messageId()).isEqualTo(ack.messageId());
		assertThat(recv.messageSeq()).isEqualTo(ack.messageSeq());
		assertThat(recv.payload().toUtf8()).isEqualTo("hi");
	}

	@Test
	void numbersBothDirectionsOfAPersonChannelInOneSequence() {
		WkClientConnection alice = login("alice");
		WkClientConnection bob = login("bob");
		assertThat(send(alice, "bob", PERSON, "hi").messageSeq()).isEqualTo(1);
		assertThat(send(bob, "alice", PERSON, "hi").messageSeq()).isEqualTo(2);
		assertThat(send(alice, "carol", PERSON, "hi").messageSeq()).isEqualTo(1);
	}

	@Test
	void deliversToEverybodyElseInAGroup() throws Exception {
		WkClientConnection alice = login("alice");
		List<WkClientConnection> others = List.of(login("bob"), login("carol"), login("dave"));
		SendackFrame ack = send(alice, "lobby", GROUP, "hi");
		for (WkClientConnection other : others) {
			RecvFrame recv = recv(other);
			assertThat(recv.fromUid()).isEqualTo("alice");
			assertThat(recv.channelId()).isEqualTo("lobby");
			assertThat(recv.messageId()).isEqualTo(ack.messageId());
		}
		send(others.get(0), "lobby", GROUP, "welcome");
		assertThat(recv(alice).payload().toUtf8()).isEqualTo("welcome");
	}

	@Test
	void deliversMessagesToTheSendersOtherDevicesAsRead() throws Exception {
		WkClientConnection phone = login("alice");
		WkClientConnection computer = login("alice", (client) -> client.deviceFlag(DeviceFlag.PC));
		WkClientConnection bob = login("bob");
		sendForAck(phone, message("bob", PERSON, "hi").withFlags(FrameFlags.RED_DOT | FrameFlags.DUP));
		RecvFrame copy = recv(computer);
		assertThat(copy.channelId()).isEqualTo("bob");
		assertThat(copy.fromUid()).isEqualTo("alice");
		assertThat(copy.flags()).isZero();
		assertThat(recv(bob).flags()).isEqualTo(FrameFlags.RED_DOT);
		send(bob, "alice", PERSON, "hello");
		assertThat(recv(phone).payload().toUtf8()).isEqualTo("hello");
	}

	@Test
	void copiesWhatTheSenderSaysOfAMessage() throws Exception {
		WkClientConnection alice = login("alice");
		WkClientConnection bob = login("bob");
		int flags = FrameFlags.SYNC_ONCE | FrameFlags.RED_DOT;
		int setting = Setting.RECEIPT | Setting.SIGNAL | Setting.TOPIC;
		SendFrame send = new SendFrame(flags | FrameFlags.DUP, setting | Setting.STREAM, 7, "mine", "", "bob", PERSON,
				3600, "", "news", Payload.utf8("hi"));
		long before = Instant.now().getEpochSecond();
		SendackFrame ack = sendForAck(alice, send);
		assertThat(ack.flags()).isEqualTo(flags | FrameFlags.DUP);
		assertThat(ack.clientSeq()).isEqualTo(7);
		RecvFrame recv = recv(bob);
		assertThat(recv.timestamp()).isBetween((int) before, (int) Instant.now().getEpochSecond());
		assertThat(recv).isEqualTo(new RecvFrame(flags, setting, "", "alice", "alice", PERSON, 3600, "mine", 0, "", 0,
				ack.messageId(), ack.messageSeq(), recv.timestamp(), "news", Payload.utf8("hi")));
		assertThat(recv(login("bob"))).isEqualTo(recv);
	}

	@Test
	void doesNotMindAcknowledgementsOfUnknownMessages() throws Exception {
		WkClientConnection alice = login("alice");
		SendackFrame ack = send(alice, "bob", PERSON, "hi");
		alice.send(new RecvackFrame(0, ack.messageId(), ack.messageSeq()));
		alice.send(new RecvackFrame(0, -1, 0));
		send(alice, "nobody", PERSON, "");
		assertThat(recv(login("bob")).messageId()).isEqualTo(ack.messageId());
	}

	@Test
	void keepsMessagesForSomeoneOfflineUntilTheyAreAcknowledged() throws Exception {
		WkClientConnection alice = login("alice");
		send(alice, "bob", PERSON, "one");
		send(alice, "lobby", GROUP, "two");
		send(alice, "bob", PERSON, "three");
		WkClientConnection bob = login("bob");
		RecvFrame one = recv(bob);
		RecvFrame two = recv(bob);
		RecvFrame three = recv(bob);
		assertThat(List.of(one, two, three)).extracting((recv) -> recv.payload().toUtf8())
			.containsExactly("one", "two", "three");
		bob.send(RecvackFrame.of(one));
		bob.send(RecvackFrame.of(two));
		// Frames are handled in their order: with this answer the others are done.
		send(bob, "nobody", PERSON, "");
		bob.close();
		send(alice, "bob", PERSON, "four");
		WkClientConnection bobAgain = login("bob");
		assertThat(recv(bobAgain)).isEqualTo(three);
		assertThat(recv(bobAgain).payload().toUtf8()).isEqualTo("four");
	}

	@Test
	void deliversEachMessageOnceAndInOrderDuringALogin() throws Exception {
		WkClientConnection alice = login("alice");
		CompletableFuture<Void> sending = CompletableFuture
			.runAsync(() -> IntStream.rangeClosed(1, 119).forEach((number) -> send(alice, "bob", PERSON, "message")));
		await().until(() -> this.jdbc.sql("select count(*) from message").query(Long.class).single() >= 40);
		List<WkClientConnection> devices = IntStream.range(0, 5).mapToObj((number) -> login("bob")).toList();
		sending.join();
		send(alice, "bob", PERSON, "the end");
		for (WkClientConnection device : devices) {
			for (int number = 1; number <= 119; number++) {
				assertThat(recv(device).messageSeq()).isEqualTo(number);
			}
			assertThat(recv(device).payload().toUtf8()).isEqualTo("the end");
		}
	}

	@Test
	void keepsTheNewestMessagesOfALongAbsence() throws Exception {
		WkClientConnection alice = login("alice");
		IntStream.rangeClosed(1, 130).forEach((number) -> send(alice, "bob", PERSON, "message"));
		WkClientConnection bob = login("bob");
		for (int number = 11; number <= 130; number++) {
			assertThat(recv(bob).messageSeq()).isEqualTo(number);
		}
	}

	@Test
	void forgetsMessagesThatHaveExpired() throws Exception {
		WkClientConnection alice = login("alice");
		sendForAck(alice, new SendFrame(0, 0, ++this.clientSeq, "", "", "bob", PERSON, 60, "", "", Payload.EMPTY));
		this.jdbc.sql("update message set sent_at = sent_at - 60").update();
		send(alice, "bob", PERSON, "fresh");
		assertThat(recv(login("bob")).payload().toUtf8()).isEqualTo("fresh");
	}

	@Test
	void neitherNumbersNorStoresWhatShallNotPersist() throws Exception {
		WkClientConnection alice = login("alice");
		WkClientConnection bob = login("bob");
		SendackFrame ack = sendForAck(alice, message("bob", PERSON, "typing").withFlags(FrameFlags.NO_PERSIST));
		assertThat(ack.messageSeq()).isZero();
		RecvFrame recv = recv(bob);
		assertThat(recv.messageId()).isEqualTo(ack.messageId()).isPositive();
		assertThat(recv.flags()).isEqualTo(FrameFlags.NO_PERSIST);
		send(alice, "bob", PERSON, "hi");
		assertThat(recv(login("bob")).payload().toUtf8()).isEqualTo("hi");
	}

	@Test
	void recognisesAMessageThatIsSentAgain() throws Exception {
		WkClientConnection alice = login("alice");
		WkClientConnection bob = login("bob");
		SendFrame message = message("bob", PERSON, "once");
		SendackFrame first = sendForAck(alice, message);
		assertThat(sendForAck(alice, message.withFlags(FrameFlags.DUP))).extracting(SendackFrame::messageId)
			.isEqualTo(first.messageId());
		SendackFrame next = send(alice, "bob", PERSON, "twice");
		assertThat(next.messageSeq()).isEqualTo(first.messageSeq() + 1);
		assertThat(recv(bob).messageId()).isEqualTo(first.messageId());
		assertThat(recv(bob).messageId()).isEqualTo(next.messageId());
	}

	@Test
	void recognisesAMessageThatIsSentTwiceAtOnce() throws Exception {
		WkClientConnection phone = login("alice");
		WkClientConnection computer = login("alice", (client) -> client.deviceFlag(DeviceFlag.PC));
		WkClientConnection bob = login("bob");
		for (int i = 0; i < 20; i++) {
			SendFrame message = message("bob", PERSON, "once");
			CompletableFuture<SendackFrame> one = phone.sendForAck(message, SOON).toCompletableFuture();
			CompletableFuture<SendackFrame> other = computer.sendForAck(message, SOON).toCompletableFuture();
			assertThat(one.join()).isEqualTo(other.join());
			assertThat(one.join().messageSeq()).isEqualTo(i + 1);
			assertThat(recv(bob).messageSeq()).isEqualTo(i + 1);
		}
	}

	@Test
	void refusesMessagesThatCanNotBeDelivered() {
		WkClientConnection alice = login("alice");
		this.jdbc.sql("insert into group_member (group_id, uid) values ('staff', 'bob')").update();
		assertThat(send(alice, "nobody", PERSON, "").reasonCode()).isEqualTo(ReasonCode.CHANNEL_NOT_EXIST);
		assertThat(send(alice, "nowhere", GROUP, "").reasonCode()).isEqualTo(ReasonCode.CHANNEL_NOT_EXIST);
		assertThat(send(alice, "staff", GROUP, "").reasonCode()).isEqualTo(ReasonCode.SUBSCRIBER_NOT_EXIST);
		assertThat(send(alice, "lobby", 3, "").reasonCode()).isEqualTo(ReasonCode.NOT_SUPPORT_CHANNEL_TYPE);
		assertThat(send(alice, "bob", PERSON, "x".repeat(64 * 1024)).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		assertThat(send(alice, "bob", PERSON, "x".repeat(64 * 1024 + 1)).reasonCode())
			.isEqualTo(ReasonCode.NOT_ALLOW_SEND);
	}

	@Test
	void replacesAMastersOlderLoginFromTheSameKindOfDevice() throws Exception {
		WkClientConnection phone = login("carol");
		WkClientConnection computer = login("carol", (client) -> client.deviceFlag(DeviceFlag.PC));
		login("carol");
		DisconnectFrame disconnect = (DisconnectFrame) receive(phone);
		assertThat(disconnect.reasonCode()).isEqualTo(ReasonCode.CONNECT_KICK);
		assertThat(computer.ping().toCompletableFuture()).succeedsWithin(SOON);
	}

	@Test
	void letsASlaveLogInManyTimes() {
		WkClientConnection one = login("alice");
		login("alice");
		assertThat(one.ping().toCompletableFuture()).succeedsWithin(SOON);
		assertThat(this.connections.findByUid("alice")).hasSize(2);
	}

	@Test
	void tellsWhoIsOnline() throws Exception {
		WkClientConnection alice = login("alice");
		alice.send(ApplicationFrame.of(16, Payload.utf8("{\"uids\":[\"alice\",\"bob\"]}")));
		ApplicationFrame answer = (ApplicationFrame) receive(alice);
		assertThat(answer.typeCode()).isEqualTo(16);
		assertThat(answer.payload().toUtf8()).isEqualTo("{\"online\":{\"alice\":true,\"bob\":false}}");
	}

	@Test
	void tellsWatchersWhoComesAndGoes() throws Exception {
		WkClientConnection alice = login("alice");
		alice.send(ApplicationFrame.of(16, Payload.utf8("{\"uids\":[\"bob\"],\"watch\":true}")));
		assertThat(presence(alice)).isEqualTo("16 {\"online\":{\"bob\":false}}");
		login("carol");
		WkClientConnection bob = login("bob");
		assertThat(presence(alice)).isEqualTo("17 {\"uid\":\"bob\",\"online\":true}");
		bob.close();
		assertThat(presence(alice)).isEqualTo("17 {\"uid\":\"bob\",\"online\":false}");
	}

	@Test
	void watchesOnlyWhoWasAskedForLast() throws Exception {
		WkClientConnection alice = login("alice");
		alice.send(ApplicationFrame.of(16, Payload.utf8("{\"uids\":[\"bob\"],\"watch\":true}")));
		presence(alice);
		alice.send(ApplicationFrame.of(16, Payload.utf8("{\"uids\":[\"carol\"],\"watch\":true}")));
		presence(alice);
		alice.send(ApplicationFrame.of(16, Payload.utf8("{\"uids\":[\"dave\"]}")));
		presence(alice);
		login("bob");
		login("dave");
		login("carol");
		assertThat(presence(alice)).isEqualTo("17 {\"uid\":\"carol\",\"online\":true}");
	}

	private static String presence(WkClientConnection connection) throws InterruptedException {
		ApplicationFrame frame = (ApplicationFrame) receive(connection);
		return frame.typeCode() + " " + frame.payload().toUtf8();
	}

	@Test
	void explainsWhatItCanNotRead() throws Exception {
		WkClientConnection alice = login("alice");
		for (String question : List.of("who?", "null", "{}", "{\"uids\":[null]}")) {
			alice.send(ApplicationFrame.of(16, Payload.utf8(question)));
			assertThat(((ApplicationFrame) receive(alice)).payload().toUtf8()).startsWith("{\"error\":");
		}
		assertThat(alice.ping().toCompletableFuture()).succeedsWithin(SOON);
	}

	@Test
	void showsConnectionsInTheActuator() {
		login("alice");
		login("alice", (client) -> client.deviceFlag(DeviceFlag.WEB));
		login("bob");
		assertThat(get("/actuator/connections")).containsEntry("total", 3)
			.containsEntry("authenticated", 3)
			.containsEntry("users", 2)
			.containsEntry("listeners", Map.of("tcp", 3, "ws", 0));
		assertThat(get("/actuator/connections?uid=alice")).containsEntry("total", 2);
		assertThat(get("/actuator/health")).containsEntry("status", "UP");
		assertThat(get("/actuator/metrics/wk.net.users")).containsKey("measurements");
	}

	private WkClientConnection login(String uid) {
		return login(uid, (client) -> client);
	}

	private WkClientConnection login(String uid, UnaryOperator<WkClient> settings) {
		WkClient client = WkClient.create().port(this.port).uid(uid).token(uid + "-token");
		WkClientConnection connection = settings.apply(client).connectNow();
		this.clients.add(connection);
		return connection;
	}

	private SendFrame message(String channelId, int channelType, String text) {
		this.clientSeq++;
		return SendFrame.of(this.clientSeq, "message-" + this.clientSeq, channelId, channelType, Payload.utf8(text));
	}

	private SendackFrame send(WkClientConnection connection, String channelId, int channelType, String text) {
		return sendForAck(connection, message(channelId, channelType, text));
	}

	private static SendackFrame sendForAck(WkClientConnection connection, SendFrame message) {
		return connection.sendForAck(message, SOON).toCompletableFuture().join();
	}

	private static RecvFrame recv(WkClientConnection connection) throws InterruptedException {
		return (RecvFrame) receive(connection);
	}

	private static ServerFrame receive(WkClientConnection connection) throws InterruptedException {
		return connection.receive(SOON);
	}

	private Map<String, Object> get(String path) {
		return RestClient.create("http://localhost:" + this.webPort)
			.get()
			.uri(path)
			.retrieve()
			.body(new ParameterizedTypeReference<>() {
			});
	}

}
