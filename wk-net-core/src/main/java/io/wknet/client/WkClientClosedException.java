package io.wknet.client;

/**
 * The connection is closed, or lost and not yet replaced: nothing can be sent or received
 * over it.
 *
 * @since 0.1.0
 */
public final class WkClientClosedException extends WkClientException {

	private static final long serialVersionUID = 1L;

	private final transient WkClientDisconnect disconnect;

	/**
	 * Create the exception.
	 * @param disconnect how the connection ended
	 */
	WkClientClosedException(WkClientDisconnect disconnect) {
		super("The connection is closed (" + disconnect.cause() + ", reason " + disconnect.reasonCode()
				+ "); connect again to go on", disconnect.failure());
		this.disconnect = disconnect;
	}

	/**
	 * How the connection ended.
	 * @return cause, reason code and failure
	 */
	public WkClientDisconnect disconnect() {
		return this.disconnect;
	}

}
