package io.wknet.sample.chat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.wknet.client.WkClientConnection;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.FrameFlags;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.SubFrame;
import io.wknet.frame.SubackFrame;
import io.wknet.sample.SampleClients;
import io.wknet.sample.SampleTest;
import io.wknet.topic.Topic;
import io.wknet.topic.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Groups, whose messages go to topics.
 */
@SampleTest
class GroupTests {

	private static final Topic LOBBY = Topic.of("lobby");

	private static final Topic STAFF = Topic.of("staff");

	@RegisterExtension
	private final SampleClients clients = new SampleClients();

	@Autowired
	private Topics topics;

	@Autowired
	private ConnectionRegistry connections;

	@Autowired
	private JdbcClient jdbc;

	@Test
	void deliversToEverybodyElse() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		List<WkClientConnection> others = List.of(this.clients.login("bob"), this.clients.login("carol"),
				this.clients.login("dave"));
		awaitSubscribers(LOBBY, 4);
		SendackFrame ack = send(alice, "lobby", "hi");
		for (WkClientConnection other : others) {
			RecvFrame recv = SampleClients.recv(other);
			assertThat(recv.fromUid()).isEqualTo("alice");
			assertThat(recv.channelId()).isEqualTo("lobby");
			assertThat(recv.messageId()).isEqualTo(ack.messageId());
		}
		send(others.get(0), "lobby", "welcome");
		assertThat(text(alice)).isEqualTo("welcome");
	}

	@Test
	void deliversToTheSendersOtherDevicesAsRead() throws Exception {
		WkClientConnection phone = this.clients.login("alice");
		WkClientConnection computer = this.clients.login("alice", (client) -> client.deviceFlag(DeviceFlag.PC));
		WkClientConnection bob = this.clients.login("bob");
		awaitSubscribers(LOBBY, 3);
		SampleClients.send(phone,
				this.clients.message("lobby", SampleClients.GROUP, "one").withFlags(FrameFlags.RED_DOT));
		send(bob, "lobby", "two");
		RecvFrame copy = SampleClients.recv(computer);
		assertThat(copy.payload().toUtf8()).isEqualTo("one");
		assertThat(copy.fromUid()).isEqualTo("alice");
		assertThat(copy.channelId()).isEqualTo("lobby");
		assertThat(copy.flags()).isZero();
		assertThat(text(computer)).isEqualTo("two");
		assertThat(SampleClients.recv(bob).flags()).isEqualTo(FrameFlags.RED_DOT);
		assertThat(text(phone)).isEqualTo("two");
	}

	@Test
	void deliversAtOnceWhatShallNotPersist() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		WkClientConnection bob = this.clients.login("bob");
		awaitSubscribers(LOBBY, 2);
		SampleClients.send(alice,
				this.clients.message("lobby", SampleClients.GROUP, "typing").withFlags(FrameFlags.NO_PERSIST));
		assertThat(text(bob)).isEqualTo("typing");
	}

	@Test
	void keepsMessagesForMembersWhoAreOffline() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		IntStream.rangeClosed(1, 60).forEach((number) -> send(alice, "lobby", "message " + number));
		WkClientConnection bob = this.clients.login("bob");
		for (int number = 1; number <= 60; number++) {
			RecvFrame recv = SampleClients.recv(bob);
			assertThat(recv.payload().toUtf8()).isEqualTo("message " + number);
			bob.send(RecvackFrame.of(recv));
		}
		send(alice, "lobby", "the end");
		assertThat(text(bob)).isEqualTo("the end");
	}

	@Test
	void deliversEachMessageOnceAndInOrderDuringALogin() throws Exception {
		WkClientConnection alice = this.clients.login("alice");
		CompletableFuture<Void> sending = CompletableFuture
			.runAsync(() -> IntStream.rangeClosed(1, 119).forEach((number) -> send(alice, "lobby", "message")));
		await().until(() -> this.jdbc.sql("select count(*) from message").query(Long.class).single() >= 40);
		List<WkClientConnection> devices = IntStream.range(0, 5)
			.mapToObj((number) -> this.clients.login("bob"))
			.toList();
		sending.join();
		send(alice, "lobby", "the end");
		for (WkClientConnection device : devices) {
			for (int number = 1; number <= 119; number++) {
				assertThat(SampleClients.recv(device).messageSeq()).isEqualTo(number);
			}
			assertThat(text(device)).isEqualTo("the end");
		}
	}

	@Test
	void isSilentToThoseWhoHaveLeft() throws Exception {
		join("staff", "alice", "bob", "carol");
		WkClientConnection alice = this.clients.login("alice");
		WkClientConnection bob = this.clients.login("bob");
		WkClientConnection carol = this.clients.login("carol");
		awaitSubscribers(STAFF, 3);
		awaitSubscribers(LOBBY, 3);
		this.jdbc.sql("delete from group_member where group_id = 'staff' and uid = 'bob'").update();
		send(alice, "staff", "not for bob");
		send(alice, "lobby", "for everybody");
		assertThat(text(carol)).isEqualTo("not for bob");
		assertThat(text(carol)).isEqualTo("for everybody");
		assertThat(text(bob)).isEqualTo("for everybody");
	}

	@Test
	void membersMaySubThoughTheyNeedNot() throws Exception {
		WkClientConnection bob = this.clients.login("bob");
		awaitSubscribers(LOBBY, 1);
		assertThat(sub(bob, "lobby", SampleClients.GROUP)).isEqualTo(ReasonCode.SUCCESS);
		assertThat(this.topics.subscriberCount(LOBBY)).isOne();
		send(this.clients.login("alice"), "lobby", "one");
		send(this.clients.login("alice"), "lobby", "two");
		assertThat(text(bob)).isEqualTo("one");
		assertThat(text(bob)).isEqualTo("two");
	}

	@Test
	void newMembersHearOfItFromTheirSubOn() throws Exception {
		join("staff", "alice");
		WkClientConnection alice = this.clients.login("alice");
		WkClientConnection bob = this.clients.login("bob");
		join("staff", "bob");
		assertThat(sub(bob, "staff", SampleClients.GROUP)).isEqualTo(ReasonCode.SUCCESS);
		send(alice, "staff", "welcome");
		assertThat(text(bob)).isEqualTo("welcome");
	}

	@ParameterizedTest
	@CsvSource({ "staff, 2", "nowhere, 2", "lobby, 1", "bob, 1", "alice, 1", "lobby, 3" })
	void nobodyMaySubToAnythingElse(String channelId, int channelType) throws Exception {
		join("staff", "bob");
		WkClientConnection alice = this.clients.login("alice");
		assertThat(sub(alice, channelId, channelType)).isNotEqualTo(ReasonCode.SUCCESS);
		awaitSubscribers(LOBBY, 1);
		assertThat(this.topics.subscriptions(this.connections.findByUid("alice").get(0))).containsExactly(LOBBY);
	}

	private void join(String group, String... uids) {
		for (String uid : uids) {
			this.jdbc.sql("insert into group_member (group_id, uid) values (?, ?)").params(group, uid).update();
		}
	}

	private void awaitSubscribers(Topic topic, int count) {
		await().until(() -> this.topics.subscriberCount(topic) == count);
	}

	private SendackFrame send(WkClientConnection connection, String group, String text) {
		return this.clients.send(connection, group, SampleClients.GROUP, text);
	}

	private static String text(WkClientConnection connection) throws InterruptedException {
		return SampleClients.recv(connection).payload().toUtf8();
	}

	private static ReasonCode sub(WkClientConnection connection, String channelId, int channelType)
			throws InterruptedException {
		connection.send(SubFrame.of("1", channelId, channelType, SubFrame.SUBSCRIBE));
		return ((SubackFrame) SampleClients.receive(connection)).reasonCode();
	}

}
