package io.wknet.spring.listener;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameType;
import io.wknet.frame.Payload;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SubFrame;
import org.jspecify.annotations.Nullable;

/**
 * The frames that reach a listener.
 */
final class FrameTypes {

	static final int COUNT = 256;

	/**
	 * The protocol's types that reach a listener. The session answers the others itself.
	 */
	static final List<FrameType> PROTOCOL = List.of(FrameType.SEND, FrameType.RECVACK, FrameType.SUB, FrameType.EVENT);

	private FrameTypes() {
	}

	static int[] application() {
		return IntStream.rangeClosed(ApplicationFrame.MIN_TYPE_CODE, ApplicationFrame.MAX_TYPE_CODE).toArray();
	}

	static int[] all() {
		return IntStream.concat(PROTOCOL.stream().mapToInt(FrameType::code), IntStream.of(application())).toArray();
	}

	static int[] withPayload() {
		return IntStream.of(all()).filter(FrameTypes::hasPayload).toArray();
	}

	static BitSet setOf(int... codes) {
		BitSet result = new BitSet(COUNT);
		for (int code : codes) {
			result.set(code);
		}
		return result;
	}

	static boolean isApplication(int code) {
		return code >= ApplicationFrame.MIN_TYPE_CODE;
	}

	static boolean hasPayload(int code) {
		return isApplication(code) || code == FrameType.SEND.code() || code == FrameType.EVENT.code();
	}

	static Class<? extends ClientFrame> frameClass(int code) {
		FrameType type = FrameType.forCode(code);
		if (type == FrameType.SEND) {
			return SendFrame.class;
		}
		if (type == FrameType.RECVACK) {
			return RecvackFrame.class;
		}
		if (type == FrameType.SUB) {
			return SubFrame.class;
		}
		return (type == FrameType.EVENT) ? EventFrame.class : ApplicationFrame.class;
	}

	/**
	 * The type that a frame parameter stands for, if it stands for one that reaches a
	 * listener.
	 */
	static @Nullable FrameType typeOf(Class<?> frameClass) {
		if (frameClass == ApplicationFrame.class) {
			return FrameType.APPLICATION;
		}
		for (FrameType type : PROTOCOL) {
			if (frameClass(type.code()) == frameClass) {
				return type;
			}
		}
		return null;
	}

	static boolean isAny(Class<?> frameClass) {
		return frameClass == Frame.class || frameClass == ClientFrame.class;
	}

	static @Nullable Payload payload(@Nullable ClientFrame frame) {
		if (frame instanceof SendFrame send) {
			return send.payload();
		}
		if (frame instanceof ApplicationFrame application) {
			return application.payload();
		}
		return (frame instanceof EventFrame event) ? event.data() : null;
	}

}
