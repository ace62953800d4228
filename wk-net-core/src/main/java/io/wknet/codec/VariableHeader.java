package io.wknet.codec;

import io.wknet.frame.FrameType;

/**
 * The rules of the header of {@link WireFormat#WKPROTO}.
 */
final class VariableHeader {

	/**
	 * The longest body that the protocol allows.
	 */
	static final int MAX_BODY_BYTES = 1 << 20;

	static final int TYPE_SHIFT = 4;

	private VariableHeader() {
	}

	/**
	 * Whether a frame is its first byte alone.
	 * @param type the frame's type
	 * @return {@code true} for PING and PONG
	 */
	static boolean isWholeFrame(FrameType type) {
		return type == FrameType.PING || type == FrameType.PONG;
	}

}
