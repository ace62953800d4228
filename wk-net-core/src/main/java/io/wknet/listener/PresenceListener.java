package io.wknet.listener;

/**
 * Hears which users come and go. A user is online from the first authenticated connection
 * on until the last one is over and its {@code onClose} has run. Calls for one user
 * alternate, never overlap and begin with {@code onOnline}. They come on an event loop,
 * on a worker, or on the thread that completes the result of an asynchronous listener,
 * and must not block.
 *
 * @since 0.1.0
 */
public interface PresenceListener {

	/**
	 * A user is online.
	 * @param uid the user
	 */
	default void onOnline(String uid) {
	}

	/**
	 * A user is offline.
	 * @param uid the user
	 */
	default void onOffline(String uid) {
	}

}
