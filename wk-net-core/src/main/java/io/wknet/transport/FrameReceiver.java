package io.wknet.transport;

import io.wknet.frame.Frame;
import io.wknet.frame.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FrameChannel} tells its session. All calls come on the channel's event
 * loop; {@link #closed} is the last.
 *
 * @since 0.1.0
 */
public interface FrameReceiver {

	/**
	 * The channel is ready to be used. This is the first call.
	 */
	void opened();

	/**
	 * Bytes were read; their frames follow.
	 * @param bytes how many
	 */
	void bytesReceived(int bytes);

	/**
	 * A whole frame was read.
	 * @param frame the frame
	 * @param bytes its size on the wire
	 */
	void frameReceived(Frame frame, int bytes);

	/**
	 * All that was read at once has been received. What it led to is flushed next.
	 */
	default void readCompleted() {
	}

	/**
	 * A frame has begun, or bytes have begun to wait for the network.
	 * @param nanoTime when it exceeds its limit: look at
	 * {@link FrameChannel#nextDeadline()} then
	 */
	void deadlineSet(long nanoTime);

	/**
	 * A frame was encoded, to be sent with the next flush.
	 * @param frame the frame
	 * @param bytes its size on the wire
	 */
	void frameSent(Frame frame, int bytes);

	/**
	 * Bytes were handed to the network.
	 * @param bytes how many
	 */
	void bytesSent(int bytes);

	/**
	 * The peer broke the protocol. No further frame will be received.
	 * @param ex what it did
	 */
	void malformed(ProtocolException ex);

	/**
	 * More bytes wait to be sent than may. Called once.
	 */
	void overflowed();

	/**
	 * What fails the sending of frames that can't be sent any more.
	 * @return the failure
	 */
	RuntimeException closeCause();

	/**
	 * The channel is over: the peer or the network closed it, or it is closed as it was
	 * told to.
	 * @param failure what the network said, or {@code null}
	 */
	void closed(@Nullable Throwable failure);

}
