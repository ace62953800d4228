package io.wknet.frame;

/**
 * Acknowledges RECV.
 *
 * @param flags 0..15, see {@link FrameFlags}
 * @param messageId repeats that of the RECV
 * @param messageSeq repeats that of the RECV, 0..4,294,967,295
 * @since 0.1.0
 */
public record RecvackFrame(int flags, long messageId, long messageSeq) implements ClientFrame {

	public RecvackFrame {
		Ranges.flags(flags);
		Ranges.u32("messageSeq", messageSeq);
	}

	@Override
	public FrameType type() {
		return FrameType.RECVACK;
	}

	/**
	 * The acknowledgement of a message, with its flags repeated.
	 * @param recv what is acknowledged
	 * @return the frame
	 */
	public static RecvackFrame of(RecvFrame recv) {
		return new RecvackFrame(recv.flags(), recv.messageId(), recv.messageSeq());
	}

}
