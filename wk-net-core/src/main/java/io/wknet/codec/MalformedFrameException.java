package io.wknet.codec;

import io.wknet.frame.ProtocolException;

/**
 * The peer sent bytes that are not a frame.
 *
 * @since 0.1.0
 */
public final class MalformedFrameException extends ProtocolException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param message what was found, and what is allowed
	 */
	public MalformedFrameException(String message) {
		super(message);
	}

}
