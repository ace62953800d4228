package io.wknet.spring.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wknet.client.WkClient;
import io.wknet.client.WkClientConnection;
import io.wknet.client.WkClientDisconnect;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.ServerFrame;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three nodes in processes of their own, and a Redis.
 */
class ThreeNodesTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final BlockingQueue<String> events = new LinkedBlockingQueue<>();

	private static RedisServer redis;

	private static NodeProcess a;

	private static NodeProcess b;

	private static NodeProcess c;

	@BeforeAll
	static void start() throws Exception {
		redis = RedisServer.start();
		NodeProcess.Presence presence = (nodeId, uid, online) -> events.add((online ? "+" : "-") + uid);
		a = NodeProcess.start("a", redis.port(), presence);
		b = NodeProcess.start("b", redis.port(), presence);
		c = NodeProcess.start("c", redis.port(), presence);
		for (NodeProcess node : List.of(a, b, c)) {
			node.port();
		}
		for (NodeProcess node : List.of(a, b, c)) {
			Until.equal(SOON, () -> node.state().get("state"), "JOINED");
			Until.equal(SOON, () -> node.ask("all hello"), "reached=0 receivers=0");
		}
	}

	@AfterAll
	static void stop() throws Exception {
		for (NodeProcess node : List.of(a, b, c)) {
			node.close();
		}
		redis.close();
	}

	@AfterEach
	void nobodyIsLeft() {
		Until.equal(SOON, () -> a.connections().size() + b.connections().size() + c.connections().size(), 0);
		Until.equal(SOON, () -> a.ask("ghosts u 0 10"), "0");
		events.clear();
	}

	@Test
	void reachesAUserFromEveryNode() throws Exception {
		try (WkClientConnection client = connect(a, "u1", "phone")) {
			assertThat(b.ask("send u1 from-b")).isEqualTo("reached=1 receivers=1");
			assertThat(text(client)).isEqualTo("from-b");
			assertThat(c.ask("send u1 from-c")).isEqualTo("reached=1 receivers=1");
			assertThat(text(client)).isEqualTo("from-c");
			assertThat(a.ask("send u1 from-a")).isEqualTo("reached=1 receivers=1");
			assertThat(text(client)).isEqualTo("from-a");
			assertThat(b.ask("online u1")).isEqualTo("true");
		}
	}

	@Test
	void reachesAllDevicesOfAUserWhereverTheyAre() throws Exception {
		try (WkClientConnection phone = connect(a, "u1", "phone");
				WkClientConnection tablet = connect(b, "u1", "tablet");
				WkClientConnection other = connect(b, "u1", "other")) {
			assertThat(c.ask("send u1 all-three")).isEqualTo("reached=3 receivers=3");
			assertThat(a.ask("send u1 again")).isEqualTo("reached=3 receivers=3");
			for (WkClientConnection client : List.of(phone, tablet, other)) {
				assertThat(text(client)).isEqualTo("all-three");
				assertThat(text(client)).isEqualTo("again");
			}
		}
	}

	@Test
	void leavesExactlyOneOfTheSameDevice() throws Exception {
		try (WkClientConnection older = connect(a, "u1", "phone");
				WkClientConnection newer = connect(b, "u1", "phone")) {
			WkClientDisconnect end = older.closed().toCompletableFuture().get(20, TimeUnit.SECONDS);
			assertThat(end.reasonCode()).isEqualTo(ReasonCode.CONNECT_KICK);
			assertThat(a.connections()).isEmpty();
			assertThat(b.connections()).containsExactly("u1/phone");
			assertThat(c.ask("send u1 one")).isEqualTo("reached=1 receivers=1");
			assertThat(text(newer)).isEqualTo("one");
		}
	}

	@Test
	void aMasterDisplacesEveryDeviceOfItsKind() throws Exception {
		try (WkClientConnection older = connect(a, "m1", "phone");
				WkClientConnection newer = connect(b, "m1", "tablet")) {
			WkClientDisconnect end = older.closed().toCompletableFuture().get(20, TimeUnit.SECONDS);
			assertThat(end.reasonCode()).isEqualTo(ReasonCode.CONNECT_KICK);
			assertThat(c.ask("send m1 one")).isEqualTo("reached=1 receivers=1");
			assertThat(text(newer)).isEqualTo("one");
		}
	}

	@Test
	void kicksFromAnotherNode() throws Exception {
		try (WkClientConnection phone = connect(a, "u1", "phone");
				WkClientConnection tablet = connect(b, "u1", "tablet")) {
			assertThat(c.ask("kick u1")).isEqualTo("2");
			for (WkClientConnection client : List.of(phone, tablet)) {
				assertThat(client.closed().toCompletableFuture().get(20, TimeUnit.SECONDS).reasonCode())
					.isEqualTo(ReasonCode.CONNECT_KICK);
			}
		}
	}

	@Test
	void aTopicSpansAllNodes() throws Exception {
		try (WkClientConnection u1 = connect(a, "u1", "phone");
				WkClientConnection u2 = connect(b, "u2", "phone");
				WkClientConnection u3 = connect(c, "u3", "phone");
				WkClientConnection u4 = connect(c, "u4", "phone")) {
			for (WkClientConnection client : List.of(u1, u2, u3)) {
				client.subscribe("news", 2, SOON).toCompletableFuture().get(20, TimeUnit.SECONDS);
			}
			for (NodeProcess node : List.of(a, b, c)) {
				String asked = "ping-of-" + node.nodeId();
				// A node that has just subscribed is there a moment later.
				Until.equal(SOON, () -> node.ask("topic news " + asked), "reached=3 receivers=3");
			}
			assertThat(b.ask("topic news last")).isEqualTo("reached=3 receivers=3");
			for (WkClientConnection client : List.of(u1, u2, u3)) {
				String text = text(client);
				while (!text.equals("last")) {
					assertThat(text).startsWith("ping-of-");
					text = text(client);
				}
			}
			assertThat(a.ask("send u4 only-this")).isEqualTo("reached=1 receivers=1");
			assertThat(text(u4)).isEqualTo("only-this");
		}
	}

	@Test
	void reachesEverybody() throws Exception {
		try (WkClientConnection u1 = connect(a, "u1", "phone");
				WkClientConnection u2 = connect(b, "u2", "phone");
				WkClientConnection u3 = connect(c, "u3", "phone")) {
			assertThat(b.ask("all everybody")).isEqualTo("reached=3 receivers=3");
			for (WkClientConnection client : List.of(u1, u2, u3)) {
				assertThat(text(client)).isEqualTo("everybody");
			}
		}
	}

	@Test
	void isOfflineOnlyWhenTheLastDeviceAnywhereHasGone() throws Exception {
		WkClientConnection phone = connect(a, "u1", "phone");
		assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("+u1");
		WkClientConnection tablet = connect(b, "u1", "tablet");
		WkClientConnection desktop = connect(c, "u1", "desktop");
		phone.close();
		Until.equal(SOON, () -> a.connections().size(), 0);
		desktop.close();
		Until.equal(SOON, () -> c.connections().size(), 0);
		// Another user's coming and going is told after anything that was wrong.
		connect(a, "u2", "phone").close();
		assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("+u2");
		assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("-u2");
		assertThat(a.ask("online u1")).isEqualTo("true");
		tablet.close();
		assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("-u1");
		assertThat(c.ask("online u1")).isEqualTo("false");
		assertThat(events).isEmpty();
	}

	@Test
	void refusesASecondNodeOfTheSameName() {
		try (NodeProcess second = NodeProcess.start("a", redis.port(), (nodeId, uid, online) -> {
		}, "--wk.net.cluster.lease=1500ms")) {
			assertThat(org.assertj.core.api.Assertions.catchThrowable(second::port)).isNotNull()
				.cause()
				.hasMessageContaining("DuplicateNodeException")
				.hasMessageContaining("'a'");
		}
		assertThat(a.state()).containsEntry("state", "JOINED");
	}

	private static WkClientConnection connect(NodeProcess node, String uid, String device) {
		return WkClient.create()
			.host("127.0.0.1")
			.port(node.port())
			.uid(uid)
			.token("token")
			.deviceFlag(DeviceFlag.APP)
			.deviceId(device)
			.connectNow(SOON);
	}

	private static String text(WkClientConnection client) throws InterruptedException {
		ServerFrame frame = client.receive(SOON);
		assertThat(frame).isInstanceOf(ApplicationFrame.class);
		return ((ApplicationFrame) frame).payload().toUtf8();
	}

}
