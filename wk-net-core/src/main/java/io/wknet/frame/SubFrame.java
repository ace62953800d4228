package io.wknet.frame;

import io.wknet.log.Printable;

/**
 * Subscribes to a channel or unsubscribes from it.
 *
 * @param flags 0..15, see {@link FrameFlags}
 * @param setting bits of {@link Setting}, 0..255
 * @param subNo names the request
 * @param channelId which channel
 * @param channelType what kind of channel, 0..255
 * @param action {@link #SUBSCRIBE} or {@link #UNSUBSCRIBE}, 0..255
 * @param param parameters, for the application
 * @since 0.1.0
 */
public record SubFrame(int flags, int setting, String subNo, String channelId, int channelType, int action,
		String param) implements ClientFrame {

	/**
	 * The action that subscribes.
	 */
	public static final int SUBSCRIBE = 0;

	/**
	 * The action that unsubscribes.
	 */
	public static final int UNSUBSCRIBE = 1;

	public SubFrame {
		Ranges.flags(flags);
		Ranges.u8("setting", setting);
		Ranges.u8("channelType", channelType);
		Ranges.u8("action", action);
	}

	@Override
	public FrameType type() {
		return FrameType.SUB;
	}

	/**
	 * A subscription, or the end of one.
	 * @param subNo names the request
	 * @param channelId which channel
	 * @param channelType what kind of channel, 0..255
	 * @param action {@link #SUBSCRIBE} or {@link #UNSUBSCRIBE}
	 * @return the frame
	 */
	public static SubFrame of(String subNo, String channelId, int channelType, int action) {
		return new SubFrame(0, 0, subNo, channelId, channelType, action, "");
	}

	/**
	 * Without the parameter, which may be secret; what the peer chose is escaped and cut.
	 */
	@Override
	public String toString() {
		return "SubFrame[flags=" + this.flags + ", subNo=" + Printable.of(this.subNo) + ", channelId="
				+ Printable.of(this.channelId) + ", channelType=" + this.channelType + ", action=" + this.action + "]";
	}

}
