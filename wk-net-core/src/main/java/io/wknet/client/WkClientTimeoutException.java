package io.wknet.client;

/**
 * Something did not happen in time: a connection, an acknowledgement, or a frame to
 * receive.
 *
 * @since 0.1.0
 */
public final class WkClientTimeoutException extends WkClientException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what did not happen, and the limit
	 */
	WkClientTimeoutException(String message) {
		super(message, null);
	}

}
