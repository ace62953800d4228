package io.wknet.transport;

/**
 * Whether connections begin with a PROXY header, in which a load balancer tells the
 * address of the real client.
 *
 * @since 0.1.0
 */
public enum ProxyProtocol {

	/**
	 * No connection does; a header is an error.
	 */
	OFF,

	/**
	 * Connections of trusted addresses may.
	 */
	OPTIONAL,

	/**
	 * All connections do, and only trusted addresses may connect.
	 */
	REQUIRED

}
