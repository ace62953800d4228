package io.wknet.codec.json;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

import io.wknet.frame.ClientFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameType;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.SubFrame;
import io.wknet.frame.SubackFrame;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that wait for their answers. An application may answer a
 * SEND or a SUB much later, out of order, or never; so there are at most 1,024, and the
 * oldest is forgotten for a new one. Its answer is a notification then.
 */
final class Requests {

	static final int MAX = 1_024;

	private final Deque<Waiting> waiting = new ArrayDeque<>();

	/**
	 * A request was received.
	 * @param id its id
	 */
	void received(ClientFrame frame, Object id) {
		if (!isAnswered(frame.type())) {
			return;
		}
		if (this.waiting.size() == MAX) {
			this.waiting.removeFirst();
		}
		this.waiting.addLast(new Waiting(frame.type(), key(frame), id));
	}

	private static boolean isAnswered(FrameType type) {
		return switch (type) {
			case CONNECT, SEND, PING, SUB -> true;
			case CONNACK, SENDACK, RECV, RECVACK, PONG, DISCONNECT, SUBACK, EVENT, APPLICATION -> false;
		};
	}

	/**
	 * The oldest request that a frame answers.
	 * @return the request, or {@code null} if it answers none
	 */
	@Nullable Waiting answeredBy(Frame frame) {
		FrameType type = switch (frame.type()) {
			case CONNACK -> FrameType.CONNECT;
			case SENDACK -> FrameType.SEND;
			case PONG -> FrameType.PING;
			case SUBACK -> FrameType.SUB;
			case CONNECT, SEND, RECV, RECVACK, PING, DISCONNECT, SUB, EVENT, APPLICATION -> null;
		};
		if (type == null) {
			return null;
		}
		long key = key(frame);
		for (Waiting request : this.waiting) {
			if (request.type == type && request.key == key) {
				return request;
			}
		}
		return null;
	}

	void answered(Waiting request) {
		this.waiting.removeFirstOccurrence(request);
	}

	int size() {
		return this.waiting.size();
	}

	/**
	 * What a request and its answer have in common. Of a SUB that may be long, and is not
	 * kept.
	 */
	private static long key(Frame frame) {
		if (frame instanceof SendFrame send) {
			return send.clientSeq();
		}
		if (frame instanceof SendackFrame sendack) {
			return sendack.clientSeq();
		}
		if (frame instanceof SubFrame sub) {
			return Objects.hash(sub.subNo(), sub.channelId(), sub.channelType(), sub.action());
		}
		if (frame instanceof SubackFrame suback) {
			return Objects.hash(suback.subNo(), suback.channelId(), suback.channelType(), suback.action());
		}
		return 0;
	}

	/**
	 * A request that waits.
	 */
	static final class Waiting {

		private final FrameType type;

		private final long key;

		private final Object id;

		Waiting(FrameType type, long key, Object id) {
			this.type = type;
			this.key = key;
			this.id = id;
		}

		/**
		 * Its id, a string or a number.
		 */
		Object id() {
			return this.id;
		}

	}

}
