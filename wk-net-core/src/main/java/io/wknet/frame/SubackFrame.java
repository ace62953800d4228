package io.wknet.frame;

import io.wknet.log.Printable;

/**
 * Answers SUB.
 *
 * @param flags 0..15, see {@link FrameFlags}
 * @param subNo repeats that of the SUB
 * @param channelId which channel
 * @param channelType what kind of channel, 0..255
 * @param action repeats that of the SUB, 0..255
 * @param reasonCode {@link ReasonCode#SUCCESS} or why not
 * @since 0.1.0
 */
public record SubackFrame(int flags, String subNo, String channelId, int channelType, int action,
		ReasonCode reasonCode) implements ServerFrame {

	public SubackFrame {
		Ranges.flags(flags);
		Ranges.u8("channelType", channelType);
		Ranges.u8("action", action);
	}

	@Override
	public FrameType type() {
		return FrameType.SUBACK;
	}

	/**
	 * The answer to a SUB, with its fields repeated.
	 * @param sub what is answered
	 * @param reasonCode {@link ReasonCode#SUCCESS} or why not
	 * @return the frame
	 */
	public static SubackFrame of(SubFrame sub, ReasonCode reasonCode) {
		return new SubackFrame(sub.flags(), sub.subNo(), sub.channelId(), sub.channelType(), sub.action(), reasonCode);
	}

	/**
	 * What the peer chose is escaped and cut.
	 */
	@Override
	public String toString() {
		return "SubackFrame[flags=" + this.flags + ", subNo=" + Printable.of(this.subNo) + ", channelId="
				+ Printable.of(this.channelId) + ", channelType=" + this.channelType + ", action=" + this.action
				+ ", reasonCode=" + this.reasonCode + "]";
	}

}
