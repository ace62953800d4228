package io.wknet.codec.json;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.wknet.frame.FrameFlags;
import io.wknet.frame.Payload;
import io.wknet.frame.Setting;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes what texts are made of.
 */
final class JsonMembers {

	private static final char REPLACEMENT = '\uFFFD';

	private static final List<Bit> FLAGS = List.of(new Bit(FrameFlags.NO_PERSIST, "noPersist"),
			new Bit(FrameFlags.RED_DOT, "redDot"), new Bit(FrameFlags.SYNC_ONCE, "syncOnce"),
			new Bit(FrameFlags.DUP, "dup"));

	private static final List<Bit> SETTINGS = List.of(new Bit(Setting.RECEIPT, "receipt"),
			new Bit(Setting.SIGNAL, "signal"), new Bit(Setting.STREAM, "stream"), new Bit(Setting.TOPIC, "topic"));

	private static final int KNOWN_SETTINGS = Setting.RECEIPT | Setting.SIGNAL | Setting.STREAM | Setting.TOPIC;

	private final JsonGenerator json;

	JsonMembers(JsonGenerator json) {
		this.json = json;
	}

	/**
	 * Answer a request, or tell the same if it has no id.
	 */
	void answer(@Nullable Object id, String method, Runnable members) {
		if (id == null) {
			tell(method, members);
			return;
		}
		id(id);
		object("result", members);
	}

	void tell(String method, Runnable params) {
		text("method", method);
		object("params", params);
	}

	/**
	 * Refuse a request.
	 * @param id its id, or {@code null} if that is not known
	 * @param data what else there is to say, or {@code null}
	 */
	void error(@Nullable Object id, int code, String message, @Nullable Runnable data) {
		id(id);
		object("error", () -> {
			number("code", code);
			text("message", message);
			if (data != null) {
				object("data", data);
			}
		});
	}

	private void id(@Nullable Object id) {
		this.json.writeName("id");
		if (id instanceof Long number) {
			this.json.writeNumber(number);
		}
		else if (id instanceof String text) {
			this.json.writeString(text);
		}
		else {
			this.json.writeNull();
		}
	}

	private void object(String name, Runnable members) {
		this.json.writeObjectPropertyStart(name);
		members.run();
		this.json.writeEndObject();
	}

	void text(String name, String value) {
		this.json.writeStringProperty(name, value);
	}

	void textIfSet(String name, String value) {
		if (!value.isEmpty()) {
			text(name, value);
		}
	}

	void number(String name, long value) {
		this.json.writeNumberProperty(name, value);
	}

	void numberIfSet(String name, long value) {
		if (value != 0) {
			number(name, value);
		}
	}

	void unsigned(String name, long value) {
		this.json.writeName(name);
		this.json.writeNumber(Long.toUnsignedString(value));
	}

	/**
	 * The flags that are set.
	 */
	void header(int flags) {
		bits("header", flags, FLAGS);
	}

	/**
	 * The bits of a setting that are set.
	 */
	void setting(int setting) {
		bits("setting", setting & KNOWN_SETTINGS, SETTINGS);
	}

	private void bits(String name, int bits, List<Bit> known) {
		if (bits != 0) {
			object(name, () -> {
				for (Bit bit : known) {
					if ((bits & bit.mask) != 0) {
						this.json.writeBooleanProperty(bit.name, true);
					}
				}
			});
		}
	}

	/**
	 * A payload as {@link PayloadReader} reads it: an object or an array if it is the
	 * text of one, a string if it is another text, else base64.
	 */
	void payload(String name, Payload payload) {
		String text = textOf(payload);
		if (text != null && JsonText.isObjectOrArray(text)) {
			this.json.writeName(name);
			this.json.writeRawValue(text);
		}
		else {
			textOrBase64(name, payload, text);
		}
	}

	/**
	 * A payload that is a string, also if it is JSON.
	 */
	void textPayload(String name, Payload payload) {
		textOrBase64(name, payload, textOf(payload));
	}

	private void textOrBase64(String name, Payload payload, @Nullable String text) {
		if (text != null) {
			text(name, text);
		}
		else {
			this.json.writeBinaryProperty(name + "Base64", payload.toByteArray());
		}
	}

	/**
	 * The text, or {@code null} if the bytes are no UTF-8.
	 */
	private static @Nullable String textOf(Payload payload) {
		String text = payload.toUtf8();
		// Only text that shows the replacement can come from anything but UTF-8.
		return (text.indexOf(REPLACEMENT) < 0 || isUtf8(payload)) ? text : null;
	}

	private static boolean isUtf8(Payload payload) {
		ByteBuf bytes = Unpooled.wrappedBuffer(payload.asByteBuffer());
		try {
			return ByteBufUtil.isText(bytes, StandardCharsets.UTF_8);
		}
		finally {
			bytes.release();
		}
	}

	/**
	 * A bit that has a name.
	 *
	 * @param mask the bit
	 * @param name its name
	 */
	private record Bit(int mask, String name) {

	}

}
