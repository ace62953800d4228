package io.wknet.cluster;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.wknet.topic.Topic;
import org.jspecify.annotations.Nullable;

/**
 * One server's end of the bus of an {@link InProcessCluster}.
 */
final class InProcessBus implements ClusterBus {

	private final Hub hub;

	private final Set<Topic> topics = ConcurrentHashMap.newKeySet();

	private volatile @Nullable InProcessInbox inbox;

	InProcessBus(Hub hub) {
		this.hub = hub;
	}

	@Override
	public CompletionStage<Void> start(ClusterMember self, Receiver receiver) {
		return this.hub.cluster.run(() -> open(self, receiver));
	}

	private synchronized void open(ClusterMember self, Receiver receiver) {
		if (this.inbox != null) {
			throw new IllegalStateException("The bus was started before as " + self + "; stop it first");
		}
		this.inbox = new InProcessInbox(self.nodeId(), receiver);
		this.hub.listening.add(this);
	}

	@Override
	public CompletionStage<Integer> send(String nodeId, byte[] message) {
		return this.hub.send((bus, inbox) -> inbox.nodeId().equals(nodeId), message);
	}

	@Override
	public CompletionStage<Integer> sendToAll(byte[] message) {
		return this.hub.send((bus, inbox) -> true, message);
	}

	@Override
	public CompletionStage<Integer> publish(Topic topic, byte[] message) {
		return this.hub.send((bus, inbox) -> bus.topics.contains(topic), message);
	}

	@Override
	public CompletionStage<Void> subscribe(Topic topic) {
		return this.hub.cluster.run(() -> this.topics.add(topic));
	}

	@Override
	public CompletionStage<Void> unsubscribe(Topic topic) {
		this.topics.remove(topic);
		return this.hub.cluster.run(() -> {
			// Whether the stage fails tells no more than that the bus is away.
		});
	}

	@Override
	public synchronized CompletionStage<Void> stop() {
		this.hub.listening.remove(this);
		this.topics.clear();
		InProcessInbox stopped = this.inbox;
		this.inbox = null;
		return (stopped != null) ? stopped.stop() : CompletableFuture.completedStage(null);
	}

	/**
	 * Where all ends meet.
	 */
	static final class Hub {

		private final InProcessCluster cluster;

		private final List<InProcessBus> listening = new CopyOnWriteArrayList<>();

		Hub(InProcessCluster cluster) {
			this.cluster = cluster;
		}

		private CompletionStage<Integer> send(Receivers receivers, byte[] message) {
			return this.cluster.answer(() -> {
				int handedTo = 0;
				boolean full = false;
				for (InProcessBus bus : this.listening) {
					InProcessInbox inbox = bus.inbox;
					if (inbox != null && receivers.include(bus, inbox)) {
						full |= !inbox.offer(message);
						handedTo++;
					}
				}
				if (full) {
					throw new IllegalStateException("The inbox of a node is full: it takes messages more slowly than "
							+ "they are sent, so one of " + message.length + " bytes is lost");
				}
				return handedTo;
			});
		}

	}

	/**
	 * Says who gets a message.
	 */
	@FunctionalInterface
	private interface Receivers {

		boolean include(InProcessBus bus, InProcessInbox inbox);

	}

}
