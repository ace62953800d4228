package io.wknet.connection;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import io.wknet.frame.DeviceFlag;
import org.jspecify.annotations.Nullable;

/**
 * Finds connections. All methods may be called from any thread.
 * <p>
 * A connection is found by its id from accept on, by its user from authentication on, and
 * by neither from the moment on at which it starts to close. What is found may close at
 * any time: sending to it then fails with a {@link ConnectionClosedException}.
 *
 * @since 0.1.0
 */
public interface ConnectionRegistry {

	/**
	 * Find a connection by its id.
	 * @param id the id
	 * @return the connection, or {@code null} if it is gone or never was
	 */
	@Nullable WkConnection find(long id);

	/**
	 * Find a user's connections.
	 * @param uid the user
	 * @return a snapshot, oldest login first; empty if there are none
	 */
	List<WkConnection> findByUid(String uid);

	/**
	 * Find a user's connections from one kind of device.
	 * @param uid the user
	 * @param deviceFlag the kind of device
	 * @return a snapshot, oldest login first; empty if there are none
	 */
	List<WkConnection> findByUid(String uid, DeviceFlag deviceFlag);

	/**
	 * Whether a user has a connection.
	 * @param uid the user
	 * @return {@code true} if {@link #findByUid(String)} finds one
	 */
	boolean isOnline(String uid);

	/**
	 * Walk over all connections. Those that come and go meanwhile may be seen or not.
	 * @param action called for each, on the caller's thread
	 */
	void forEach(Consumer<? super WkConnection> action);

	/**
	 * The users that have a connection.
	 * @return a snapshot of their uids
	 */
	Collection<String> onlineUsers();

	/**
	 * How many connections there are.
	 * @return the number, authenticated or not
	 */
	int connectionCount();

	/**
	 * How many connections are authenticated.
	 * @return the number
	 */
	int authenticatedCount();

	/**
	 * How many users have a connection.
	 * @return the number
	 */
	int userCount();

}
