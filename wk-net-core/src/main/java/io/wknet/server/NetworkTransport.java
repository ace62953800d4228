package io.wknet.server;

import java.util.List;
import java.util.function.Function;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Netty needs to use a transport.
 *
 * @param type which transport
 * @param ioHandlerFactory drives the event loops
 * @param serverChannel makes a channel that listens
 */
record NetworkTransport(TransportType type, IoHandlerFactory ioHandlerFactory,
		Supplier<? extends Channel> serverChannel) {

	private static final Logger logger = LoggerFactory.getLogger(NetworkTransport.class);

	/**
	 * By what {@code docs/benchmarks.md} shows.
	 */
	private static final List<TransportType> BEST_FIRST = List.of(TransportType.IO_URING, TransportType.EPOLL,
			TransportType.KQUEUE, TransportType.NIO);

	/**
	 * Find the transports to try on this machine.
	 * @param wanted which one
	 * @return at least one, in the order in which to try them
	 * @throws IllegalStateException if it does not work here; io_uring gives way to
	 * others where the kernel refuses it, but not for want of its library
	 */
	static List<NetworkTransport> candidates(TransportType wanted) {
		return types(wanted, NetworkTransport::obstacle).stream().map(NetworkTransport::of).toList();
	}

	static List<TransportType> types(TransportType wanted, Function<TransportType, @Nullable Throwable> obstacles) {
		Throwable obstacle = obstacles.apply(wanted);
		if (wanted == TransportType.AUTO || (wanted == TransportType.IO_URING && obstacle == null)) {
			return working(obstacles);
		}
		if (obstacle == null) {
			return List.of(wanted);
		}
		if (wanted == TransportType.IO_URING && !(obstacle instanceof LinkageError)) {
			logger.warn("The kernel refuses io_uring, another transport takes its place: {}", obstacle.toString());
			return working(obstacles);
		}
		throw new IllegalStateException("The transport " + wanted + " is not available here: " + obstacle.getMessage()
				+ "; choose AUTO to use the best there is", obstacle);
	}

	private static List<TransportType> working(Function<TransportType, @Nullable Throwable> obstacles) {
		return BEST_FIRST.stream().filter((type) -> obstacles.apply(type) == null).toList();
	}

	private static NetworkTransport of(TransportType type) {
		return switch (type) {
			case IO_URING -> new NetworkTransport(type, IoUringIoHandler.newFactory(), IoUringServerSocketChannel::new);
			case EPOLL -> new NetworkTransport(type, EpollIoHandler.newFactory(), EpollServerSocketChannel::new);
			case KQUEUE -> new NetworkTransport(type, KQueueIoHandler.newFactory(), KQueueServerSocketChannel::new);
			case NIO, AUTO -> new NetworkTransport(type, NioIoHandler.newFactory(), NioServerSocketChannel::new);
		};
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
