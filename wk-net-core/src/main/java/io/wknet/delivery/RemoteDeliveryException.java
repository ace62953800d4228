package io.wknet.delivery;

import org.jspecify.annotations.Nullable;

/**
 * What was sent or asked may not have reached other nodes of the cluster: the presence
 * store or the bus is away, a node did not answer in time, or too much waits. What is
 * known, the connections of this server included, is in the {@linkplain #result()
 * result}; nothing is sent again.
 *
 * @since 0.1.0
 */
public final class RemoteDeliveryException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient DeliveryResult result;

	/**
	 * Create the exception.
	 * @param message what failed, and the way out
	 * @param result what is known of the delivery
	 * @param cause what the store or the bus said, or {@code null}
	 */
	public RemoteDeliveryException(String message, DeliveryResult result, @Nullable Throwable cause) {
		super(message, cause);
		this.result = result;
	}

	/**
	 * What is known of the delivery.
	 * @return the counts, those of this server included
	 */
	public DeliveryResult result() {
		return this.result;
	}

}
