package io.wknet.node;

import io.wknet.delivery.WkOperations;

/**
 * What a node needs of the sessions of its own server. Methods may be called from any
 * thread and do not block, {@link #announce} excepted.
 *
 * @since 0.1.0
 */
public interface LocalSessions {

	/**
	 * Sends to and closes connections of this server, and no others.
	 * @return the operations
	 */
	WkOperations operations();

	/**
	 * Close a connection whose place was taken by a later login.
	 * @param connectionId the connection's id
	 * @param sameDevice whether the same device came back, which may connect again
	 * @return {@code true} if there was such a connection
	 */
	boolean displace(long connectionId, boolean sameDevice);

	/**
	 * Tell the presence listeners that a user came or went. The caller sees to it that
	 * calls for one user do not overlap.
	 * @param uid the user
	 * @param online {@code true} if the user is online now
	 */
	void announce(String uid, boolean online);

	/**
	 * Whether a user has a connection to this server.
	 * @param uid the user
	 * @return {@code true} if so
	 */
	boolean isConnected(String uid);

	/**
	 * Refuse to wait on an event loop of this server.
	 * @throws IllegalStateException if the caller is on one
	 */
	void checkMayWait();

	/**
	 * How many authenticated connections this server has.
	 * @return the number
	 */
	int connections();

	/**
	 * How many users are connected to this server.
	 * @return the number
	 */
	int users();

}
