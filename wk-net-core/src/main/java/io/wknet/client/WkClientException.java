package io.wknet.client;

import org.jspecify.annotations.Nullable;

/**
 * Something that was asked of a client did not happen. The subclasses tell what.
 *
 * @since 0.1.0
 */
public abstract class WkClientException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what failed, and the way out
	 * @param cause what it came from, or {@code null}
	 */
	WkClientException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
