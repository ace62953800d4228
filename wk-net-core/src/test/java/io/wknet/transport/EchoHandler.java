package io.wknet.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;

/**
 * Sends the messages of a WebSocket back, fragment by fragment. All else goes on to the
 * handlers of the listener, and nothing is sent back after a Close or a violation.
 */
final class EchoHandler extends ChannelInboundHandlerAdapter {

	private boolean over;

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (msg instanceof CloseWebSocketFrame) {
			this.over = true;
		}
		if (this.over || !isMessage(msg)) {
			ctx.fireChannelRead(msg);
			return;
		}
		// A pong waits for the end of its read, and is sent before what follows its ping.
		ctx.fireChannelReadComplete();
		ctx.write(msg);
	}

	private static boolean isMessage(Object msg) {
		return msg instanceof TextWebSocketFrame || msg instanceof BinaryWebSocketFrame
				|| msg instanceof ContinuationWebSocketFrame;
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		ctx.flush();
		ctx.fireChannelReadComplete();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		this.over = true;
		ctx.fireExceptionCaught(cause);
	}

}
