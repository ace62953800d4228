package io.wknet.transport;

/**
 * Why a channel was closed before it had a session.
 *
 * @since 0.1.0
 */
public enum Refusal {

	/**
	 * The peer left by itself.
	 */
	LEFT,

	/**
	 * The network failed.
	 */
	IO_ERROR,

	/**
	 * What the peer sent breaks TLS, HTTP, WebSocket or the PROXY protocol.
	 */
	PROTOCOL_ERROR,

	/**
	 * The peer was not ready in time.
	 */
	TIMEOUT,

	/**
	 * The peer may not connect from where it is.
	 */
	FORBIDDEN,

	/**
	 * The server could not do its part: there is no usable certificate, for example.
	 */
	FAILED,

	/**
	 * There are as many connections as there may be.
	 */
	LIMIT_EXCEEDED,

	/**
	 * The server stops.
	 */
	SHUTDOWN

}
