package io.wknet.codec.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.frame.Frame;
import io.wknet.frame.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a connection that speaks JSON, as they arrive.
 */
final class JsonDecoderStream {

	private final JsonConversation conversation;

	private final ByteBuf received = Unpooled.buffer();

	JsonDecoderStream(JsonConversation conversation) {
		this.conversation = conversation;
	}

	/**
	 * Receive a byte.
	 * @return the frame that it completes, or {@code null}
	 */
	@Nullable Frame add(byte next) {
		this.received.writeByte(next);
		return next();
	}

	void addAll(byte[]... texts) {
		for (byte[] text : texts) {
			this.received.writeBytes(text);
		}
	}

	@Nullable Frame next() {
		return this.conversation.decoder().decode(this.received, ProtocolVersion.LATEST, JsonTalk.MAX_BYTES);
	}

	boolean isEmpty() {
		return !this.received.isReadable();
	}

}
