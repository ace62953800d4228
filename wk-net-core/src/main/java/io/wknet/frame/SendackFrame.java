package io.wknet.frame;

/**
 * Answers SEND.
 *
 * @param flags 0..15, see {@link FrameFlags}
 * @param messageId the server's name for the message; clients agree on positive ones only
 * @param clientSeq repeats that of the SEND, 0..4,294,967,295
 * @param messageSeq the message's number in its channel, 0..4,294,967,295
 * @param reasonCode {@link ReasonCode#SUCCESS} or why not
 * @since 0.1.0
 */
public record SendackFrame(int flags, long messageId, long clientSeq, long messageSeq,
		ReasonCode reasonCode) implements ServerFrame {

	public SendackFrame {
		Ranges.flags(flags);
		Ranges.u32("clientSeq", clientSeq);
		Ranges.u32("messageSeq", messageSeq);
	}

	@Override
	public FrameType type() {
		return FrameType.SENDACK;
	}

	/**
	 * The message was accepted. The flags of the SEND are repeated.
	 * @param send what is answered
	 * @param messageId the server's name for the message, positive
	 * @param messageSeq the message's number in its channel, 0..4,294,967,295
	 * @return the frame
	 */
	public static SendackFrame accepted(SendFrame send, long messageId, long messageSeq) {
		return new SendackFrame(send.flags(), messageId, send.clientSeq(), messageSeq, ReasonCode.SUCCESS);
	}

	/**
	 * The message was not accepted. The flags of the SEND are repeated.
	 * @param send what is answered
	 * @param reasonCode why not
	 * @return the frame
	 */
	public static SendackFrame refused(SendFrame send, ReasonCode reasonCode) {
		return new SendackFrame(send.flags(), 0, send.clientSeq(), 0, reasonCode);
	}

}
