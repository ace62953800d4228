package io.wknet.codec.json;

import io.wknet.frame.ProtocolException;

/**
 * The peer sent a text message that is not UTF-8.
 *
 * @since 0.1.0
 */
public final class InvalidTextException extends ProtocolException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param bytes how long the text is
	 */
	public InvalidTextException(int bytes) {
		super("A text message must be UTF-8, found other bytes among the " + bytes + " of this one");
	}

}
