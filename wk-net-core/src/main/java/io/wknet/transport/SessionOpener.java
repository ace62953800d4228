package io.wknet.transport;

import java.net.SocketAddress;

/**
 * Opens the session of a channel that was accepted, or hears that there will be none.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SessionOpener {

	/**
	 * Open a session. Called on the channel's event loop, before anything is received and
	 * before anything may be sent: that begins with {@link FrameReceiver#opened()}.
	 * @param channel the channel
	 * @return what the channel will tell what it receives
	 */
	FrameReceiver open(FrameChannel channel);

	/**
	 * A channel was accepted and is closed without a session. Called once, on the
	 * channel's event loop.
	 * @param remoteAddress the address of the client, as far as it is known
	 * @param refusal why
	 * @param what the same in words, for a log; may hold what the peer sent, escaped
	 */
	default void refused(SocketAddress remoteAddress, Refusal refusal, String what) {
	}

}
