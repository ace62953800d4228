package io.wknet.codec.json;

import java.util.Arrays;
import java.util.Base64;

import io.wknet.frame.Payload;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the payload of a request, in one of three forms:
 *
 * <pre>
 * "payload": {"content": "hi", "type": 1}   the text of the object or array, as it was sent
 * "payload": "hi"                           the text of the string
 * "payloadBase64": "aGk="                   any bytes
 * </pre>
 *
 * The last two are the same two bytes, as any other client would send them.
 */
final class PayloadReader {

	private @Nullable Payload payload;

	/**
	 * The payload, or {@code null} if there is none.
	 */
	@Nullable Payload payload() {
		return this.payload;
	}

	/**
	 * Read text or JSON.
	 * @param bytes what the parser reads, and
	 * @param offset from where
	 */
	void readValue(String name, JsonParser parser, byte[] bytes, int offset) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_STRING) {
			set(name, Payload.utf8(parser.getString()));
		}
		else if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
			int start = (int) parser.currentTokenLocation().getByteOffset();
			parser.skipChildren();
			int end = (int) parser.currentLocation().getByteOffset();
			set(name, Payload.wrap(Arrays.copyOfRange(bytes, offset + start, offset + end)));
		}
		else {
			throw Params.mustBe(name, "an object, an array or a string", token);
		}
	}

	/**
	 * Read bytes.
	 */
	void readBase64(String name, JsonParser parser) {
		if (parser.currentToken() != JsonToken.VALUE_STRING) {
			throw Params.mustBe(name, "a string", parser.currentToken());
		}
		try {
			set(name, Payload.wrap(Base64.getDecoder().decode(parser.getString())));
		}
		catch (IllegalArgumentException ex) {
			throw JsonRpcException.invalidParams("params." + name + " must be base64");
		}
	}

	private void set(String name, Payload newPayload) {
		if (this.payload != null) {
			throw JsonRpcException.invalidParams("params." + name + " is one payload too many");
		}
		this.payload = newPayload;
	}

}
