package io.wknet.server;

import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * What Netty needs to use a transport.
 *
 * @param type which transport
 * @param ioHandlerFactory drives the event loops
 * @param serverChannel makes a channel that listens
 */
record NetworkTransport(TransportType type, IoHandlerFactory ioHandlerFactory,
		Supplier<? extends Channel> serverChannel) {

	/**
	 * Find a transport that works on this machine.
	 * @param wanted which one
	 * @return the transport
	 * @throws IllegalStateException if it does not work here
	 */
	static NetworkTransport of(TransportType wanted) {
		TransportType type = (wanted != TransportType.AUTO) ? wanted : best();
		Throwable obstacle = obstacle(type);
		if (obstacle != null) {
			throw new IllegalStateException("The transport " + type + " is not available here: " + obstacle.getMessage()
					+ "; choose AUTO to use the best there is", obstacle);
		}
		return switch (type) {
			case IO_URING -> new NetworkTransport(type, IoUringIoHandler.newFactory(), IoUringServerSocketChannel::new);
			case EPOLL -> new NetworkTransport(type, EpollIoHandler.newFactory(), EpollServerSocketChannel::new);
			case KQUEUE -> new NetworkTransport(type, KQueueIoHandler.newFactory(), KQueueServerSocketChannel::new);
			case NIO, AUTO -> new NetworkTransport(type, NioIoHandler.newFactory(), NioServerSocketChannel::new);
		};
	}

	private static TransportType best() {
		if (Epoll.isAvailable()) {
			return TransportType.EPOLL;
		}
		return KQueue.isAvailable() ? TransportType.KQUEUE : TransportType.NIO;
	}

	private static @Nullable Throwable obstacle(TransportType type) {
		return switch (type) {
			case IO_URING -> IoUring.unavailabilityCause();
			case EPOLL -> Epoll.unavailabilityCause();
			case KQUEUE -> KQueue.unavailabilityCause();
			case NIO, AUTO -> null;
		};
	}

}
