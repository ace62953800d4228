package io.wknet.sample;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.wknet.client.ConnectRejectedException;
import io.wknet.client.WkClientConnection;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.FrameFlags;
import io.wknet.frame.Payload;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.Setting;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.annotation.Autowired;
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

	@RegisterExtension
	private final SampleClients clients = new SampleClients();

	@LocalServerPort
	private int webPort;

	@Autowired
	private ConnectionRegistry connections;

	@Autowired
	private JdbcClient jdbc;

	@Test
	void refusesAWrongToken() {
		assertThatExceptionOfType(ConnectRejectedException.class)
			.isThrownBy(() -> this.clients.login("alice", (client) -> client.token("bob-token")))
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.AUTH_FAIL));
	}

	@Test
	void refusesAnUnknownUser() {
		assertThatExceptionOfType(ConnectRejectedException.class).isThrownBy(() -> this.clients.login("mallory"))
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.AUTH_FAIL));
	}

	@Test
	void deliversToAPersonUnderTheSendersName() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		WkClientConnection bob = this.clients.login("bob");
		SendackFrame ack = this.clients.send(alice, "bob", SampleClients.PERSON, "hi");
		assertThat(ack.reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		assertThat(ack.messageId()).isPositive();
		RecvFrame recv = SampleClients.recv(bob);
		assertThat(recv.fromUid()).isEqualTo("alice");
		assertThat(recv.channelId()).isEqualTo("alice");
		assertThat(recv.channelType()).isEqualTo(SampleClients.PERSON);
		assertThat(recv.messageId()).isEqualTo(ack.messageId());
		assertThat(recv.messageSeq()).isEqualTo(ack.messageSeq());
		assertThat(recv.payload().toUtf8()).isEqualTo("hi");
	}

	@Test
	void numbersBothDirectionsOfAPersonChannelInOneSequence() {
		WkClientConnection alice = this.clients.login("alice");
		WkClientConnection bob = this.clients.login("bob");
		assertThat(this.clients.send(alice, "bob", SampleClients.PERSON, "hi").messageSeq()).isEqualTo(1);
		assertThat(this.clients.send(bob, "alice", SampleClients.PERSON, "hi").messageSeq()).isEqualTo(2);
		assertThat(this.clients.send(alice, "carol", SampleClients.PERSON, "hi").messageSeq()).isEqualTo(1);
	}

	@Test
	void deliversMessagesToTheSendersOtherDevicesAsRead() throws Exception {
		WkClientConnection phone = this.clients.login("alice");
		WkClientConnection computer = this.clients.login("alice", (client) -> client.deviceFlag(DeviceFlag.PC));
		WkClientConnection bob = this.clients.login("bob");
		SampleClients.send(phone,
				this.clients.message("bob", SampleClients.PERSON, "hi").withFlags(FrameFlags.RED_DOT | FrameFlags.DUP));
		RecvFrame copy = SampleClients.recv(computer);
		assertThat(copy.channelId()).isEqualTo("bob");
		assertThat(copy.fromUid()).isEqualTo("alice");
		assertThat(copy.flags()).isZero();
		assertThat(SampleClients.recv(bob).flags()).isEqualTo(FrameFlags.RED_DOT);
		this.clients.send(bob, "alice", SampleClients.PERSON, "hello");
		assertThat(SampleClients.recv(phone).payload().toUtf8()).isEqualTo("hello");
	}

	@Test
	void copiesWhatTheSenderSaysOfAMessage() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		WkClientConnection bob = this.clients.login("bob");
		int flags = FrameFlags.SYNC_ONCE | FrameFlags.RED_DOT;
		int setting = Setting.RECEIPT | Setting.SIGNAL | Setting.TOPIC;
		SendFrame send = new SendFrame(flags | FrameFlags.DUP, setting | Setting.STREAM, 7, "mine", "", "bob",
				SampleClients.PERSON, 3600, "", "news", Payload.utf8("hi"));
		long before = Instant.now().getEpochSecond();
		SendackFrame ack = SampleClients.send(alice, send);
		assertThat(ack.flags()).isEqualTo(flags | FrameFlags.DUP);
		assertThat(ack.clientSeq()).isEqualTo(7);
		RecvFrame recv = SampleClients.recv(bob);
		assertThat(recv.timestamp()).isBetween((int) before, (int) Instant.now().getEpochSecond());
		assertThat(recv).isEqualTo(new RecvFrame(flags, setting, "", "alice", "alice", SampleClients.PERSON, 3600,
				"mine", 0, "", 0, ack.messageId(), ack.messageSeq(), recv.timestamp(), "news", Payload.utf8("hi")));
		assertThat(SampleClients.recv(this.clients.login("bob"))).isEqualTo(recv);
	}

	@Test
	void doesNotMindAcknowledgementsOfUnknownMessages() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		SendackFrame ack = this.clients.send(alice, "bob", SampleClients.PERSON, "hi");
		alice.send(new RecvackFrame(0, ack.messageId(), ack.messageSeq()));
		alice.send(new RecvackFrame(0, -1, 0));
		this.clients.send(alice, "nobody", SampleClients.PERSON, "");
		assertThat(SampleClients.recv(this.clients.login("bob")).messageId()).isEqualTo(ack.messageId());
	}

	@Test
	void keepsMessagesForSomeoneOfflineUntilTheyAreAcknowledged() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		this.clients.send(alice, "bob", SampleClients.PERSON, "one");
		this.clients.send(alice, "lobby", SampleClients.GROUP, "two");
		this.clients.send(alice, "bob", SampleClients.PERSON, "three");
		WkClientConnection bob = this.clients.login("bob");
		RecvFrame one = SampleClients.recv(bob);
		RecvFrame two = SampleClients.recv(bob);
		RecvFrame three = SampleClients.recv(bob);
		assertThat(List.of(one, two, three)).extracting((recv) -> recv.payload().toUtf8())
			.containsExactly("one", "two", "three");
		bob.send(RecvackFrame.of(one));
		bob.send(RecvackFrame.of(two));
		// Frames are handled in their order: with this answer the others are done.
		this.clients.send(bob, "nobody", SampleClients.PERSON, "");
		bob.close();
		this.clients.send(alice, "bob", SampleClients.PERSON, "four");
		WkClientConnection bobAgain = this.clients.login("bob");
		assertThat(SampleClients.recv(bobAgain)).isEqualTo(three);
		assertThat(SampleClients.recv(bobAgain).payload().toUtf8()).isEqualTo("four");
	}

	@Test
	void deliversEachMessageOnceAndInOrderDuringALogin() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> IntStream.rangeClosed(1, 119)
			.forEach((number) -> this.clients.send(alice, "bob", SampleClients.PERSON, "message")));
		await().until(() -> this.jdbc.sql("select count(*) from message").query(Long.class).single() >= 40);
		List<WkClientConnection> devices = IntStream.range(0, 5)
			.mapToObj((number) -> this.clients.login("bob"))
			.toList();
		sending.join();
		this.clients.send(alice, "bob", SampleClients.PERSON, "the end");
		for (WkClientConnection device : devices) {
			for (int number = 1; number <= 119; number++) {
				assertThat(SampleClients.recv(device).messageSeq()).isEqualTo(number);
			}
			assertThat(SampleClients.recv(device).payload().toUtf8()).isEqualTo("the end");
		}
	}

	@Test
	void keepsTheNewestMessagesOfALongAbsence() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		IntStream.rangeClosed(1, 130)
			.forEach((number) -> this.clients.send(alice, "bob", SampleClients.PERSON, "message"));
		WkClientConnection bob = this.clients.login("bob");
		for (int number = 11; number <= 130; number++) {
			assertThat(SampleClients.recv(bob).messageSeq()).isEqualTo(number);
		}
	}

	@Test
	void forgetsMessagesThatHaveExpired() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		SampleClients.send(alice,
				new SendFrame(0, 0, 7, "", "", "bob", SampleClients.PERSON, 60, "", "", Payload.EMPTY));
		this.jdbc.sql("update message set sent_at = sent_at - 60").update();
		this.clients.send(alice, "bob", SampleClients.PERSON, "fresh");
		assertThat(SampleClients.recv(this.clients.login("bob")).payload().toUtf8()).isEqualTo("fresh");
	}

	@Test
	void neitherNumbersNorStoresWhatShallNotPersist() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		WkClientConnection bob = this.clients.login("bob");
		SendackFrame ack = SampleClients.send(alice,
				this.clients.message("bob", SampleClients.PERSON, "typing").withFlags(FrameFlags.NO_PERSIST));
		assertThat(ack.messageSeq()).isZero();
		RecvFrame recv = SampleClients.recv(bob);
		assertThat(recv.messageId()).isEqualTo(ack.messageId()).isPositive();
		assertThat(recv.flags()).isEqualTo(FrameFlags.NO_PERSIST);
		this.clients.send(alice, "bob", SampleClients.PERSON, "hi");
		assertThat(SampleClients.recv(this.clients.login("bob")).payload().toUtf8()).isEqualTo("hi");
	}

	@Test
	void recognisesAMessageThatIsSentAgain() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		WkClientConnection bob = this.clients.login("bob");
		SendFrame message = this.clients.message("bob", SampleClients.PERSON, "once");
		SendackFrame first = SampleClients.send(alice, message);
		assertThat(SampleClients.send(alice, message.withFlags(FrameFlags.DUP))).extracting(SendackFrame::messageId)
			.isEqualTo(first.messageId());
		SendackFrame next = this.clients.send(alice, "bob", SampleClients.PERSON, "twice");
		assertThat(next.messageSeq()).isEqualTo(first.messageSeq() + 1);
		assertThat(SampleClients.recv(bob).messageId()).isEqualTo(first.messageId());
		assertThat(SampleClients.recv(bob).messageId()).isEqualTo(next.messageId());
	}

	@Test
	void recognisesAMessageThatIsSentTwiceAtOnce() throws Exception {
		WkClientConnection phone = this.clients.login("alice");
		WkClientConnection computer = this.clients.login("alice", (client) -> client.deviceFlag(DeviceFlag.PC));
		WkClientConnection bob = this.clients.login("bob");
		for (int i = 0; i < 20; i++) {
			SendFrame message = this.clients.message("bob", SampleClients.PERSON, "once");
			CompletableFuture<SendackFrame> one = phone.sendForAck(message, SampleClients.SOON).toCompletableFuture();
			CompletableFuture<SendackFrame> other = computer.sendForAck(message, SampleClients.SOON)
				.toCompletableFuture();
			assertThat(one.join()).isEqualTo(other.join());
			assertThat(one.join().messageSeq()).isEqualTo(i + 1);
			assertThat(SampleClients.recv(bob).messageSeq()).isEqualTo(i + 1);
		}
	}

	@Test
	void refusesMessagesThatCanNotBeDelivered() {
		WkClientConnection alice = this.clients.login("alice");
		this.jdbc.sql("insert into group_member (group_id, uid) values ('staff', 'bob')").update();
		assertThat(this.clients.send(alice, "nobody", SampleClients.PERSON, "").reasonCode())
			.isEqualTo(ReasonCode.CHANNEL_NOT_EXIST);
		assertThat(this.clients.send(alice, "nowhere", SampleClients.GROUP, "").reasonCode())
			.isEqualTo(ReasonCode.CHANNEL_NOT_EXIST);
		assertThat(this.clients.send(alice, "staff", SampleClients.GROUP, "").reasonCode())
			.isEqualTo(ReasonCode.SUBSCRIBER_NOT_EXIST);
		assertThat(this.clients.send(alice, "lobby", 3, "").reasonCode())
			.isEqualTo(ReasonCode.NOT_SUPPORT_CHANNEL_TYPE);
		assertThat(this.clients.send(alice, "bob", SampleClients.PERSON, "x".repeat(64 * 1024)).reasonCode())
			.isEqualTo(ReasonCode.SUCCESS);
		assertThat(this.clients.send(alice, "bob", SampleClients.PERSON, "x".repeat(64 * 1024 + 1)).reasonCode())
			.isEqualTo(ReasonCode.NOT_ALLOW_SEND);
	}

	@Test
	void replacesAMastersOlderLoginFromTheSameKindOfDevice() throws Exception {
		WkClientConnection phone = this.clients.login("carol");
		WkClientConnection computer = this.clients.login("carol", (client) -> client.deviceFlag(DeviceFlag.PC));
		this.clients.login("carol");
		DisconnectFrame disconnect = (DisconnectFrame) SampleClients.receive(phone);
		assertThat(disconnect.reasonCode()).isEqualTo(ReasonCode.CONNECT_KICK);
		assertThat(computer.ping().toCompletableFuture()).succeedsWithin(SampleClients.SOON);
	}

	@Test
	void letsASlaveLogInManyTimes() {
		WkClientConnection one = this.clients.login("alice");
		this.clients.login("alice");
		assertThat(one.ping().toCompletableFuture()).succeedsWithin(SampleClients.SOON);
		assertThat(this.connections.findByUid("alice")).hasSize(2);
	}

	@Test
	void showsConnectionsInTheActuator() {
		this.clients.login("alice");
		this.clients.login("alice", (client) -> client.deviceFlag(DeviceFlag.WEB));
		this.clients.login("bob");
		assertThat(get("/actuator/connections")).containsEntry("total", 3)
			.containsEntry("authenticated", 3)
			.containsEntry("users", 2)
			.containsEntry("listeners", Map.of("tcp", 3, "ws", 0));
		assertThat(get("/actuator/connections?uid=alice")).containsEntry("total", 2);
		assertThat(get("/actuator/health")).containsEntry("status", "UP")
			.extracting("components", InstanceOfAssertFactories.MAP)
			.as("no Redis is asked for without a cluster")
			.doesNotContainKeys("redis", "wkCluster");
		assertThat(get("/actuator/metrics/wk.net.users")).containsKey("measurements");
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
