package io.wknet.listener;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.topic.Topic;

/**
 * Hears what happens on the connections of a server. Calls for one connection never
 * overlap; calls for different connections do. Which thread they come on is said when the
 * listener is given to the server, see {@link Dispatch}.
 *
 * @since 0.1.0
 */
public interface WkListener {

	/**
	 * A connection was accepted. Its peer is not authenticated yet.
	 * @param connection the connection
	 * @throws Exception closes the connection with {@link CloseReason#LISTENER_ERROR}
	 */
	default void onConnect(WkConnection connection) throws Exception {
	}

	/**
	 * The peer was let in, and was told so.
	 * @param connection the connection
	 * @throws Exception closes the connection with {@link CloseReason#LISTENER_ERROR}
	 */
	default void onAuthenticated(WkConnection connection) throws Exception {
	}

	/**
	 * A frame arrived; any but CONNECT, PING and DISCONNECT.
	 * @param connection the connection
	 * @param frame the frame
	 * @throws Exception closes the connection with {@link CloseReason#LISTENER_ERROR},
	 * unless the server is told to live with it
	 */
	default void onFrame(WkConnection connection, ClientFrame frame) throws Exception {
	}

	/**
	 * The connection was subscribed to a topic, by its own wish or by the application.
	 * @param connection the connection
	 * @param topic the topic
	 * @throws Exception closes the connection with {@link CloseReason#LISTENER_ERROR},
	 * unless the server is told to live with it
	 */
	default void onSubscribe(WkConnection connection, Topic topic) throws Exception {
	}

	/**
	 * A subscription has ended: by the connection's own wish, by the application, or with
	 * the connection. Called exactly once for each {@link #onSubscribe}, after it.
	 * @param connection the connection
	 * @param topic the topic
	 * @throws Exception closes the connection with {@link CloseReason#LISTENER_ERROR},
	 * unless the server is told to live with it
	 */
	default void onUnsubscribe(WkConnection connection, Topic topic) throws Exception {
	}

	/**
	 * The connection is over. Called exactly once for each connection, as the last call.
	 * @param connection the connection
	 * @param reason why it ended
	 * @throws Exception is logged and counted
	 */
	default void onClose(WkConnection connection, CloseReason reason) throws Exception {
	}

}
