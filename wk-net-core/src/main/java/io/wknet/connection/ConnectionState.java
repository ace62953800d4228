package io.wknet.connection;

/**
 * Where a connection is in its life. It only ever moves to the right:
 *
 * <pre>
 * CONNECTED --CONNECT--> AUTHENTICATING --accepted--> ACTIVE
 *     |                        |                        |
 *     +------------------------+-----------close--------+--> CLOSING --> CLOSED
 * </pre>
 *
 * @since 0.1.0
 */
public enum ConnectionState {

	/**
	 * Accepted, and waiting for CONNECT.
	 */
	CONNECTED,

	/**
	 * CONNECT is with the authenticator.
	 */
	AUTHENTICATING,

	/**
	 * Authenticated; frames go to the listener.
	 */
	ACTIVE,

	/**
	 * The close reason is fixed; what was written before is still being sent.
	 */
	CLOSING,

	/**
	 * Over.
	 */
	CLOSED

}
