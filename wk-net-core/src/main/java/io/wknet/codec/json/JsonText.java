package io.wknet.codec.json;

import java.io.OutputStream;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Readers and writers of JSON, with limits for what strangers send. How long a text may
 * be, strings included, is limited before it gets here.
 */
final class JsonText {

	/**
	 * How deep objects and arrays may be within each other.
	 */
	static final int MAX_DEPTH = 64;

	/**
	 * Names are remembered by the factory, so that they are not only limited by the
	 * length of the text.
	 */
	static final int MAX_NAME_LENGTH = 256;

	private static final int MAX_NUMBER_LENGTH = 256;

	private static final JsonFactory FACTORY = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder()
			.maxNestingDepth(MAX_DEPTH)
			.maxNameLength(MAX_NAME_LENGTH)
			.maxNumberLength(MAX_NUMBER_LENGTH)
			.maxStringLength(Integer.MAX_VALUE)
			.build())
		.build();

	private JsonText() {
	}

	/**
	 * Read a text of UTF-8. Its locations count bytes from the offset.
	 */
	static JsonParser parser(byte[] bytes, int offset, int length) {
		return FACTORY.createParser(ObjectReadContext.empty(), bytes, offset, length);
	}

	static JsonGenerator generator(OutputStream out) {
		return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
	}

	/**
	 * Whether a text is one object or array, and nothing else.
	 */
	static boolean isObjectOrArray(String text) {
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
			JsonToken first = parser.nextToken();
			if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
				return false;
			}
			parser.skipChildren();
			return parser.nextToken() == null;
		}
		catch (JacksonException ex) {
			return false;
		}
	}

	/**
	 * What a value is, for messages.
	 */
	static String kind(JsonToken token) {
		return switch (token) {
			case START_OBJECT -> "an object";
			case START_ARRAY -> "an array";
			case VALUE_STRING -> "a string";
			case VALUE_NUMBER_INT -> "an integer";
			case VALUE_NUMBER_FLOAT -> "a fraction";
			case VALUE_TRUE, VALUE_FALSE -> "a boolean";
			case VALUE_NULL -> "null";
			default -> "nothing";
		};
	}

	/**
	 * What is wrong with a text, without quoting it.
	 */
	static JsonRpcException malformed(JacksonException ex) {
		if (ex instanceof StreamConstraintsException) {
			return JsonRpcException
				.parseError("The message may have at most " + MAX_DEPTH + " levels, names of at most " + MAX_NAME_LENGTH
						+ " characters and numbers of at most " + MAX_NUMBER_LENGTH + " digits");
		}
		TokenStreamLocation location = ex.getLocation();
		return malformedAt((location != null) ? location.getByteOffset() : 0);
	}

	static JsonRpcException malformedAt(long offset) {
		return JsonRpcException.parseError("The message is not JSON: look at byte " + offset);
	}

}
