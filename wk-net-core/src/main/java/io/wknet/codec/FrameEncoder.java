package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.Frame;

/**
 * Writes frames as bytes. Those for the two headers keep no state, so that one encoder
 * serves all connections; JSON has one for each ({@code JsonConversation}).
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
	 * The encoder for what is sent over a connection: the same as {@link #of}, but over
	 * the variable header only what WuKongIM's clients can read. A RECV has only the bits
	 * of {@code setting} that the receiver's version knows, and EVENT can not be written
	 * to a client below version 5, which takes it for an error and connects anew.
	 * @param format the format
	 * @return the one encoder for it
	 */
	public static FrameEncoder toPeer(WireFormat format) {
		return switch (format) {
			case FIXED -> FixedHeaderEncoder.INSTANCE;
			case WKPROTO -> KnownFieldsEncoder.INSTANCE;
		};
	}

	/**
	 * Write a frame.
	 * @param frame the frame
	 * @param version the protocol version in use, 1..5
	 * @param out grows as needed; left as it was if this fails
	 * @throws IllegalArgumentException if the frame can not be written: a string of more
	 * than 32,767 bytes of UTF-8, or over the variable header a type that it or the peer
	 * does not have
	 */
	public abstract void encode(Frame frame, int version, ByteBuf out);

	/**
	 * How many bytes {@link #encode} will write.
	 * @param frame the frame
	 * @param version the protocol version in use, 1..5
	 * @return the size of header and body, exactly; with JSON it is an estimate
	 * @throws IllegalArgumentException as {@link #encode}
	 */
	public final int encodedBytes(Frame frame, int version) {
		return encodedBytes(frame, version, 0);
	}

	/**
	 * How many bytes {@link #encode} would write if the frame had a longer body.
	 * @param frame the frame
	 * @param version the protocol version in use, 1..5
	 * @param growth how many bytes longer
	 * @return the size of header and body, exactly
	 * @throws IllegalArgumentException as {@link #encode}
	 */
	public abstract int encodedBytes(Frame frame, int version, int growth);

}
