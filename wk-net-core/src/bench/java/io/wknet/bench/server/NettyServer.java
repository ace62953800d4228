package io.wknet.bench.server;

import java.util.function.Consumer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * A server of Netty alone: one loop that accepts, one for connections, as wk-net has on a
 * machine with one processor.
 */
final class NettyServer {

	static final String LOOP_NAME = "bench-loop";

	private static final int BACKLOG = 4096;

	private NettyServer() {
	}

	static void start(int port, Consumer<Channel> handlers) throws InterruptedException {
		if (Epoll.isAvailable()) {
			start(port, handlers, EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
		}
		else {
			start(port, handlers, NioIoHandler.newFactory(), NioServerSocketChannel.class);
		}
	}

	static void startOverIoUring(int port, Consumer<Channel> handlers) throws InterruptedException {
		start(port, handlers, IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class);
	}

	private static void start(int port, Consumer<Channel> handlers, IoHandlerFactory transport,
			Class<? extends ServerChannel> channelType) throws InterruptedException {
		new ServerBootstrap().group(loop("bench-accept", transport), loop(LOOP_NAME, transport))
			.channel(channelType)
			.option(ChannelOption.SO_BACKLOG, BACKLOG)
			.option(ChannelOption.SO_REUSEADDR, true)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel channel) {
					handlers.accept(channel);
				}

			})
			.bind(port)
			.sync();
	}

	private static EventLoopGroup loop(String name, IoHandlerFactory transport) {
		return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name), transport);
	}

}
