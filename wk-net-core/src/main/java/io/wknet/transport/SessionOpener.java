package io.wknet.transport;

/**
 * Opens the session of a channel that was accepted.
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

}
