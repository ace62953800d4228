package io.wknet.bench.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.UnsupportedMessageTypeException;

/**
 * As it is usually done with Netty: its decoder of lengths cuts the frames, one handler
 * answers each, and what was answered is flushed at the end of a read.
 */
@ChannelHandler.Sharable
final class UsualHandler extends SimpleChannelInboundHandler<ByteBuf> {

	private static final UsualHandler INSTANCE = new UsualHandler();

	static void install(Channel channel) {
		channel.pipeline()
			.addLast(new LengthFieldBasedFrameDecoder(Wire.MAX_FRAME_BYTES, Wire.LENGTH_OFFSET, Wire.LENGTH_BYTES),
					INSTANCE);
	}

	@Override
	protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) {
		int type = frame.getByte(frame.readerIndex());
		switch (type) {
			case Wire.PING -> {
				ByteBuf out = ctx.alloc().directBuffer(Wire.PONG_BYTES);
				Wire.pong(out);
				ctx.write(out, ctx.voidPromise());
			}
			case Wire.SEND -> {
				ByteBuf out = ctx.alloc().directBuffer(Wire.SENDACK_BYTES);
				Wire.sendack(out, frame.getInt(frame.readerIndex() + Wire.HEADER_BYTES + Wire.CLIENT_SEQ_OFFSET));
				ctx.write(out, ctx.voidPromise());
			}
			case Wire.CONNECT -> {
				ByteBuf out = ctx.alloc().directBuffer(Wire.CONNACK_BYTES);
				Wire.connack(out);
				ctx.write(out, ctx.voidPromise());
			}
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
