package io.wknet.spring.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes wrong with processes and networks, to nodes in processes of their own. The
 * ordinary run is a small one: 300 users, a lease of 3 s. With
 * {@code -Dcluster.full=true} it is as large as the promise: 5,000 users at the node that
 * fails, a lease of 15 s, and what is frozen or cut off is so for 30 s. The times that
 * were found are printed.
 */
class ClusterProcessFaultTests {

	private static final boolean FULL = Boolean.getBoolean("cluster.full");

	private static final int USERS = FULL ? 5_000 : 300;

	private static final int OTHERS = USERS / 5;

	private static final Duration LEASE = Duration.ofSeconds(FULL ? 15 : 3);

	private static final Duration FAULT = LEASE.multipliedBy(2);

	/**
	 * How much longer than a lease a ghost may be seen: what was promised, or what a busy
	 * machine needs.
	 */
	private static final Duration GRACE = Duration.ofSeconds(FULL ? 1 : 5);

	private static final Duration HEALING = Duration.ofSeconds(30);

	private final Devices devices = new Devices();

	private final List<AutoCloseable> opened = new ArrayList<>();

	private RedisServer redis;

	private RedisProxy proxy;

	/**
	 * How long it took until every node had claimed all its connections, the last time.
	 */
	private Duration claimed = Duration.ZERO;

	private NodeProcess a;

	private NodeProcess b;

	private NodeProcess c;

	@BeforeEach
	void start() throws Exception {
		this.redis = opened(RedisServer.start());
		this.proxy = opened(new RedisProxy(this.redis.port()));
		this.a = start("a", this.proxy.port());
		this.b = start("b", this.redis.port());
		this.c = start("c", this.redis.port());
		for (NodeProcess node : nodes()) {
			node.port();
		}
		for (NodeProcess node : nodes()) {
			Until.equal(HEALING, () -> node.state().get("nodes"), "3");
			Until.equal(HEALING, () -> node.ask("all hello"), "reached=0 receivers=0");
		}
		this.devices.connect(this.a.port(), "u", 0, USERS);
		this.devices.connect(this.b.port(), "b", 0, OTHERS);
		this.devices.connect(this.c.port(), "c", 0, OTHERS);
		check(LEASE);
	}

	@AfterEach
	void stop() throws Exception {
		this.devices.close();
		for (int i = this.opened.size() - 1; i >= 0; i--) {
			this.opened.get(i).close();
		}
	}

	@Test
	void aKilledNodeLeavesNoGhosts() throws Exception {
		long killed = System.nanoTime();
		this.a.kill();
		Until.equal(LEASE.plus(GRACE), () -> this.b.ask("ghosts u 0 " + USERS), "0");
		Duration gone = since(killed);
		Until.equal(LEASE.plus(GRACE), this.devices::offline, USERS);
		Duration told = since(killed);
		System.out.println("kill -9 with " + USERS + " users: no ghost after " + gone.toMillis()
				+ " ms, all told after " + told.toMillis() + " ms");
		assertThat(told).isLessThan(LEASE.plus(GRACE));
		assertThat(this.devices.lost()).as("lost by those who were killed alone").isEqualTo(USERS);
		assertThat(this.b.ask("send c1 on")).isEqualTo("reached=1 receivers=1");
		this.a = start("a", this.proxy.port());
		this.devices.connect(this.a.port(), "u", 0, USERS);
		check(HEALING);
	}

	@Test
	void aFrozenNodeFindsOutWhatItLost() throws Exception {
		long frozen = System.nanoTime();
		this.a.freeze();
		Until.equal(LEASE.plus(GRACE), () -> this.b.ask("ghosts u 0 " + USERS), "0");
		this.devices.connect(this.b.port(), "u", 0, USERS / 2);
		undisturbedUntil(frozen, FAULT);
		this.a.thaw();
		Duration healed = check(HEALING);
		System.out.println("SIGSTOP of a node: healed after " + healed.toMillis() + " ms");
		assertThat(this.devices.connectedAt(this.a.port())).isEqualTo(USERS - USERS / 2);
		assertThat(this.devices.kicked()).isEqualTo(USERS / 2);
	}

	@Test
	void aFrozenRedisHoldsUpNobody() throws Exception {
		long frozen = System.nanoTime();
		this.redis.freeze();
		whileRedisIsAway();
		undisturbedUntil(frozen, FAULT);
		this.redis.thaw();
		afterRedisWasAway("SIGSTOP of Redis");
	}

	@Test
	void anEmptyRedisIsFilledAgain() throws Exception {
		int told = this.devices.offline();
		this.redis.stop();
		whileRedisIsAway();
		this.redis.restartEmpty();
		afterRedisWasAway("Redis restarted empty");
		assertThat(this.devices.offline()).isEqualTo(told);
	}

	@Test
	void aFlushedRedisIsFilledAgain() {
		int told = this.devices.offline();
		this.redis.flush();
		Duration healed = check(HEALING);
		System.out.println("FLUSHALL: healed after " + healed.toMillis() + " ms");
		assertThat(this.devices.offline()).isEqualTo(told);
		assertThat(this.devices.lost()).isZero();
	}

