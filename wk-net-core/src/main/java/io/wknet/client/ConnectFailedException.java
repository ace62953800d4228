package io.wknet.client;

import org.jspecify.annotations.Nullable;

/**
 * No connection came about: nobody listens at the address, or the server ended the
 * connection before it answered CONNECT. Trying again later may help.
 *
 * @since 0.1.0
 */
public final class ConnectFailedException extends WkClientException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what failed
	 * @param cause what the network said or what the server did wrong, or {@code null}
	 */
	ConnectFailedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
