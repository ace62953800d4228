package io.wknet.spring.listener;

/**
 * The payload of a frame is not what the listener method takes. It has no stack trace and
 * does not show the payload: the mistake is the peer's.
 *
 * @since 0.1.0
 */
public final class PayloadException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what is wrong, without any of the payload's bytes
	 */
	public PayloadException(String message) {
		super(message, null, false, false);
	}

}
