package io.wknet.codec.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The envelope of a request or notification. Its members may come in any order, so the
 * parameters are only found here, to be read when the method is known.
 */
final class Request {

	/**
	 * Ids are kept until they are answered.
	 */
	static final int MAX_ID_LENGTH = 64;

	private final byte[] bytes;

	private final int offset;

	private @Nullable String method;

	/**
	 * A string or a number.
	 */
	private @Nullable Object id;

	private boolean hasParams;

	private int paramsStart;

	private int paramsEnd;

	private Request(byte[] bytes, int offset) {
		this.bytes = bytes;
		this.offset = offset;
	}

	/**
	 * Read an envelope.
	 * @throws JsonRpcException if it is none, with the id if that was read
	 */
	static Request parse(byte[] bytes, int offset, int length) {
		Request request = new Request(bytes, offset);
		// Jackson would take other encodings for JSON, which these bytes are not meant
		// in.
		if (length > 1 && (bytes[offset] == 0 || bytes[offset + 1] == 0)) {
			throw JsonText.malformedAt(0);
		}
		try (JsonParser parser = JsonText.parser(bytes, offset, length)) {
			request.read(parser);
			return request;
		}
		catch (JacksonException ex) {
			throw JsonText.malformed(ex);
		}
		catch (JsonRpcException ex) {
			throw ex.inAnswerTo(request.id);
		}
	}

	private void read(JsonParser parser) {
		requireObject(parser.nextToken());
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String name = parser.currentName();
			JsonToken value = parser.nextToken();
			switch (name) {
				case "jsonrpc" -> readVersion(parser, value);
				case "method" -> readMethod(parser, value);
				case "id" -> readId(parser, value);
				case "params" -> readParams(parser, value);
				default -> parser.skipChildren();
			}
		}
		JsonToken more = parser.nextToken();
		if (more != null) {
			throw JsonRpcException
				.invalidRequest("A message must be one object, found " + JsonText.kind(more) + " behind it");
		}
	}

	private static void requireObject(@Nullable JsonToken first) {
		if (first == JsonToken.START_ARRAY) {
			throw JsonRpcException.invalidRequest("There are no batches here: send each request in a message");
		}
		if (first != JsonToken.START_OBJECT) {
			throw JsonRpcException.invalidRequest(
					"A message must be an object, found " + ((first != null) ? JsonText.kind(first) : "nothing"));
		}
	}

	private static void readVersion(JsonParser parser, JsonToken value) {
		if (value != JsonToken.VALUE_STRING || !parser.getString().equals("2.0")) {
			throw JsonRpcException.invalidRequest("jsonrpc must be \"2.0\" if it is there");
		}
	}

	private void readMethod(JsonParser parser, JsonToken value) {
		if (value != JsonToken.VALUE_STRING) {
			throw JsonRpcException.invalidRequest("method must be a string, found " + JsonText.kind(value));
		}
		if (this.method != null) {
			throw JsonRpcException.invalidRequest("There is more than one method");
		}
		this.method = parser.getString();
	}

	private void readId(JsonParser parser, JsonToken value) {
		if (this.id != null) {
			throw JsonRpcException.invalidRequest("There is more than one id");
		}
		this.id = switch (value) {
			case VALUE_STRING -> textId(parser.getString());
			case VALUE_NUMBER_INT -> numberId(parser.getString());
			case VALUE_NULL -> null;
			default -> throw JsonRpcException
				.invalidRequest("id must be a string or an integer, found " + JsonText.kind(value));
		};
	}

	private static String textId(String text) {
		if (text.length() > MAX_ID_LENGTH) {
			throw JsonRpcException
				.invalidRequest("id must have at most " + MAX_ID_LENGTH + " characters, found " + text.length());
		}
		return text;
	}

	private static Long numberId(String digits) {
		Long number = Params.parseLong(digits);
		if (number == null) {
			throw JsonRpcException.invalidRequest("id must be an integer of 64 bits, found a larger one");
		}
		return number;
	}

	private void readParams(JsonParser parser, JsonToken value) {
		if (this.hasParams) {
			throw JsonRpcException.invalidRequest("There is more than one params");
		}
		if (value == JsonToken.VALUE_NULL) {
			return;
		}
		if (value != JsonToken.START_OBJECT) {
			throw JsonRpcException.invalidParams("params must be an object, found " + JsonText.kind(value));
		}
		this.hasParams = true;
		this.paramsStart = (int) parser.currentTokenLocation().getByteOffset();
		parser.skipChildren();
		this.paramsEnd = (int) parser.currentLocation().getByteOffset();
	}

	/**
	 * Which method is asked for.
	 * @throws JsonRpcException if it is none, or none is
	 */
	Method method() {
		if (this.method == null) {
			throw JsonRpcException.invalidRequest("method is missing");
		}
		return Method.of(this.method);
	}

	/**
	 * Its id, a string or a number, or {@code null} for a notification.
	 */
	@Nullable Object id() {
		return this.id;
	}

	/**
	 * Read the parameters.
	 * @throws JsonRpcException if one has a wrong type
	 */
	Params params() {
		return this.hasParams
				? Params.parse(this.bytes, this.offset + this.paramsStart, this.paramsEnd - this.paramsStart)
				: Params.none();
	}

}
