package io.wknet.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.wknet.cluster.ClusterBus.Receiver;
import io.wknet.cluster.SimulatedStore;
import io.wknet.node.SimulatedNode.SimulatedSession;

/**
 * Where the simulated nodes meet: the store, the bus between them, and what is wrong with
 * both.
 */
final class SimulatedNetwork {

	/**
	 * All sessions that ever were.
	 */
	final List<SimulatedSession> everyone = new ArrayList<>();

	final SimulatedTime time;

	final Random random;

	final SimulatedStore store;

	final PresenceLedger ledger;

	/**
	 * The ends of the bus by node id.
	 */
	final Map<String, End> ends = new HashMap<>();

	/**
	 * What the store does when it thaws.
	 */
	private final List<Runnable> frozenCalls = new ArrayList<>();

	/**
	 * Calls fail at once.
	 */
	boolean refusing;

	/**
	 * Calls are lost.
	 */
	boolean silent;

	private boolean frozen;

	/**
	 * In a hundred.
	 */
	int busLoss;

	SimulatedNetwork(SimulatedTime time, Random random, PresenceLedger ledger) {
		this.time = time;
		this.random = random;
		this.ledger = ledger;
		this.store = new SimulatedStore(time::nanoTime);
	}

	/**
	 * A call has come to the store.
	 */
	void arrived(Runnable effect) {
		if (this.silent || this.refusing) {
			return;
		}
		if (this.frozen) {
			this.frozenCalls.add(effect);
		}
		else {
			effect.run();
		}
	}

	void freezeStore() {
		this.frozen = true;
	}

	/**
	 * Take up what has come meanwhile: of one node in its order, of several anyhow.
	 */
	void thawStore() {
		this.frozen = false;
		List<Runnable> calls = new ArrayList<>(this.frozenCalls);
		this.frozenCalls.clear();
		calls.forEach(Runnable::run);
	}

	void flushStore() {
		this.store.clear();
		this.ledger.flushed();
	}

	/**
	 * One node's end of the bus.
	 *
	 * @param process the node
	 * @param receiver what takes its messages
	 */
	record End(SimulatedProcess process, Receiver receiver) {

	}

}
