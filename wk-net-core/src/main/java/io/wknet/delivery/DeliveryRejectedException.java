package io.wknet.delivery;

/**
 * A frame was sent to nobody, because too much waits for the event loops: frames to many
 * receivers are sent faster than they can be handed out.
 *
 * @since 0.1.0
 */
public final class DeliveryRejectedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param frameBytes the size of the frame
	 * @param pendingBytes what waits already
	 * @param maxPendingBytes the limit
	 */
	public DeliveryRejectedException(int frameBytes, long pendingBytes, long maxPendingBytes) {
		super("A frame of " + frameBytes + " bytes was sent to nobody: " + pendingBytes
				+ " bytes wait to be handed to their receivers, and maxPendingBytes=" + maxPendingBytes
				+ "; send more slowly, for example by waiting for a delivery, or raise fan-out.max-pending");
	}

}
