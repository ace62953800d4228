package io.wknet.server;

/**
 * How the process talks to the operating system's network.
 *
 * @since 0.1.0
 */
public enum TransportType {

	/**
	 * The best one that works. On Linux that is io_uring where its library is on the
	 * class path and neither the kernel nor a container's filter of system calls refuses
	 * it, else epoll; on macOS kqueue, elsewhere NIO.
	 */
	AUTO,

	/**
	 * Linux's io_uring; needs {@code netty-transport-native-io_uring} on the class path.
	 * Where the kernel refuses it, the next best takes its place, with a warning. What is
	 * sent in one turn of the event loop is written after it, so that a burst must not be
	 * larger than what may wait to be sent.
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
