package io.wknet.codec.json;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.ProtocolVersion;
import io.wknet.frame.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * One connection that speaks JSON, without the connection.
 */
final class JsonTalk {

	static final int MAX_BYTES = 1 << 20;

	private final JsonConversation conversation = new JsonConversation();

	/**
	 * A talk in which the client is connected and waits for nothing.
	 */
	static JsonTalk begun() {
		JsonTalk talk = new JsonTalk();
		talk.read("{'method':'connect','params':{'uid':'alice','token':'t'}}");
		return talk;
	}

	/**
	 * The conversation of such a talk.
	 */
	static JsonConversation begunConversation() {
		return begun().conversation;
	}

	/**
	 * Read one text.
	 * @param text the text, in which an apostrophe may stand for a quotation mark
	 */
	Frame read(String text) {
		Frame frame = read(bytes(text), MAX_BYTES);
		if (frame == null) {
			throw new IllegalStateException("Not complete: " + text);
		}
		return frame;
	}

	/**
	 * Read a text as the network brings it.
	 */
	@Nullable Frame read(byte[] bytes, int maxBytes) {
		ByteBuf in = Unpooled.wrappedBuffer(bytes);
		Frame frame = this.conversation.decoder().decode(in, ProtocolVersion.LATEST, maxBytes);
		if (frame != null && in.isReadable()) {
			throw new IllegalStateException("Left: " + in.readableBytes());
		}
		return frame;
	}

	static byte[] bytes(String text) {
		byte[] utf8 = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
		byte[] bytes = new byte[utf8.length + 1];
		System.arraycopy(utf8, 0, bytes, 0, utf8.length);
		bytes[utf8.length] = JsonConversation.END;
		return bytes;
	}

	/**
	 * Write a frame.
	 * @return the text, in which an apostrophe stands for a quotation mark
	 */
	String write(Frame frame) {
		ByteBuf out = Unpooled.buffer();
		this.conversation.encoder().encode(frame, ProtocolVersion.LATEST, out);
		return out.toString(StandardCharsets.UTF_8).replace('"', '\'');
	}

	/**
	 * What the client is told after a mistake.
	 */
	String writeLast() {
		return write(DisconnectFrame.of(ReasonCode.UNKNOWN, "PROTOCOL_ERROR"));
	}

	int waiting() {
		return this.conversation.requests().size();
	}

}
