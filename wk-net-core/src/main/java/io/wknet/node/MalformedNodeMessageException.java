package io.wknet.node;

/**
 * Bytes of the bus are not a message of this version.
 */
final class MalformedNodeMessageException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	MalformedNodeMessageException(String message) {
		super(message, null, false, false);
	}

}
