package io.wknet.transport;

import io.wknet.frame.Frame;

/**
 * Encrypts frames on their way out of one channel.
 *
 * @since 0.1.0
 */
public interface FrameSeal {

	/**
	 * Encrypt a frame. Called once for each frame, on the event loop, when it is encoded.
	 * @param frame the frame
	 * @return what is written in its place; the same frame if there is nothing to encrypt
	 */
	Frame seal(Frame frame);

	/**
	 * By how many bytes {@link #seal} makes a frame longer. Called on any thread.
	 * @param frame the frame
	 * @return the number, exactly
	 */
	int growth(Frame frame);

}
