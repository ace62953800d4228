package io.wknet.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.wknet.codec.json.InvalidTextException;
import io.wknet.codec.json.JsonConversation;

/**
 * Hands on the text messages of a peer that speaks JSON, as its decoder wants them: with
 * {@link JsonConversation#END} behind each.
 */
final class TextMessageHandler extends WebSocketHandler {

	TextMessageHandler(FrameHandler frames) {
		super(frames);
	}

	@Override
	void textReceived(ChannelHandlerContext ctx, TextWebSocketFrame text) {
		received(ctx, text);
	}

	@Override
	void bytesReceived(ChannelHandlerContext ctx, WebSocketFrame fragment) {
		if (fragment instanceof BinaryWebSocketFrame) {
			refuse(fragment, "Messages must be text as the first one, found binary");
		}
		else {
			received(ctx, fragment);
		}
	}

	@Override
	void handOn(ChannelHandlerContext ctx, WebSocketFrame fragment) {
		ByteBuf text = fragment.content();
		if (text.bytesBefore(JsonConversation.END) >= 0) {
			InvalidTextException invalid = new InvalidTextException(text.readableBytes());
			fragment.release();
			violated(invalid, WebSocketCloseStatus.INVALID_PAYLOAD_DATA);
		}
		else {
			handOn(ctx, fragment.isFinalFragment() ? ended(ctx, text) : text);
		}
	}

	private static ByteBuf ended(ChannelHandlerContext ctx, ByteBuf text) {
		if (!text.isReadOnly() && text.maxWritableBytes() > 0) {
			return text.writeByte(JsonConversation.END);
		}
		ByteBuf copy = ctx.alloc().buffer(text.readableBytes() + 1);
		copy.writeBytes(text).writeByte(JsonConversation.END);
		text.release();
		return copy;
	}

}
