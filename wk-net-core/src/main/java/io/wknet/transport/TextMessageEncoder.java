package io.wknet.transport;

import io.netty.buffer.ByteBuf;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.json.JsonConversation;
import io.wknet.frame.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Writes each frame as one text message of JSON. A text is complete before its header is
 * written, because nobody knows beforehand how long it will be.
 */
final class TextMessageEncoder extends PeerEncoder {

	private static final TextMessageEncoder FOR_ALL = new TextMessageEncoder(JsonConversation.encoderForAll());

	private static final int INITIAL_BYTES = 256;

	private final FrameEncoder texts;

	TextMessageEncoder(FrameEncoder texts) {
		this.texts = texts;
	}

	/**
	 * Only answers are different for each peer.
	 */
	@Override
	@Nullable FrameEncoder forAll() {
		return FOR_ALL;
	}

	@Override
	public void encode(Frame frame, int version, ByteBuf out) {
		ByteBuf text = out.alloc().heapBuffer(INITIAL_BYTES);
		try {
			this.texts.encode(frame, version, text);
			out.ensureWritable(WebSocketEncoder.messageBytes(text.readableBytes()));
			WebSocketEncoder.writeHeader(out, WebSocketEncoder.TEXT, text.readableBytes());
			out.writeBytes(text);
		}
		finally {
			text.release();
		}
	}

	@Override
	public int encodedBytes(Frame frame, int version, int growth) {
		return WebSocketEncoder.messageBytes(this.texts.encodedBytes(frame, version, growth));
	}

}
