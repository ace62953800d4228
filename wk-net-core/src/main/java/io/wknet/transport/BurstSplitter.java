package io.wknet.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Takes a burst of messages, as {@link WebSocketEncoder} or {@link TextMessageEncoder}
 * writes it, apart, so that Netty's handlers can compress each.
 */
final class BurstSplitter extends ChannelOutboundHandlerAdapter {

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		ByteBuf burst = (ByteBuf) msg;
		try {
			while (burst.isReadable()) {
				WebSocketFrame message = next(burst);
				ctx.write(message, burst.isReadable() ? ctx.newPromise() : promise);
			}
		}
		finally {
			burst.release();
		}
	}

	private static WebSocketFrame next(ByteBuf burst) {
		int opcode = burst.readByte() & WebSocketEncoder.OPCODE;
		ByteBuf payload = burst.readRetainedSlice(WebSocketEncoder.readLength(burst));
		return switch (opcode) {
			case WebSocketEncoder.CLOSE -> new CloseWebSocketFrame(true, 0, payload);
			case WebSocketEncoder.PONG -> new PongWebSocketFrame(true, 0, payload);
			case WebSocketEncoder.TEXT -> new TextWebSocketFrame(true, 0, payload);
			default -> new BinaryWebSocketFrame(true, 0, payload);
		};
	}

}
