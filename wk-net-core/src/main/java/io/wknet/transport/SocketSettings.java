package io.wknet.transport;

import java.time.Duration;

/**
 * Options of the sockets. Zero leaves an option to the operating system.
 *
 * @param keepAlive how long a connection may be silent before TCP probes it; zero for no
 * probes. Where the platform can't set the time, TCP's own is used
 * @param receiveBufferBytes size of a socket's receive buffer; zero for the system's
 * @param sendBufferBytes size of a socket's send buffer; zero for the system's
 * @param backlog how many connections may wait to be accepted; positive
 * @param reusePort whether other processes may bind the same port, to share its
 * connections; needs a native transport
 * @since 0.1.0
 */
public record SocketSettings(Duration keepAlive, int receiveBufferBytes, int sendBufferBytes, int backlog,
		boolean reusePort) {

	public SocketSettings {
		if (keepAlive.isNegative()) {
			throw new IllegalArgumentException("keepAlive must not be negative, found " + keepAlive);
		}
		if (receiveBufferBytes < 0) {
			throw new IllegalArgumentException("receiveBufferBytes must not be negative, found " + receiveBufferBytes);
		}
		if (sendBufferBytes < 0) {
			throw new IllegalArgumentException("sendBufferBytes must not be negative, found " + sendBufferBytes);
		}
		if (backlog < 1) {
			throw new IllegalArgumentException("backlog must be positive, found " + backlog);
		}
	}

	/**
	 * The system's own, with a backlog of 4,096.
	 * @return the defaults
	 */
	public static SocketSettings defaults() {
		return new SocketSettings(Duration.ZERO, 0, 0, 4096, false);
	}

}
