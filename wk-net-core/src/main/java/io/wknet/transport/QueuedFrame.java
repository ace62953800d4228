package io.wknet.transport;

import io.wknet.frame.Frame;
import org.jspecify.annotations.Nullable;

/**
 * A frame that another thread gave to an event loop: a link of the list in
 * {@link OutboundQueue}.
 */
final class QueuedFrame {

	final Frame frame;

	final int bytes;

	final @Nullable SendResult result;

	/**
	 * Held until it is written; {@code null} if the frame is for this channel alone.
	 */
	final @Nullable SharedFrame shared;

	@Nullable QueuedFrame next;

	QueuedFrame(Frame frame, int bytes, @Nullable SendResult result, @Nullable SharedFrame shared) {
		this.frame = frame;
		this.bytes = bytes;
		this.result = result;
		this.shared = shared;
	}

	/**
	 * Whether somebody waits for the frame to be sent.
	 */
	static boolean isAwaited(@Nullable SendResult result, @Nullable SharedFrame shared) {
		return result != null || shared != null;
	}

	/**
	 * The frame will not be written.
	 */
	static void refuse(@Nullable SendResult result, @Nullable SharedFrame shared, RuntimeException cause) {
		if (result != null) {
			result.notSent(cause);
		}
		if (shared != null) {
			shared.receipt().notSent(cause);
			shared.release();
		}
	}

	/**
	 * Turn a list around.
	 */
	static @Nullable QueuedFrame reverse(@Nullable QueuedFrame list) {
		QueuedFrame reversed = null;
		QueuedFrame rest = list;
		while (rest != null) {
			QueuedFrame after = rest.next;
			rest.next = reversed;
			reversed = rest;
			rest = after;
		}
		return reversed;
	}

}
