package io.wknet.bench.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.UnsupportedMessageTypeException;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;

/**
 * What one writes with Netty's handlers of WebSocket: frames are decoded where they lie
 * in a message, each answer is a message, and they are flushed at the end of a read.
 */
final class MessageHandler extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {

	private static final int MAX_HANDSHAKE_BYTES = 8192;

	static void install(Channel channel) {
		channel.pipeline()
			.addLast(new HttpServerCodec())
			.addLast(new HttpObjectAggregator(MAX_HANDSHAKE_BYTES))
			.addLast(new WebSocketServerProtocolHandler("/"))
			.addLast(new MessageHandler());
	}

	@Override
	protected void channelRead0(ChannelHandlerContext ctx, BinaryWebSocketFrame message) {
		ByteBuf in = message.content();
		int at = in.readerIndex();
		int end = in.writerIndex();
		while (end - at >= Wire.HEADER_BYTES) {
			int body = at + Wire.HEADER_BYTES;
			ByteBuf answer = ctx.alloc().directBuffer(Wire.HEADER_BYTES + Wire.CONNACK_BYTES);
			answer(answer, in.getByte(at));
			ctx.write(new BinaryWebSocketFrame(answer), ctx.voidPromise());
			at = body + in.getInt(at + Wire.LENGTH_OFFSET);
		}
	}

	private static void answer(ByteBuf out, int type) {
		switch (type) {
			case Wire.PING -> Wire.pong(out);
			case Wire.CONNECT -> Wire.connack(out);
			default -> throw new UnsupportedMessageTypeException("A frame of type " + type);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		ctx.flush();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		ctx.close();
	}

}
