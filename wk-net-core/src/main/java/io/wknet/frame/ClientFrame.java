package io.wknet.frame;

/**
 * A frame that a client sends to a server.
 *
 * @since 0.1.0
 */
public sealed interface ClientFrame extends Frame permits ApplicationFrame, ConnectFrame, DisconnectFrame, EventFrame,
		PingFrame, RecvackFrame, SendFrame, SubFrame {

}
