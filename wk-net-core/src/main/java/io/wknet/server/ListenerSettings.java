package io.wknet.server;

import io.wknet.codec.Protocol;

/**
 * One place where a server listens.
 *
 * @param name names the listener in logs, metrics and the endpoint
 * @param host the address or host name to bind; empty for all addresses
 * @param port the port; 0 for any free one
 * @param protocol which header the listener accepts
 * @since 0.1.0
 */
public record ListenerSettings(String name, String host, int port, Protocol protocol) {

	/**
	 * The port that is used unless another is given.
	 */
	public static final int DEFAULT_TCP_PORT = 5100;

	public ListenerSettings {
		if (name.isBlank()) {
			throw new IllegalArgumentException("A listener needs a name");
		}
		if (port < 0 || port > 0xFFFF) {
			throw new IllegalArgumentException("The port must be 0..65535, found " + port);
		}
	}

	/**
	 * A TCP listener named {@code tcp} for both headers.
	 * @param port the port; 0 for any free one
	 * @return the settings
	 */
	public static ListenerSettings tcp(int port) {
		return new ListenerSettings("tcp", "", port, Protocol.AUTO);
	}

	/**
	 * The same on another address.
	 * @param newHost the address or host name to bind; empty for all addresses
	 * @return new settings
	 */
	public ListenerSettings withHost(String newHost) {
		return new ListenerSettings(this.name, newHost, this.port, this.protocol);
	}

	/**
	 * The same for another header.
	 * @param newProtocol which header the listener accepts
	 * @return new settings
	 */
	public ListenerSettings withProtocol(Protocol newProtocol) {
		return new ListenerSettings(this.name, this.host, this.port, newProtocol);
	}

}
