package io.wknet.cluster;

import java.util.concurrent.CompletionStage;

import io.wknet.topic.Topic;

/**
 * Carries bytes to other nodes, at most once. What one node sends to another one, or
 * publishes to a topic, arrives in that order.
 * <p>
 * Methods may be called from any thread and do not block. A stage that fails means that
 * the bus is away and that the message may have arrived or not; it fails within a second
 * or so. Nothing is queued without a bound.
 *
 * @since 0.1.0
 */
public interface ClusterBus {

	/**
	 * Begin to receive what is sent to this node and to all.
	 * @param self the node
	 * @param receiver takes the messages
	 * @return completes when they are received; may fail, and be tried again
	 */
	CompletionStage<Void> start(ClusterMember self, Receiver receiver);

	/**
	 * Send to one node.
	 * @param nodeId the node
	 * @param message what to send; not changed afterwards
	 * @return how many nodes it was handed to: 0 if the node does not listen
	 */
	CompletionStage<Integer> send(String nodeId, byte[] message);

	/**
	 * Send to all nodes, this one included.
	 * @param message what to send; not changed afterwards
	 * @return how many nodes it was handed to
	 */
	CompletionStage<Integer> sendToAll(byte[] message);

	/**
	 * Send to the nodes that have subscribed to a topic, this one included if it has.
	 * @param topic the topic
	 * @param message what to send; not changed afterwards
	 * @return how many nodes it was handed to
	 */
	CompletionStage<Integer> publish(Topic topic, byte[] message);

	/**
	 * Receive what is published to a topic.
	 * @param topic the topic
	 * @return completes when it is received; lasts until {@link #unsubscribe}, also if
	 * the bus is away meanwhile
	 */
	CompletionStage<Void> subscribe(Topic topic);

	/**
	 * Receive no more of what is published to a topic.
	 * @param topic the topic
	 * @return completes when that is so
	 */
	CompletionStage<Void> unsubscribe(Topic topic);

	/**
	 * Receive nothing more, and let go of what the bus holds.
	 * @return completes when that is so
	 */
	CompletionStage<Void> stop();

	/**
	 * Takes messages.
	 */
	@FunctionalInterface
	interface Receiver {

		/**
		 * A message has arrived. Called on a thread of the bus, one message at a time; it
		 * must not block.
		 * @param message the bytes, the receiver's own
		 */
		void messageReceived(byte[] message);

	}

}
