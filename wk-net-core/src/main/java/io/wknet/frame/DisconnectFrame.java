package io.wknet.frame;

import io.wknet.log.Printable;

/**
 * Says why a connection is about to end. It is the last frame of its sender.
 *
 * @param flags 0..15, see {@link FrameFlags}
 * @param reasonCode why
 * @param reason why, in words for a developer
 * @since 0.1.0
 */
public record DisconnectFrame(int flags, ReasonCode reasonCode, String reason) implements ClientFrame, ServerFrame {

	public DisconnectFrame {
		Ranges.flags(flags);
	}

	@Override
	public FrameType type() {
		return FrameType.DISCONNECT;
	}

	/**
	 * A DISCONNECT without flags.
	 * @param reasonCode why
	 * @param reason why, in words for a developer
	 * @return the frame
	 */
	public static DisconnectFrame of(ReasonCode reasonCode, String reason) {
		return new DisconnectFrame(0, reasonCode, reason);
	}

	/**
	 * What the peer chose is escaped and cut.
	 */
	@Override
	public String toString() {
		return "DisconnectFrame[flags=" + this.flags + ", reasonCode=" + this.reasonCode + ", reason="
				+ Printable.of(this.reason) + "]";
	}

}
