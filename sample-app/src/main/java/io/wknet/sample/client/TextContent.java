package io.wknet.sample.client;

import io.wknet.frame.Payload;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Text as a payload, the way WuKongIM's clients write it:
 * <code>{"content":"…","type":1}</code>.
 */
final class TextContent {

	private static final int TEXT = 1;

	private static final JsonMapper JSON = new JsonMapper();

	private TextContent() {
	}

	static Payload encode(String text) {
		return Payload.wrap(JSON.writeValueAsBytes(JSON.createObjectNode().put("content", text).put("type", TEXT)));
	}

	/**
	 * What to show of a payload, whatever it is.
	 */
	static String decode(Payload payload) {
		try {
			JsonNode json = JSON.readTree(payload.toByteArray());
			int type = json.path("type").asInt(0);
			return (type == TEXT) ? json.path("content").asString("") : "(content of type " + type + ")";
		}
		catch (JacksonException ex) {
			return "(" + payload + ")";
		}
	}

}
