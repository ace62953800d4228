package io.wknet.codec.json;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.wknet.frame.FrameFlags;
import io.wknet.frame.Payload;
import io.wknet.frame.Setting;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The parameters of a request. What has no meaning in any of them is skipped, and
 * {@code null} is as if it were not there.
 */
final class Params {

	/**
	 * The parameters that are strings, integers or booleans.
	 */
	private static final Set<String> SCALARS = Set.of("channelId", "channelType", "clientMsgNo", "clientTimestamp",
			"deviceFlag", "deviceId", "expire", "flags", "id", "messageId", "messageSeq", "msgKey", "param", "reason",
			"reasonCode", "streamNo", "subNo", "timestamp", "token", "topic", "type", "uid");

	private final Map<String, Object> scalars = new HashMap<>();

	private final PayloadReader payload = new PayloadReader();

	private int flags;

	private int setting;

	private Params() {
	}

	static Params none() {
		return new Params();
	}

	/**
	 * Read the object that was found to be one.
	 */
	static Params parse(byte[] bytes, int offset, int length) {
		Params params = new Params();
		try (JsonParser parser = JsonText.parser(bytes, offset, length)) {
			parser.nextToken();
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = parser.currentName();
				JsonToken value = parser.nextToken();
				if (value != JsonToken.VALUE_NULL) {
					params.read(name, parser, bytes, offset);
				}
			}
			return params;
		}
		catch (JacksonException ex) {
			throw JsonText.malformed(ex);
		}
	}

	private void read(String name, JsonParser parser, byte[] bytes, int offset) {
		switch (name) {
			case "header" -> readHeader(parser);
			case "setting" -> readSetting(parser);
			case "payload", "data" -> this.payload.readValue(name, parser, bytes, offset);
			case "payloadBase64", "dataBase64" -> this.payload.readBase64(name, parser);
			default -> readScalar(name, parser);
		}
	}

	private void readHeader(JsonParser parser) {
		this.flags = readBits("header", parser, Params::flag);
	}

	private void readSetting(JsonParser parser) {
		this.setting = readBits("setting", parser, Params::settingBit);
	}

	private void readScalar(String name, JsonParser parser) {
		if (SCALARS.contains(name)) {
			this.scalars.put(name, scalar(parser));
		}
		else {
			parser.skipChildren();
		}
	}

	/**
	 * The value, or its token if it is none that a parameter can have.
	 */
	private static Object scalar(JsonParser parser) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_STRING) {
			return parser.getString();
		}
		if (token == JsonToken.VALUE_NUMBER_INT) {
			Long number = parseLong(parser.getString());
			return (number != null) ? number : token;
		}
		parser.skipChildren();
		return token;
	}

	static @Nullable Long parseLong(String digits) {
		try {
			return Long.valueOf(digits);
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Read an object of booleans, each of which stands for a bit.
	 */
	private static int readBits(String object, JsonParser parser, BitNames names) {
		if (parser.currentToken() != JsonToken.START_OBJECT) {
			throw mustBe(object, "an object", parser.currentToken());
		}
		int bits = 0;
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			int bit = names.bit(parser.currentName());
			JsonToken value = parser.nextToken();
			if (bit == 0) {
				parser.skipChildren();
			}
			else if (value == JsonToken.VALUE_TRUE) {
				bits |= bit;
			}
			else if (value != JsonToken.VALUE_FALSE && value != JsonToken.VALUE_NULL) {
				throw mustBe(object + "." + parser.currentName(), "a boolean", value);
			}
		}
		return bits;
	}

	private static int flag(String name) {
		return switch (name) {
			case "noPersist" -> FrameFlags.NO_PERSIST;
			case "redDot" -> FrameFlags.RED_DOT;
			case "syncOnce" -> FrameFlags.SYNC_ONCE;
			case "dup" -> FrameFlags.DUP;
			default -> 0;
		};
	}

	private static int settingBit(String name) {
		return switch (name) {
			case "receipt" -> Setting.RECEIPT;
			case "signal" -> Setting.SIGNAL;
			case "stream" -> Setting.STREAM;
			case "topic" -> Setting.TOPIC;
			default -> 0;
		};
	}

	static JsonRpcException mustBe(String name, String what, JsonToken found) {
		return JsonRpcException
			.invalidParams("params." + name + " must be " + what + ", found " + JsonText.kind(found));
	}

	/**
	 * The flags that {@code header} tells.
	 */
	int flags() {
		return this.flags;
	}

	/**
	 * The bits that {@code setting} tells.
	 */
	int setting() {
		return this.setting;
	}

	/**
	 * The payload, or no bytes.
	 */
	Payload payload() {
		Payload found = this.payload.payload();
		return (found != null) ? found : Payload.EMPTY;
	}

	/**
	 * The payload, which has to be there.
	 */
	Payload requiredPayload() {
		Payload found = this.payload.payload();
		if (found == null) {
			throw missing("payload");
		}
		return found;
	}

	String text(String name) {
		return require(name, text(name, null));
	}

	@Nullable String text(String name, @Nullable String otherwise) {
		Object value = this.scalars.get(name);
		if (value == null || value instanceof String) {
			return (value != null) ? (String) value : otherwise;
		}
		throw mustBe(name, "a string", (value instanceof JsonToken token) ? token : JsonToken.VALUE_NUMBER_INT);
	}

	/**
	 * An optional text that is empty if it is not there.
	 */
	String textOrEmpty(String name) {
		String value = text(name, null);
		return (value != null) ? value : "";
	}

	long number(String name) {
		return require(name, optionalNumber(name));
	}

	long number(String name, long otherwise) {
		Long value = optionalNumber(name);
		return (value != null) ? value : otherwise;
	}

	private @Nullable Long optionalNumber(String name) {
		Object value = this.scalars.get(name);
		if (value == null || value instanceof Long) {
			return (Long) value;
		}
		throw mustBe(name, "an integer of 64 bits",
				(value instanceof JsonToken token) ? token : JsonToken.VALUE_STRING);
	}

	/**
	 * A number of one byte.
	 */
	int small(String name) {
		return small(name, number(name));
	}

	int small(String name, int otherwise) {
		return small(name, number(name, otherwise));
	}

	private static int small(String name, long value) {
		if (value < 0 || value > 0xFF) {
			throw JsonRpcException.invalidParams("params." + name + " must be 0..255, found " + value);
		}
		return (int) value;
	}

	/**
	 * A number of 64 bits, which JavaScript can only have as a string.
	 */
	long longNumber(String name) {
		if (this.scalars.get(name) instanceof String digits) {
			Long number = parseLong(digits);
			if (number == null) {
				throw JsonRpcException.invalidParams(
						"params." + name + " must be an integer of 64 bits, found a string of something else");
			}
			return number;
		}
		return number(name);
	}

	private static <T> T require(String name, @Nullable T value) {
		if (value == null) {
			throw missing(name);
		}
		return value;
	}

	private static JsonRpcException missing(String name) {
		return JsonRpcException.invalidParams("params." + name + " is missing");
	}

	/**
	 * Tells which bit a name stands for.
	 */
	private interface BitNames {

		/**
		 * The bit, or 0 for none.
		 */
		int bit(String name);

	}

}
