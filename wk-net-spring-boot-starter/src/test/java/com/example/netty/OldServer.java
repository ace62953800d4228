package com.example.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;

/**
 * What is to be replaced: a type, and a text, with a length before both.
 */
public class OldServer implements AutoCloseable {

	private final ChannelGroup everybody = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

	private final Channel server;

	public OldServer(int port) {
		this.server = new ServerBootstrap().group(this.loops)
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline()
						.addLast(new IdleStateHandler(300, 0, 0))
						.addLast(new LengthFieldBasedFrameDecoder(1 << 20, 0, 4, 0, 4))
						.addLast(new LengthFieldPrepender(4))
						.addLast(new Handler());
				}

			})
			.bind(InetAddress.getLoopbackAddress(), port)
			.syncUninterruptibly()
			.channel();
	}

	public int port() {
		return ((InetSocketAddress) this.server.localAddress()).getPort();
	}

	@Override
	public void close() {
		this.loops.shutdownGracefully().syncUninterruptibly();
	}

	private final class Handler extends SimpleChannelInboundHandler<ByteBuf> {

		@Override
		public void channelActive(ChannelHandlerContext ctx) {
			OldServer.this.everybody.add(ctx.channel());
		}

		@Override
		protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) {
			switch (frame.readByte()) {
				case 1 -> ctx.writeAndFlush(frame.retain());
				case 2 -> OldServer.this.everybody.writeAndFlush(frame.retain());
				default -> ctx.close();
			}
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
			if (event instanceof IdleStateEvent) {
				ctx.close();
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			ctx.close();
		}

	}

}
