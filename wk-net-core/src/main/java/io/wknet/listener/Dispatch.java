package io.wknet.listener;

/**
 * Where a listener's calls run.
 *
 * @since 0.1.0
 */
public enum Dispatch {

	/**
	 * On the connection's event loop: the fastest, for code that never blocks. A call
	 * that blocks holds up every connection of that loop.
	 */
	EVENT_LOOP,

	/**
	 * On a worker thread, which may block. One call at a time per connection.
	 */
	WORKER

}
