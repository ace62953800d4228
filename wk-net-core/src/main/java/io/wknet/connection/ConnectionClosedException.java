package io.wknet.connection;

/**
 * A frame could not be sent, because its connection has closed or is closing.
 *
 * @since 0.1.0
 */
public final class ConnectionClosedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final CloseReason reason;

	/**
	 * Create the exception.
	 * @param connectionId the connection's id
	 * @param reason why it closed
	 */
	public ConnectionClosedException(long connectionId, CloseReason reason) {
		super("Connection " + connectionId + " is closed (" + reason + "); nothing can be sent over it", null, false,
				false);
		this.reason = reason;
	}

	/**
	 * Why the connection closed.
	 * @return the reason; {@link CloseReason#SLOW_CONSUMER} if the outbound buffer was
	 * full
	 */
	public CloseReason reason() {
		return this.reason;
	}

}
