package io.wknet.node;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.wknet.cluster.ClusterBus;
import io.wknet.topic.Topic;

/**
 * Subscribes this node to the topics that have a local subscriber. For each topic one
 * call of the bus is under way at most; what failed is tried again with the next
 * heartbeat. Used by the node's thread.
 */
final class TopicInterest {

	private final ClusterBus bus;

	private final StoreCalls calls;

	private final Map<Topic, Interest> topics = new HashMap<>();

	TopicInterest(ClusterBus bus, StoreCalls calls) {
		this.bus = bus;
		this.calls = calls;
	}

	void wanted(Topic topic, boolean anybody) {
		Interest interest = this.topics.computeIfAbsent(topic, (key) -> new Interest());
		interest.wanted = anybody;
		reconcile(topic, interest);
	}

	/**
	 * Try again what has failed.
	 */
	void beat() {
		List.copyOf(this.topics.entrySet()).forEach((entry) -> reconcile(entry.getKey(), entry.getValue()));
	}

	/**
	 * The bus was opened anew: nothing is subscribed.
	 */
	void reopened() {
		this.topics.values().forEach((interest) -> interest.subscribed = false);
		beat();
	}

	private void reconcile(Topic topic, Interest interest) {
		if (interest.busy) {
			return;
		}
		if (interest.wanted == interest.subscribed) {
			if (!interest.wanted) {
				this.topics.remove(topic);
			}
			return;
		}
		boolean wanted = interest.wanted;
		interest.busy = true;
		this.calls.call(() -> wanted ? this.bus.subscribe(topic) : this.bus.unsubscribe(topic), (nothing, failure) -> {
			interest.busy = false;
			if (failure == null) {
				interest.subscribed = wanted;
				reconcile(topic, interest);
			}
		});
	}

	/**
	 * How it stands with one topic.
	 */
	private static final class Interest {

		private boolean wanted;

		private boolean subscribed;

		private boolean busy;

	}

}
