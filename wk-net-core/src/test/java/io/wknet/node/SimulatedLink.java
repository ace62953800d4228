package io.wknet.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.wknet.cluster.ClusterBus;
import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.NodeDirectory;
import io.wknet.cluster.NodeStatus;
import io.wknet.cluster.PresenceEntry;
import io.wknet.cluster.PresenceStore;
import io.wknet.node.SimulatedNetwork.End;
import io.wknet.topic.Topic;

/**
 * What stands between one node and the store: calls and answers take their time, keep
 * their order, and are lost at times.
 */
final class SimulatedLink implements PresenceStore, NodeDirectory, ClusterBus {

	private final SimulatedNetwork network;

	private final SimulatedProcess process;

	private final ClusterMember self;

	private final Duration timeout;

	private final Random random;

	private final PresenceLedger ledger;

	/**
	 * Calls are lost.
	 */
	boolean cut;

	/**
	 * How many calls of a hundred are lost, how many answers, and how many calls come
	 * long after others that were made later.
	 */
	int lostCalls;

	int lostAnswers;

	int lateCalls;

	/**
	 * The longest way of a call.
	 */
	long slowestNanos = 2 * SimulatedTime.MILLI;

	private long lastArrival;

	private long lastAnswer;

	SimulatedLink(SimulatedNetwork network, SimulatedProcess process, ClusterMember self, Duration timeout) {
		this.network = network;
		this.process = process;
		this.self = self;
		this.timeout = timeout;
		this.random = network.random;
		this.ledger = network.ledger;
	}

	ClusterRoles roles() {
		return new ClusterRoles(this, this, this);
	}

	void heal() {
		this.cut = false;
		this.lostCalls = 0;
		this.lostAnswers = 0;
		this.lateCalls = 0;
		this.slowestNanos = 2 * SimulatedTime.MILLI;
	}

	private boolean happens(int ofHundred) {
		return ofHundred != 0 && this.random.nextInt(100) < ofHundred;
	}

	private long way() {
		return 1 + (long) (this.random.nextDouble() * this.slowestNanos);
	}

	private <T> CompletionStage<T> call(Supplier<CompletionStage<T>> effect) {
		return call(effect, (result, heard) -> {
		});
	}

	/**
	 * Call the store.
	 * @param decided is told the result when the store has it, and what to run when the
	 * node has it
	 */
	private <T> CompletionStage<T> call(Supplier<CompletionStage<T>> effect, BiConsumer<T, List<Runnable>> decided) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		if (this.network.refusing) {
			this.process.later(SimulatedTime.MILLI,
					() -> answer.completeExceptionally(new IllegalStateException("Refused")));
			return answer;
		}
		this.process.schedule(this.timeout, () -> answer.completeExceptionally(new IllegalStateException("Timed out")));
		if (this.cut || happens(this.lostCalls)) {
			return answer;
		}
		long now = this.network.time.nanoTime();
		long arrival = Math.max(this.lastArrival, now + way());
		boolean late = happens(this.lateCalls);
		if (late) {
			arrival += (long) (this.random.nextDouble() * 5 * this.timeout.toNanos());
		}
		else {
			this.lastArrival = arrival;
		}
		this.network.time.schedule(arrival - now, () -> this.network.arrived(() -> {
			List<Runnable> heard = new ArrayList<>();
			effect.get().whenComplete((result, failure) -> {
				if (failure == null) {
					decided.accept(result, heard);
				}
				answer(answer, result, failure, heard, late);
			});
		}));
		return answer;
	}

	private <T> void answer(CompletableFuture<T> answer, T result, Throwable failure, List<Runnable> heard,
			boolean late) {
		if (late || this.cut || happens(this.lostAnswers)) {
			return;
		}
		long now = this.network.time.nanoTime();
		this.lastAnswer = Math.max(this.lastAnswer, now + way());
		this.process.later(this.lastAnswer - now, () -> {
			if (answer.isDone()) {
				return;
			}
			heard.forEach(Runnable::run);
			if (failure != null) {
				answer.completeExceptionally((failure instanceof CompletionException) ? failure.getCause() : failure);
			}
			else {
				answer.complete(result);
			}
		});
	}

	@Override
	public CompletionStage<List<NodeStatus>> renew(NodeStatus status, Duration lease) {
		return call(() -> this.network.store.directory().renew(status, lease));
	}

	@Override
	public CompletionStage<Void> leave(ClusterMember member) {
		return call(() -> this.network.store.directory().leave(member));
	}

	@Override
	public CompletionStage<Void> open(PresenceOwner owner, Duration lease) {
		return call(() -> this.network.store.presence().open(owner, lease));
	}

	@Override
	public CompletionStage<PresenceLease> renew(PresenceOwner owner, Duration lease) {
		return call(() -> this.network.store.presence().renew(owner, lease));
	}

	@Override
	public CompletionStage<Void> close(PresenceOwner owner) {
		return call(() -> this.network.store.presence().close(owner));
	}

	@Override
	public CompletionStage<List<ClaimResult>> claim(PresenceOwner owner, List<PresenceClaim> claims) {
		return call(() -> this.network.store.presence().claim(owner, claims), (results, heard) -> {
			for (int i = 0; i < claims.size(); i++) {
				this.ledger.claimed(this.self, claims.get(i), results.get(i), heard);
			}
		});
	}

	@Override
	public CompletionStage<List<String>> release(PresenceOwner owner, List<PresenceClaim> claims) {
		return call(() -> this.network.store.presence().release(owner, claims), (offline, heard) -> {
			this.ledger.released(claims, heard);
			offline.forEach((uid) -> this.ledger.offline(this.self, uid, heard));
		});
	}

	@Override
	public CompletionStage<Map<String, List<PresenceEntry>>> find(Collection<String> uids) {
		return call(() -> this.network.store.presence().find(uids));
	}

	@Override
	public CompletionStage<Void> sweep(ClusterMember member, Consumer<String> offline) {
		List<String> swept = new ArrayList<>();
		return call(() -> this.network.store.presence().sweep(member, swept::add), (nothing, heard) -> {
			swept.forEach((uid) -> this.ledger.offline(this.self, uid, heard));
			heard.add(() -> swept.forEach(offline));
		});
	}

	// The bus

	@Override
	public CompletionStage<Void> start(ClusterMember member, Receiver receiver) {
		this.network.ends.put(member.nodeId(), new End(this.process, receiver));
		return CompletableFuture.completedStage(null);
	}

	@Override
	public CompletionStage<Integer> send(String nodeId, byte[] message) {
		End end = this.network.ends.get(nodeId);
		if (end == null || this.cut || happens(this.network.busLoss)) {
			return CompletableFuture.completedStage(0);
		}
		end.process().later(way(), () -> end.receiver().messageReceived(message));
		return CompletableFuture.completedStage(1);
	}

	@Override
	public CompletionStage<Integer> sendToAll(byte[] message) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<Integer> publish(Topic topic, byte[] message) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<Void> subscribe(Topic topic) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<Void> unsubscribe(Topic topic) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<Void> stop() {
		this.network.ends.values().removeIf((end) -> end.process() == this.process);
		return CompletableFuture.completedStage(null);
	}

}
