package io.wknet.codec.json;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.wknet.codec.FrameDecoder;
import io.wknet.codec.FrameTooLargeException;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Reads the texts of one connection, each with {@link JsonConversation#END} behind it. No
 * more than the text may be long is searched for the end, and no byte of it twice.
 */
final class JsonDecoder extends FrameDecoder {

	private final JsonConversation conversation;

	/**
	 * How much of an incomplete text has no end in it.
	 */
	private int searched;

	JsonDecoder(JsonConversation conversation) {
		this.conversation = conversation;
	}

	@Override
	public @Nullable Frame decode(ByteBuf in, int version, int maxFrameBytes) {
		int start = in.readerIndex();
		int end = in.indexOf(start + this.searched, in.writerIndex(), JsonConversation.END);
		int length = (end >= 0) ? end - start : in.readableBytes();
		if (length > maxFrameBytes) {
			throw new FrameTooLargeException(length, maxFrameBytes);
		}
		if (end < 0) {
			this.searched = length;
			return null;
		}
		this.searched = 0;
		if (!ByteBufUtil.isText(in, start, length, StandardCharsets.UTF_8)) {
			throw new InvalidTextException(length);
		}
		byte[] bytes = in.hasArray() ? in.array() : ByteBufUtil.getBytes(in, start, length);
		Frame frame = read(bytes, in.hasArray() ? in.arrayOffset() + start : 0, length);
		in.readerIndex(end + 1);
		return frame;
	}

	private Frame read(byte[] bytes, int offset, int length) {
		try {
			return read(Request.parse(bytes, offset, length));
		}
		catch (JsonRpcException ex) {
			this.conversation.failed(ex);
			throw ex;
		}
	}

	private ClientFrame read(Request request) {
		try {
			Method method = request.method();
			this.conversation.inOrder(method);
			long clientSeq = (method == Method.SEND) ? this.conversation.nextClientSeq() : 0;
			ClientFrame frame = method.frame(request.params(), clientSeq);
			Object id = request.id();
			if (id != null) {
				this.conversation.requests().received(frame, id);
			}
			return frame;
		}
		catch (JsonRpcException ex) {
			throw ex.inAnswerTo(request.id());
		}
	}

}
