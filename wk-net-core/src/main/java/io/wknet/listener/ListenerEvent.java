package io.wknet.listener;

/**
 * What a listener is told about.
 *
 * @since 0.1.0
 */
public enum ListenerEvent {

	/**
	 * A connection was accepted.
	 */
	CONNECT,

	/**
	 * A peer was let in.
	 */
	AUTHENTICATED,

	/**
	 * A frame arrived.
	 */
	FRAME,

	/**
	 * A connection was subscribed to a topic.
	 */
	SUBSCRIBE,

	/**
	 * A subscription has ended.
	 */
	UNSUBSCRIBE,

	/**
	 * A connection is over.
	 */
	CLOSE

}
