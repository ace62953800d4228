package io.wknet.frame;

/**
 * A frame that a server sends to a client.
 *
 * @since 0.1.0
 */
public sealed interface ServerFrame extends Frame permits ApplicationFrame, ConnackFrame, DisconnectFrame, EventFrame,
		PongFrame, RecvFrame, SendackFrame, SubackFrame {

}
