package io.wknet.frame;

/**
 * A peer broke the protocol. It ends that one connection; it has no stack trace, because
 * the fault is not in this process.
 *
 * @since 0.1.0
 */
public class ProtocolException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what was found, and what is allowed; bytes from outside must be
	 * shown as numbers
	 */
	public ProtocolException(String message) {
		super(message, null, false, false);
	}

}
