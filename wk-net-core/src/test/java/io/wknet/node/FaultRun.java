package io.wknet.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.wknet.auth.DeviceLevel;
import io.wknet.cluster.ClusterSettings;
import io.wknet.cluster.ClusterState;
import io.wknet.cluster.PresenceEntry;
import io.wknet.frame.DeviceFlag;
import io.wknet.node.SimulatedNode.SimulatedSession;

/**
 * One random schedule of logins, logouts and faults, in simulated time, and what must
 * hold when all is well again.
 */
final class FaultRun {

	private static final Duration LEASE = Duration.ofMillis(1_500);

	private static final Duration TIMEOUT = Duration.ofMillis(100);

	private static final long SECOND = 1_000 * SimulatedTime.MILLI;

	private final long seed;

	private final Random random;

	private final SimulatedTime time = new SimulatedTime();

	private final PresenceLedger ledger;

	private final SimulatedNetwork network;

	private final long originMicros;

	private final List<SimulatedNode> nodes = new ArrayList<>();

	private final Set<String> killed = new HashSet<>();

	private final List<String> uids = new ArrayList<>();

	/**
	 * Which faults there are in this run: some find only what others do not hide.
	 */
	private final List<Fault> faults = new ArrayList<>();

	private int boots;

	private boolean healed;

	private long logins;

	private Map<String, Integer> excused = Map.of();

	FaultRun(long seed, boolean logging) {
		this.seed = seed;
		this.random = new Random(seed);
		this.ledger = new PresenceLedger(this.time, logging);
		this.network = new SimulatedNetwork(this.time, this.random, this.ledger);
		this.originMicros = this.network.store.timeMicros() - this.time.nanoTime() / 1_000;
		int kinds = 1 + this.random.nextInt(Fault.values().length);
		for (int i = 0; i < kinds; i++) {
			this.faults.add(Fault.values()[this.random.nextInt(Fault.values().length)]);
		}
	}

	String story() {
		return this.ledger.story();
	}

	Map<String, Integer> excused() {
		return this.excused;
	}

	long logins() {
		return this.logins;
	}

	/**
	 * Run it.
	 * @return what did not hold
	 */
	List<String> run() {
		int size = 2 + this.random.nextInt(3);
		for (int i = 0; i < size; i++) {
			this.nodes.add(node("n" + i));
		}
		int few = 2 + this.random.nextInt(6);
		// Of few there is much that happens, of many little enough to see who displaced
		// whom.
		int users = (this.seed % 3 == 0) ? 60 : few;
		for (int i = 0; i < users; i++) {
			this.uids.add("u" + i);
		}
		this.time.pass(50 * SimulatedTime.MILLI);
		act();
		fault();
		this.time.pass(3 * SECOND + this.random.nextInt(6) * SECOND);
		heal();
		this.time.pass(4 * LEASE.toNanos());
		check();
		return this.ledger.violations;
	}

	private SimulatedNode node(String nodeId) {
		this.ledger.log("start {}", nodeId);
		ClusterSettings settings = new ClusterSettings(nodeId, LEASE, TIMEOUT, 1_000, 1 << 16);
		return new SimulatedNode(this.network, settings, ++this.boots, this.originMicros);
	}

	// What clients do

	private void act() {
		if (this.healed) {
			return;
		}
		SimulatedNode node = anyNode();
		if (node.isUp()) {
			List<SimulatedSession> active = node.active();
			if (!active.isEmpty() && this.random.nextInt(5) < 2) {
				SimulatedSession session = active.get(this.random.nextInt(active.size()));
				node.process.execute(() -> node.close(session));
			}
			else {
				this.logins++;
				node.connect(this.uids.get(this.random.nextInt(this.uids.size())),
						(this.random.nextInt(4) == 0) ? DeviceFlag.WEB : DeviceFlag.APP,
						this.random.nextBoolean() ? DeviceLevel.MASTER : DeviceLevel.SLAVE,
						"d" + this.random.nextInt(3));
			}
		}
		long pause = (this.random.nextInt(3) == 0) ? 200 : 20;
		this.time.schedule((long) (this.random.nextDouble() * pause * SimulatedTime.MILLI), this::act);
	}

	private SimulatedNode anyNode() {
		return this.nodes.get(this.random.nextInt(this.nodes.size()));
	}

	// What goes wrong

