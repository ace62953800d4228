package io.wknet.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;

import io.wknet.cluster.PresenceStore.PresenceOwner;

/**
 * The in-process cluster at a time of its own, with what a test wants to see of it.
 */
public final class SimulatedStore {

	private final InProcessCluster cluster;

	public SimulatedStore(LongSupplier nanoTime) {
		this.cluster = new InProcessCluster(nanoTime);
	}

	public PresenceStore presence() {
		return this.cluster.roles().presence();
	}

	public NodeDirectory directory() {
		return this.cluster.roles().directory();
	}

	public void clear() {
		this.cluster.clear();
	}

	/**
	 * The users of whom there is a record, visible or not.
	 */
	public long users() {
		return stranger().users();
	}

	/**
	 * The users whom the entries of some node name.
	 */
	public Set<String> indexed() {
		return ((InProcessPresenceStore) presence()).indexed();
	}

	public long timeMicros() {
		return stranger().timeMicros();
	}

	private PresenceStore.PresenceLease stranger() {
		PresenceOwner nobody = new PresenceOwner(new ClusterMember("nobody", "0"), 1);
		return presence().renew(nobody, Duration.ofSeconds(1)).toCompletableFuture().join();
	}

}
