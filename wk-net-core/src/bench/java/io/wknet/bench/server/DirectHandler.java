package io.wknet.bench.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.UnsupportedMessageTypeException;
import org.jspecify.annotations.Nullable;

/**
 * As fast as a careful engineer makes it: one handler that decodes what was read where it
 * lies, and one buffer for all answers to it, with one flush.
 */
final class DirectHandler extends ChannelInboundHandlerAdapter {

	private static final int INITIAL_ANSWER_BYTES = 512;

	private @Nullable ByteBuf rest;

	private @Nullable ByteBuf answers;

	static void install(Channel channel) {
		channel.pipeline().addLast(new DirectHandler());
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		ByteBuf bytes = (ByteBuf) msg;
		ByteBuf begun = this.rest;
		if (begun != null) {
			this.rest = null;
			begun.writeBytes(bytes);
			bytes.release();
			bytes = begun;
		}
		try {
			decode(ctx, bytes);
			if (bytes.isReadable()) {
				this.rest = ctx.alloc().buffer(bytes.readableBytes()).writeBytes(bytes);
			}
		}
		finally {
			bytes.release();
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		ByteBuf out = this.answers;
		if (out != null) {
			this.answers = null;
			ctx.writeAndFlush(out, ctx.voidPromise());
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		if (this.rest != null) {
			this.rest.release();
			this.rest = null;
		}
		if (this.answers != null) {
			this.answers.release();
			this.answers = null;
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		ctx.close();
	}

	private void decode(ChannelHandlerContext ctx, ByteBuf in) {
		int at = in.readerIndex();
		int end = in.writerIndex();
		while (end - at >= Wire.HEADER_BYTES) {
			int length = in.getInt(at + Wire.LENGTH_OFFSET);
			if (length < 0 || length > Wire.MAX_FRAME_BYTES) {
				throw new TooLongFrameException("A frame of " + length + " bytes");
			}
			int body = at + Wire.HEADER_BYTES;
			if (end - body < length) {
				break;
			}
			answer(ctx, in, in.getByte(at), body);
			at = body + length;
		}
		in.readerIndex(at);
	}

	private void answer(ChannelHandlerContext ctx, ByteBuf in, int type, int body) {
		switch (type) {
			case Wire.PING -> Wire.pong(answers(ctx));
			case Wire.SEND -> Wire.sendack(answers(ctx), in.getInt(body + Wire.CLIENT_SEQ_OFFSET));
			case Wire.CONNECT -> Wire.connack(answers(ctx));
			default -> throw new UnsupportedMessageTypeException("A frame of type " + type);
		}
	}

	private ByteBuf answers(ChannelHandlerContext ctx) {
		ByteBuf out = this.answers;
		if (out == null) {
			out = ctx.alloc().directBuffer(INITIAL_ANSWER_BYTES);
			this.answers = out;
		}
		return out;
	}

}
