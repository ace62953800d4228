package io.wknet.listener;

import io.wknet.connection.WkConnection;
import io.wknet.frame.Frame;

/**
 * Sees every frame and byte, for tracing and accounting. Calls come on the connection's
 * event loop, once per frame or read, and must be quick. What it throws is logged and
 * otherwise ignored.
 *
 * @since 0.1.0
 */
public interface TrafficListener {

	/**
	 * Bytes were read from the network.
	 * @param connection the connection
	 * @param bytes how many
	 */
	default void bytesReceived(WkConnection connection, int bytes) {
	}

	/**
	 * Bytes were handed to the network.
	 * @param connection the connection
	 * @param bytes how many
	 */
	default void bytesSent(WkConnection connection, int bytes) {
	}

	/**
	 * A whole frame was received.
	 * @param connection the connection
	 * @param frame the frame; it may hold credentials
	 */
	default void frameReceived(WkConnection connection, Frame frame) {
	}

	/**
	 * A frame was encoded, to be sent with the next flush.
	 * @param connection the connection
	 * @param frame the frame
	 */
	default void frameSent(WkConnection connection, Frame frame) {
	}

}