	@Test
	void aNodeThatWasCutOffFindsOutWhatItLost() throws Exception {
		long cut = System.nanoTime();
		this.proxy.cut(true);
		Until.equal(LEASE.plus(GRACE), () -> this.b.ask("ghosts u 0 " + USERS), "0");
		assertThat(this.a.ask("send u1 local")).isEqualTo("failed RemoteDeliveryException");
		Until.equal(HEALING, this.devices::received, 1);
		// Half of them come to another node, and as many new ones to the one cut off.
		this.devices.connect(this.b.port(), "u", 0, USERS / 2);
		this.devices.connect(this.a.port(), "v", 0, OTHERS);
		undisturbedUntil(cut, FAULT);
		this.proxy.cut(false);
		Duration healed = check(HEALING);
		System.out.println("Cut off: healed after " + healed.toMillis() + " ms");
		assertThat(this.devices.connectedAt(this.a.port())).isEqualTo(USERS - USERS / 2 + OTHERS);
		assertThat(this.devices.kicked()).isEqualTo(USERS / 2);
	}

	/**
	 * Local traffic goes on, sending says by name that it did not reach all, and clients
	 * are let in.
	 */
	private void whileRedisIsAway() {
		int before = this.devices.received();
		long asked = System.nanoTime();
		assertThat(this.a.ask("send u1 local")).isEqualTo("failed RemoteDeliveryException");
		assertThat(since(asked)).isLessThan(Duration.ofSeconds(FULL ? 2 : 5));
		Until.equal(HEALING, this.devices::received, before + 1);
		this.devices.connect(this.a.port(), "v", 0, OTHERS);
		this.devices.connect(this.b.port(), "v", 0, OTHERS);
		Until.holds(HEALING, () -> this.a.state().get("state"), (state) -> assertThat(state).isEqualTo("AWAY"));
	}

	private void afterRedisWasAway(String fault) {
		Duration healed = check(HEALING);
		System.out.println(fault + ": all claimed after " + this.claimed.toMillis() + " ms, all told after "
				+ healed.toMillis() + " ms");
		assertThat(this.claimed).isLessThan(Duration.ofSeconds(10));
		assertThat(this.devices.kicked()).as("those who were let in twice").isEqualTo(OTHERS);
		assertThat(this.devices.lost()).isEqualTo(OTHERS);
	}

	/**
	 * Those at other nodes get what is sent to them, until the fault has lasted.
	 */
	private void undisturbedUntil(long begin, Duration fault) {
		int lost = this.devices.lost();
		while (since(begin).compareTo(fault) < 0) {
			int before = this.devices.received();
			this.c.ask("send c1 on");
			Until.equal(HEALING, this.devices::received, before + 1);
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
		}
		assertThat(this.devices.lost()).isEqualTo(lost);
	}

	/**
	 * Wait until there is one owner of every device, online and offline are paired, and
	 * all is counted.
	 */
	private Duration check(Duration atMost) {
		long begin = System.nanoTime();
		Supplier<List<String>> states = () -> nodes().stream().map((node) -> node.state().get("state")).toList();
		Until.equal(atMost, states, List.of("JOINED", "JOINED", "JOINED"));
		this.claimed = since(begin);
		Until.holds(atMost, this::held, (held) -> {
			assertThat(held).doesNotHaveDuplicates();
			assertThat(held).containsExactlyInAnyOrderElementsOf(this.devices.connected());
		});
		Until.holds(atMost, this.devices::unpaired, (unpaired) -> assertThat(unpaired).isEmpty());
		for (NodeProcess node : nodes()) {
			Until.equal(atMost, () -> node.ask("ghosts u 0 " + USERS),
					String.valueOf(users().stream().filter((uid) -> uid.startsWith("u")).count()));
			Until.equal(atMost, () -> node.state().get("users"), String.valueOf(users().size()));
			Until.equal(atMost, () -> node.state().get("connections"), String.valueOf(this.devices.connected().size()));
		}
		return since(begin);
	}

	private Set<String> users() {
		Set<String> users = new TreeSet<>();
		this.devices.connected().forEach((device) -> users.add(device.substring(0, device.indexOf('/'))));
		return users;
	}

	private List<String> held() {
		List<String> held = new ArrayList<>();
		nodes().forEach((node) -> held.addAll(node.connections()));
		return held;
	}

	private List<NodeProcess> nodes() {
		return List.of(this.a, this.b, this.c);
	}

	private NodeProcess start(String nodeId, int redisPort) {
		return opened(NodeProcess.start(nodeId, redisPort, this.devices::told,
				"--wk.net.cluster.lease=" + LEASE.toMillis() + "ms"));
	}

	private <T extends AutoCloseable> T opened(T resource) {
		this.opened.add(resource);
		return resource;
	}

	private static Duration since(long nanoTime) {
		return Duration.ofNanos(System.nanoTime() - nanoTime);
	}

}
