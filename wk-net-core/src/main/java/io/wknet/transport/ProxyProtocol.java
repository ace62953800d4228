package io.wknet.transport;

/**
 * Whether connections begin with a PROXY header, in which a load balancer tells the
 * address of the real client.
 *
 * @since 0.1.0
 */
public enum ProxyProtocol {

	/**
	 * No connection does; a header is a protocol error.
	 */
	OFF,

	/**
	 * Connections of trusted addresses may, and others may not: from them a header is a
	 * protocol error. For a listener that load balancers and clients share.
	 */
	OPTIONAL,

	/**
	 * All connections do, and only trusted addresses may connect: others are closed at
	 * accept. For a listener behind a load balancer.
	 */
	REQUIRED

}
