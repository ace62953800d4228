package io.wknet.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

import io.wknet.cluster.ClusterBus;
import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.ClusterSettings;
import io.wknet.node.Outbox.Sent;
import io.wknet.topic.Topic;

/**
 * Sends parts over the bus, those for the same receiver that come together in one
 * message. An outbox is there while something waits for its receiver.
 */
final class NodeBus {

	private static final String ALL = "*";

	final LongAdder sent = new LongAdder();

	final LongAdder failed = new LongAdder();

	private final ClusterMember self;

	private final ClusterSettings settings;

	private final ClusterBus bus;

	private final ConcurrentMap<Object, Outbox> outboxes = new ConcurrentHashMap<>();

	NodeBus(ClusterMember self, ClusterSettings settings, ClusterBus bus) {
		this.self = self;
		this.settings = settings;
		this.bus = bus;
	}

	void send(String nodeId, Part part, Sent sentTo) {
		add(nodeId, (message) -> this.bus.send(nodeId, message), part, sentTo);
	}

	void publish(Topic topic, Part part, Sent sentTo) {
		add(topic, (message) -> this.bus.publish(topic, message), part, sentTo);
	}

	/**
	 * No node id is a star.
	 */
	void sendToAll(Part part, Sent sentTo) {
		add(ALL, this.bus::sendToAll, part, sentTo);
	}

	private void add(Object receiver, Function<byte[], CompletionStage<Integer>> send, Part part, Sent sentTo) {
		boolean added = false;
		while (!added) {
			Outbox outbox = this.outboxes.computeIfAbsent(receiver,
					(key) -> new Outbox(this.self, this.settings.maxMessageBytes(), this.settings.maxPending(),
							(message) -> counted(send, message), (over) -> this.outboxes.remove(receiver, over)));
			added = outbox.add(part, sentTo);
		}
	}

	private CompletionStage<Integer> counted(Function<byte[], CompletionStage<Integer>> send, byte[] message) {
		this.sent.increment();
		CompletionStage<Integer> stage;
		try {
			stage = send.apply(message);
		}
		catch (RuntimeException ex) {
			stage = CompletableFuture.failedFuture(ex);
		}
		return stage.whenComplete((nodes, failure) -> {
			if (failure != null) {
				this.failed.increment();
			}
		});
	}

}
