package io.wknet.server;

/**
 * How the process talks to the operating system's network.
 *
 * @since 0.1.0
 */
public enum TransportType {

	/**
	 * The best one that works: io_uring or else epoll on Linux, kqueue on macOS, NIO
	 * elsewhere. Where the kernel, or a filter of system calls as containers have it,
	 * refuses io_uring, this is epoll.
	 */
	AUTO,

	/**
	 * Linux's io_uring; needs {@code netty-transport-native-io_uring} on the class path.
	 */
	IO_URING,

	/**
	 * Linux's epoll.
	 */
	EPOLL,

	/**
	 * The kqueue of macOS and BSD; needs {@code netty-transport-native-kqueue} on the
	 * class path.
	 */
	KQUEUE,

	/**
	 * The JDK's own, everywhere.
	 */
	NIO

}
