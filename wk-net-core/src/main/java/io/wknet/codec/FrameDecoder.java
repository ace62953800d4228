package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames from bytes. Those for the two headers keep no state, so that one decoder
 * serves all connections; JSON has one for each ({@code JsonConversation}). After an
 * exception the reader index may be anywhere in the refused frame: the bytes that follow
 * mean nothing, and the connection is to be closed.
 *
 * @since 0.1.0
 */
public abstract class FrameDecoder {

	/**
	 * The decoder for a header format.
	 * @param format the format
	 * @return the one decoder for it
	 */
	public static FrameDecoder of(WireFormat format) {
		return switch (format) {
			case FIXED -> FixedHeaderDecoder.INSTANCE;
			case WKPROTO -> VariableHeaderDecoder.INSTANCE;
		};
	}

	/**
	 * Read the next frame.
	 * @param in the bytes; the reader index moves behind the frame, or stays where it is
	 * if the frame is incomplete
	 * @param version the protocol version in use, 1..5; CONNECT reads alike in all
	 * @param maxFrameBytes the largest body accepted
	 * @return the frame, or {@code null} if more bytes are needed
	 * @throws MalformedFrameException if the bytes are not a frame
	 * @throws FrameTooLargeException if the body is over the limit
	 */
	public abstract @Nullable Frame decode(ByteBuf in, int version, int maxFrameBytes);

}
