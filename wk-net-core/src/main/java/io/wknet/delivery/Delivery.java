package io.wknet.delivery;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * One frame on its way to its receivers. All methods may be called from any thread.
 *
 * @since 0.1.0
 */
public interface Delivery {

	/**
	 * What became of it so far.
	 * @return a snapshot, which does not change any more once it
	 * {@linkplain DeliveryResult#isComplete() is complete}
	 */
	DeliveryResult result();

	/**
	 * Completes when the fate of every receiver is known. A receiver that takes nothing
	 * keeps it waiting for up to {@code outbound.timeout}; one at another node of a
	 * cluster for {@code cluster.timeout} at most, and stays pending then. It fails with
	 * {@link RemoteDeliveryException} if other nodes may not have been reached, and in no
	 * other way.
	 * @return the stage; it may complete on an event loop, so what depends on it must not
	 * block
	 */
	CompletionStage<DeliveryResult> completion();

	/**
	 * Wait until the fate of every receiver is known, or the time is up, or the thread is
	 * interrupted, which it is still after the call.
	 * @param timeout how long to wait at most; not negative
	 * @return what became of it so far
	 * @throws RemoteDeliveryException if other nodes of a cluster may not have been
	 * reached
	 * @throws IllegalStateException if it would wait on an event loop of the server
	 */
	DeliveryResult await(Duration timeout);

	/**
	 * What was sent to nobody, for other implementations of {@link WkOperations}.
	 * @return a delivery that is complete and has no receivers
	 */
	static Delivery toNobody() {
		return NoDelivery.INSTANCE;
	}

}
