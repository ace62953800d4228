package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.Frame;

/**
 * Writes frames as bytes. It keeps no state, so that one encoder serves all connections.
 *
 * @since 0.1.0
 */
public abstract class FrameEncoder {

	/**
	 * The encoder for a header format.
	 * @param format the format
	 * @return the one encoder for it
	 */
	public static FrameEncoder of(WireFormat format) {
		return switch (format) {
			case FIXED -> FixedHeaderEncoder.INSTANCE;
			case WKPROTO -> VariableHeaderEncoder.INSTANCE;
		};
	}

	/**
	 * Write a frame.
	 * @param frame the frame
	 * @param version the protocol version in use, 1..5
	 * @param out grows as needed; left as it was if this fails
	 * @throws IllegalArgumentException if the frame can not be written: a string of more
	 * than 32,767 bytes of UTF-8, or an application's own type over the variable header
	 */
	public abstract void encode(Frame frame, int version, ByteBuf out);

	/**
	 * How many bytes {@link #encode} will write.
	 * @param frame the frame
	 * @param version the protocol version in use, 1..5
	 * @return the size of header and body, exactly
	 * @throws IllegalArgumentException as {@link #encode}
	 */
	public abstract int encodedBytes(Frame frame, int version);

}
