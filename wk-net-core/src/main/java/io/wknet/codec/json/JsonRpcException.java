package io.wknet.codec.json;

import io.wknet.frame.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * The peer sent a text that is no request, with the code that JSON-RPC 2.0 (section 5.1)
 * has for it. Its message is told to the peer, too, and does not quote values: they may
 * be secret.
 */
final class JsonRpcException extends ProtocolException {

	private static final int PARSE_ERROR = -32_700;

	private static final int INVALID_REQUEST = -32_600;

	private static final int METHOD_NOT_FOUND = -32_601;

	private static final int INVALID_PARAMS = -32_602;

	private static final long serialVersionUID = 1L;

	private final int code;

	/**
	 * A string, a number, or {@code null} if it is not known.
	 */
	private final transient @Nullable Object id;

	private JsonRpcException(int code, String message, @Nullable Object id) {
		super(message);
		this.code = code;
		this.id = id;
	}

	static JsonRpcException parseError(String message) {
		return new JsonRpcException(PARSE_ERROR, message, null);
	}

	static JsonRpcException invalidRequest(String message) {
		return new JsonRpcException(INVALID_REQUEST, message, null);
	}

	static JsonRpcException methodNotFound(String message) {
		return new JsonRpcException(METHOD_NOT_FOUND, message, null);
	}

	static JsonRpcException invalidParams(String message) {
		return new JsonRpcException(INVALID_PARAMS, message, null);
	}

	/**
	 * The same about a request of which the id is known.
	 */
	JsonRpcException inAnswerTo(@Nullable Object newId) {
		return new JsonRpcException(this.code, String.valueOf(getMessage()), newId);
	}

	int code() {
		return this.code;
	}

	@Nullable Object id() {
		return this.id;
	}

}
