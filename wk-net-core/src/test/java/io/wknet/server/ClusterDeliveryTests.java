package io.wknet.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.wknet.auth.Authenticator;
import io.wknet.client.WkClient;
import io.wknet.client.WkClientConnection;
import io.wknet.cluster.ClusterBus;
import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.ClusterSettings;
import io.wknet.cluster.ClusterState;
import io.wknet.cluster.InProcessCluster;
import io.wknet.delivery.Delivery;
import io.wknet.delivery.DeliveryResult;
import io.wknet.delivery.Except;
import io.wknet.delivery.RemoteDeliveryException;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.Payload;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.ServerFrame;
import io.wknet.topic.Topic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Servers of one cluster, within one process, and what they send to each other.
 */
class ClusterDeliveryTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final Topic NEWS = Topic.of("news");

	private final InProcessCluster cluster = new InProcessCluster();

	private final List<AutoCloseable> opened = new ArrayList<>();

	private BoundWkServer a;

	private BoundWkServer b;

	private BoundWkServer c;

	@BeforeEach
	void start() {
		this.a = server("a");
		this.b = server("b");
		this.c = server("c");
		for (BoundWkServer server : List.of(this.a, this.b, this.c)) {
			Awaitility.await().until(() -> server.clusterStats().bus().receiving());
		}
	}

	@AfterEach
	void close() throws Exception {
		this.cluster.away(false);
		for (int i = this.opened.size() - 1; i >= 0; i--) {
			this.opened.get(i).close();
		}
	}

	@Test
	void reachesAUserFromEveryNode() throws Exception {
		WkClientConnection alice = connect(this.a, "alice", "phone");
		for (BoundWkServer from : List.of(this.a, this.b, this.c)) {
			DeliveryResult result = from.operations().sendToUser("alice", frame("hello")).await(SOON);
			assertThat(result).isEqualTo(new DeliveryResult(1, 0, 0, 0, 0));
			assertThat(text(alice)).isEqualTo("hello");
		}
		assertThat(this.b.operations().sendToUser("nobody", frame("hello")).await(SOON).receivers()).isZero();
	}

	@Test
	void reachesEachDeviceOfAUserOnce() throws Exception {
		WkClientConnection phone = connect(this.a, "alice", "phone");
		WkClientConnection tablet = connect(this.b, "alice", "tablet");
		WkClientConnection other = connect(this.b, "alice", "other");
		assertThat(this.b.operations().sendToUser("alice", frame("one")).await(SOON).reached()).isEqualTo(3);
		assertThat(this.c.operations().sendToUser("alice", DeviceFlag.APP, frame("two")).await(SOON).reached())
			.isEqualTo(3);
		assertThat(this.c.operations().sendToUser("alice", DeviceFlag.WEB, frame("no")).await(SOON).receivers())
			.isZero();
		for (WkClientConnection client : List.of(phone, tablet, other)) {
			assertThat(text(client)).isEqualTo("one");
			assertThat(text(client)).isEqualTo("two");
		}
	}

	@Test
	void reachesSeveralUsersOnSeveralNodes() throws Exception {
		WkClientConnection alice = connect(this.a, "alice", "phone");
		WkClientConnection bob = connect(this.b, "bob", "phone");
		WkClientConnection carol = connect(this.b, "carol", "phone");
		Delivery delivery = this.c.operations()
			.sendToUsers(List.of("alice", "bob", "carol", "bob", "nobody"), frame("hello"));
		assertThat(delivery.await(SOON).reached()).isEqualTo(3);
		for (WkClientConnection client : List.of(alice, bob, carol)) {
			assertThat(text(client)).isEqualTo("hello");
		}
	}

	@Test
	void keepsTheOrderAndGathersABurst() throws Exception {
		WkClientConnection alice = connect(this.a, "alice", "phone");
		long before = this.b.clusterStats().bus().sent();
		List<Delivery> deliveries = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			deliveries.add(this.b.operations().sendToUser("alice", frame(String.valueOf(i))));
		}
		for (int i = 0; i < 1000; i++) {
			assertThat(text(alice)).isEqualTo(String.valueOf(i));
		}
		for (Delivery delivery : deliveries) {
			assertThat(delivery.await(SOON).reached()).isOne();
		}
		assertThat(this.b.clusterStats().bus().sent() - before).isLessThanOrEqualTo(1010);
		assertThat(this.b.clusterStats().bus().pendingRequests()).isZero();
	}

	@Test
	void aTopicSpansAllNodesAndSomebodyCanBeLeftOut() throws Exception {
		WkClientConnection alice = connect(this.a, "alice", "phone");
		WkClientConnection bob = connect(this.b, "bob", "phone");
		connect(this.c, "carol", "phone");
		this.a.topics().subscribe("alice", NEWS);
		this.b.topics().subscribe("bob", NEWS);
		Awaitility.await().until(() -> this.c.operations().sendToTopic(NEWS, frame("try")).await(SOON).reached() == 2);
		assertThat(this.a.operations().sendToTopic(NEWS, frame("both")).await(SOON).reached()).isEqualTo(2);
		assertThat(this.c.operations().sendToTopic(NEWS, frame("bob"), Except.user("alice")).await(SOON))
			.isEqualTo(new DeliveryResult(1, 0, 0, 0, 0));
		assertThat(this.b.operations().sendToTopic(NEWS, frame("end")).await(SOON).reached()).isEqualTo(2);
		assertThat(texts(alice, "end")).containsSubsequence("both", "end").doesNotContain("bob");
		assertThat(texts(bob, "end")).containsSubsequence("both", "bob", "end");
		this.b.topics().unsubscribe("bob", NEWS);
		Awaitility.await().until(() -> this.c.operations().sendToTopic(NEWS, frame("try")).await(SOON).reached() == 1);
	}

	@Test
	void refusesAFilterThatOtherNodesDoNotUnderstand() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.a.operations().sendToTopic(NEWS, frame("no"), (connection) -> true))
			.withMessageContaining("io.wknet.delivery.Except");
	}

	@Test
	void reachesEverybody() throws Exception {
		List<WkClientConnection> clients = List.of(connect(this.a, "alice", "phone"), connect(this.b, "bob", "phone"),
				connect(this.c, "carol", "phone"));
		assertThat(this.b.operations().sendToAll(frame("hello")).await(SOON).reached()).isEqualTo(3);
		for (WkClientConnection client : clients) {
			assertThat(text(client)).isEqualTo("hello");
		}
	}

	@Test
	void kicksAndClosesOnOtherNodes() throws Exception {
		WkClientConnection phone = connect(this.a, "alice", "phone");
		WkClientConnection tablet = connect(this.b, "alice", "tablet");
		assertThat(this.c.operations().isOnline("alice").toCompletableFuture().get()).isTrue();
		assertThat(this.c.operations().kickUser("alice").toCompletableFuture().get()).isEqualTo(2);
		for (WkClientConnection client : List.of(phone, tablet)) {
			assertThat(client.closed().toCompletableFuture().get(10, TimeUnit.SECONDS).reasonCode())
				.isEqualTo(ReasonCode.CONNECT_KICK);
		}
		WkClientConnection bob = connect(this.a, "bob", "phone");
		assertThat(this.c.operations().closeUser("bob", ReasonCode.BAN, "gone").toCompletableFuture().get()).isOne();
		assertThat(bob.closed().toCompletableFuture().get(10, TimeUnit.SECONDS).text()).isEqualTo("gone");
		Awaitility.await().until(() -> !this.c.operations().isOnline("bob").toCompletableFuture().get());
	}

	@Test
	void whileTheClusterIsAwayLocalConnectionsAreServedAndTheRestFailsByName() throws Exception {
		WkClientConnection alice = connect(this.a, "alice", "phone");
		this.cluster.away(true);
		Delivery delivery = this.a.operations().sendToUser("alice", frame("local"));
		assertThat(text(alice)).isEqualTo("local");
		assertThatExceptionOfType(RemoteDeliveryException.class).isThrownBy(() -> delivery.await(SOON))
			.withMessageContaining("is away")
			.satisfies((failure) -> assertThat(failure.result().reached()).isOne());
		for (BoundWkServer server : List.of(this.a, this.b)) {
			assertThatExceptionOfType(RemoteDeliveryException.class)
				.isThrownBy(() -> server.operations().sendToAll(frame("all")).await(SOON));
		}
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.b.operations().isOnline("alice").toCompletableFuture().get())
			.withCauseInstanceOf(RemoteDeliveryException.class);
		assertThat(this.a.operations().isOnline("alice").toCompletableFuture().get()).isTrue();
		this.cluster.away(false);
		Awaitility.await().until(() -> this.a.clusterStats().state() == ClusterState.JOINED);
		assertThat(this.b.operations().sendToUser("alice", frame("back")).await(SOON).reached()).isOne();
	}

	@Test
	void aMalformedMessageIsCountedAndTheNextOneServed() throws Exception {
		WkClientConnection alice = connect(this.a, "alice", "phone");
		ClusterBus bus = this.cluster.roles().bus();
		bus.start(ClusterMember.of("stranger"), (message) -> {
		}).toCompletableFuture().get();
		this.opened.add(() -> bus.stop());
		bus.send("a", new byte[] { 1, 2, 3 }).toCompletableFuture().get();
		Awaitility.await().until(() -> this.a.clusterStats().bus().malformed() == 1);
		assertThat(this.b.operations().sendToUser("alice", frame("next")).await(SOON).reached()).isOne();
		assertThat(text(alice)).isEqualTo("next");
	}

	@Test
	void aFrameThatIsTooLargeForTheBusFailsByName() {
		connect(this.a, "alice", "phone");
		Delivery delivery = this.b.operations()
			.sendToUser("alice", ApplicationFrame.of(16, Payload.copyOf(new byte[3 << 20])));
		assertThatExceptionOfType(RemoteDeliveryException.class).isThrownBy(() -> delivery.await(SOON))
			.withMessageContaining("limit of 2097152 bytes");
	}

	private BoundWkServer server(String nodeId) {
		BoundWkServer server = WkServer.create()
			.listen(ListenerSettings.tcp(0))
			.authenticator(Authenticator.sharedToken("token"))
			.cluster(ClusterSettings.of(nodeId), this.cluster.roles())
			.bind();
		this.opened.add(server);
		return server;
	}

	private WkClientConnection connect(BoundWkServer server, String uid, String device) {
		WkClientConnection client = WkClient.create()
			.port(server.port())
			.uid(uid)
			.token("token")
			.deviceId(device)
			.connectNow();
		this.opened.add(client);
		return client;
	}

	private static ApplicationFrame frame(String text) {
		return ApplicationFrame.of(16, Payload.utf8(text));
	}

	private static String text(WkClientConnection client) throws InterruptedException {
		ServerFrame frame = client.receive(SOON);
		assertThat(frame).isInstanceOf(ApplicationFrame.class);
		return ((ApplicationFrame) frame).payload().toUtf8();
	}

	private static List<String> texts(WkClientConnection client, String last) throws InterruptedException {
		List<String> texts = new ArrayList<>();
		do {
			texts.add(text(client));
		}
		while (!texts.get(texts.size() - 1).equals(last));
		return texts;
	}

}
