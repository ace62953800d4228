package io.wknet.transport;

import io.wknet.frame.Frame;
import org.jspecify.annotations.Nullable;

/**
 * A frame that another thread gave to an event loop: a link of the list in
 * {@link OutboundBuffer}.
 */
final class QueuedFrame {

	final Frame frame;

	final int bytes;

	final @Nullable SendResult result;

	@Nullable QueuedFrame next;

	QueuedFrame(Frame frame, int bytes, @Nullable SendResult result) {
		this.frame = frame;
		this.bytes = bytes;
		this.result = result;
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
