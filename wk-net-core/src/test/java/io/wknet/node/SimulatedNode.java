package io.wknet.node;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.wknet.auth.DeviceLevel;
import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.ClusterSettings;
import io.wknet.cluster.ClusterState;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.DeviceFlag;

/**
 * A node with its sessions, in a process that can be frozen and killed.
 */
final class SimulatedNode implements LocalSessions {

	private static final WkOperations NO_OPERATIONS = (WkOperations) Proxy.newProxyInstance(
			SimulatedNode.class.getClassLoader(), new Class<?>[] { WkOperations.class }, (proxy, method, args) -> {
				throw new UnsupportedOperationException("Nobody sends here: " + method);
			});

	final ClusterMember self;

	final SimulatedProcess process;

	final SimulatedLink link;

	final NodePresence presence;

	private final SimulatedNetwork network;

	private final ClusterSettings settings;

	private final Map<Long, SimulatedSession> sessions = new LinkedHashMap<>();

	private long connections;

	private boolean stopping;

	SimulatedNode(SimulatedNetwork network, ClusterSettings settings, int boot, long originMicros) {
		this.network = network;
		this.settings = settings;
		this.self = new ClusterMember(settings.nodeId(), "b" + boot);
		this.process = new SimulatedProcess(network.time, network.random, originMicros);
		this.link = new SimulatedLink(network, this.process, this.self, settings.timeout());
		NodeDelivery delivery = new NodeDelivery(this.self, settings, this.link.roles(), this, this.process);
		this.presence = new NodePresence(this.self, settings, this.link.roles(), this, delivery, this.process);
		this.presence.join().whenComplete((nothing, failure) -> {
			if (failure != null) {
				network.ledger.log("{} does not start: {}", this.self, failure);
				this.process.kill();
			}
			else {
				delivery.start(this.presence::displaced);
			}
		});
	}

	boolean isUp() {
		return !this.process.isDead() && !this.stopping && this.presence.state() != ClusterState.JOINING;
	}

	List<SimulatedSession> active() {
		return this.sessions.values().stream().filter((session) -> session.open && session.active).toList();
	}

	int pending() {
		return this.sessions.size() - active().size();
	}

	private long soon() {
		return (this.network.random.nextInt(20) == 0) ? 300 * SimulatedTime.MILLI
				: this.network.random.nextInt(3_000_000);
	}

	void connect(String uid, DeviceFlag flag, DeviceLevel level, String device) {
		SimulatedSession session = new SimulatedSession(this, ++this.connections, uid, flag, level, device);
		this.sessions.put(session.id, session);
		this.network.everyone.add(session);
		this.process.execute(() -> {
			this.network.ledger.log("{}: {} logs in", this.self, session);
			long begun = awakeNanos();
			this.presence.login(session.login, () -> this.process.execute(() -> admitted(session, begun)));
		});
	}

	private long awakeNanos() {
		return this.network.time.nanoTime() - this.process.frozenNanos();
	}

	private void admitted(SimulatedSession session, long begun) {
		long waited = awakeNanos() - begun;
		if (waited > this.settings.timeout().toNanos() * 3) {
			this.network.ledger.violations
				.add(session + " waited for " + waited / SimulatedTime.MILLI + " ms to be let in");
		}
		if (!session.open) {
			left(session);
			return;
		}
		session.active = true;
		active().stream().filter((older) -> session.replaces(older)).forEach(this::displace);
		this.process.later(soon(), () -> {
			session.entered = true;
			this.presence.entered(session.login);
			if (!session.open) {
				left(session);
			}
		});
	}

	void close(SimulatedSession session) {
		if (!session.open) {
			return;
		}
		session.open = false;
		this.network.ledger.log("{}: {} closes", this.self, session);
		if (session.entered) {
			this.process.later(soon(), () -> left(session));
		}
	}

	private void left(SimulatedSession session) {
		this.sessions.remove(session.id);
		this.presence.left(session.login);
		if (this.stopping && this.sessions.isEmpty()) {
			leave();
		}
	}

	void kill() {
		this.process.kill();
		this.network.ends.values().removeIf((end) -> end.process() == this.process);
	}

	/**
	 * Close all sessions, leave, and end.
	 */
	void stop() {
		this.stopping = true;
		this.process.execute(() -> {
			if (this.sessions.isEmpty()) {
				leave();
			}
			new ArrayList<>(this.sessions.values()).forEach(this::close);
		});
	}

	private void leave() {
		this.link.stop();
		Duration timeout = this.settings.timeout().multipliedBy(10);
		this.presence.leave(timeout)
			.whenComplete((nothing, failure) -> this.process.later(50 * SimulatedTime.MILLI, this.process::kill));
	}

	@Override
	public boolean displace(long connectionId, boolean sameDevice) {
		SimulatedSession session = this.sessions.get(connectionId);
		if (session == null || !session.open) {
			return false;
		}
		this.process.execute(() -> displace(session));
		return true;
	}

	private void displace(SimulatedSession session) {
		session.displaced |= session.open;
		close(session);
	}

	@Override
	public void announce(String uid, boolean online) {
		this.network.ledger.told(this.self, uid, online);
	}

	@Override
	public int connections() {
		return active().size();
	}

	@Override
	public int users() {
		return (int) active().stream().map((session) -> session.uid).distinct().count();
	}

	@Override
	public boolean isConnected(String uid) {
		return active().stream().anyMatch((session) -> session.uid.equals(uid));
	}

	@Override
	public void checkMayWait() {
	}

	@Override
	public WkOperations operations() {
		return NO_OPERATIONS;
	}

	/**
	 * A connection of the node.
	 */
	static final class SimulatedSession {

		final SimulatedNode node;

		final long id;

		final String uid;

		final Login login;

		private final DeviceFlag flag;

		private final DeviceLevel level;

		private final String device;

		private boolean open = true;

		private boolean active;

		private boolean entered;

		/**
		 * Whether it was closed for another one.
		 */
		boolean displaced;

		SimulatedSession(SimulatedNode node, long id, String uid, DeviceFlag flag, DeviceLevel level, String device) {
			this.node = node;
			this.id = id;
			this.uid = uid;
			this.flag = flag;
			this.level = level;
			this.device = device;
			this.login = new Login(uid, id, flag, level, device);
		}

		/**
		 * Whether it may not be there together with an older one.
		 */
		boolean replaces(SimulatedSession older) {
			return this != older && this.uid.equals(older.uid) && this.flag == older.flag
					&& (this.level == DeviceLevel.MASTER || this.device.equals(older.device));
		}

		/**
		 * Those who may displace each other have this in common.
		 */
		String rivals() {
			return this.uid + " " + this.flag;
		}

		String key() {
			return this.uid + " " + this.node.self + "#" + this.id;
		}

		@Override
		public String toString() {
			return this.uid + "#" + this.id + "/" + this.flag + "/" + this.level + "/" + this.device;
		}

	}

}