	private void fault() {
		if (this.healed) {
			return;
		}
		Fault fault = this.faults.get(this.random.nextInt(this.faults.size()));
		SimulatedNode node = anyNode();
		long lasts = (long) (this.random.nextDouble() * this.random.nextDouble() * 3 * LEASE.toNanos());
		this.ledger.log("fault: {} of {} for {} ms", fault, node.self, lasts / SimulatedTime.MILLI);
		switch (fault) {
			case REFUSE -> {
				this.network.refusing = true;
				this.time.schedule(lasts, () -> this.network.refusing = false);
			}
			case SILENCE -> {
				this.network.silent = true;
				this.time.schedule(lasts, () -> this.network.silent = false);
			}
			case FREEZE_STORE -> {
				this.network.freezeStore();
				this.time.schedule(lasts, this.network::thawStore);
			}
			case FLUSH -> this.network.flushStore();
			case LOSE_BUS -> {
				this.network.busLoss = 50;
				this.time.schedule(lasts, () -> this.network.busLoss = 0);
			}
			case CUT -> {
				node.link.cut = true;
				this.time.schedule(lasts, node.link::heal);
			}
			case LOSE -> {
				node.link.lostCalls = this.random.nextInt(20);
				node.link.lostAnswers = this.random.nextInt(20);
				this.time.schedule(lasts, node.link::heal);
			}
			case LATE -> {
				node.link.lateCalls = 5 + this.random.nextInt(20);
				this.time.schedule(lasts, node.link::heal);
			}
			case SLOW -> {
				node.link.slowestNanos = (long) (this.random.nextDouble() * 2 * TIMEOUT.toNanos());
				this.time.schedule(lasts, node.link::heal);
			}
			case FREEZE -> {
				node.process.freeze();
				this.time.schedule(lasts, node.process::thaw);
			}
			case KILL -> {
				kill(node);
				restart(node, lasts);
			}
			case STOP -> {
				node.stop();
				this.killed.add(node.self.toString());
				restart(node, lasts + 2 * SECOND);
			}
		}
		this.time.schedule((long) (this.random.nextDouble() * SECOND), this::fault);
	}

	private void kill(SimulatedNode node) {
		node.kill();
		this.killed.add(node.self.toString());
	}

	private void restart(SimulatedNode node, long delay) {
		this.time.schedule(delay, () -> {
			int place = this.nodes.indexOf(node);
			if (place >= 0) {
				node.kill();
				this.nodes.set(place, node(node.self.nodeId()));
			}
		});
	}

	private void heal() {
		this.ledger.log("heal");
		this.healed = true;
		this.network.refusing = false;
		this.network.silent = false;
		this.network.thawStore();
		this.network.busLoss = 0;
		for (SimulatedNode node : List.copyOf(this.nodes)) {
			node.link.heal();
			node.process.thaw();
			if (!node.isUp() && node.presence.state() != ClusterState.JOINING) {
				restart(node, 0);
			}
		}
	}

	// What must hold

	private void check() {
		List<String> violations = this.ledger.violations;
		List<SimulatedSession> alive = new ArrayList<>();
		for (SimulatedNode node : this.nodes) {
			if (node.process.isDead()) {
				continue;
			}
			alive.addAll(node.active());
			if (node.presence.state() != ClusterState.JOINED) {
				violations.add(node.self + " is " + node.presence.state());
			}
			if (node.pending() != 0 || !node.presence.isIdle()) {
				violations.add(node.self + " is not idle: " + node.pending() + " sessions are pending");
			}
		}
		for (SimulatedSession newer : alive) {
			for (SimulatedSession older : alive) {
				if (newer.replaces(older) && newer.login.sequence > older.login.sequence) {
					violations.add(newer.key() + " has not replaced " + older.key());
				}
			}
		}
		Set<String> expected = new TreeSet<>();
		Set<String> online = new TreeSet<>();
		alive.forEach((session) -> {
			expected.add(session.key());
			online.add(session.uid);
		});
		Set<String> found = new TreeSet<>();
		this.network.store.presence().find(this.uids).toCompletableFuture().join().values().forEach((entries) -> {
			for (PresenceEntry entry : entries) {
				found.add(entry.uid() + " " + entry.member() + "#" + entry.connectionId());
			}
		});
		if (!found.equals(expected)) {
			violations.add("The store has " + minus(found, expected) + " too much and lacks " + minus(expected, found));
		}
		if (this.network.store.users() != online.size() || !this.network.store.indexed().equals(online)) {
			violations.add("The store has " + this.network.store.users() + " users, its index "
					+ this.network.store.indexed() + ", but there are " + online);
		}
		Map<String, List<SimulatedSession>> rivals = this.network.everyone.stream()
			.collect(Collectors.groupingBy(SimulatedSession::rivals));
		rivals.values().forEach((sessions) -> {
			if (sessions.stream().allMatch((session) -> session.displaced)) {
				violations.add("All were displaced, by nobody: " + sessions);
			}
		});
		this.excused = this.ledger.check(online, this.killed);
	}

	private static Set<String> minus(Set<String> from, Set<String> what) {
		Set<String> rest = new TreeSet<>(from);
		rest.removeAll(what);
		return rest;
	}

	/**
	 * What can go wrong.
	 */
	private enum Fault {

		REFUSE, SILENCE, FREEZE_STORE, FLUSH, LOSE_BUS, CUT, LOSE, LATE, SLOW, FREEZE, KILL, STOP

	}

}
