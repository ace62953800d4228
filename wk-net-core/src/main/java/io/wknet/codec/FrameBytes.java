package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.frame.Frame;
import io.wknet.frame.ServerFrame;

/**
 * Frames to clients as arrays of bytes, to be carried from one server to another: with
 * the header of {@link WireFormat#FIXED} and the fields of protocol version 4, because
 * none has more. What no version writes is not carried: the stream fields of a RECV
 * without {@link io.wknet.frame.Setting#STREAM}, for example. May be called from any
 * thread.
 *
 * @since 0.1.0
 */
public final class FrameBytes {

	/**
	 * Version 5 has all of its fields but those of streams, which clients of versions 2
	 * to 4 get.
	 */
	private static final int VERSION = 4;

	private FrameBytes() {
	}

	/**
	 * Write a frame.
	 * @param frame the frame
	 * @param maxFrameBytes the largest body, in bytes; not negative
	 * @return header and body
	 * @throws IllegalArgumentException if the body is larger, or a string has more than
	 * 32,767 bytes of UTF-8
	 */
	public static byte[] encode(ServerFrame frame, int maxFrameBytes) {
		int size = FixedHeaderEncoder.INSTANCE.encodedBytes(frame, VERSION);
		if (size - FixedHeader.BYTES > maxFrameBytes) {
			throw new IllegalArgumentException(
					"A frame body of " + (size - FixedHeader.BYTES) + " bytes exceeds the limit of " + maxFrameBytes
							+ " bytes; raise the limit or send smaller frames");
		}
		byte[] bytes = new byte[size];
		ByteBuf out = Unpooled.wrappedBuffer(bytes).clear();
		try {
			FixedHeaderEncoder.INSTANCE.encode(frame, VERSION, out);
		}
		finally {
			out.release();
		}
		return bytes;
	}

	/**
	 * Read a frame.
	 * @param bytes what {@link #encode} wrote; not kept
	 * @param maxFrameBytes the largest body, in bytes; not negative
	 * @return the frame
	 * @throws MalformedFrameException if the bytes are not exactly one frame that a
	 * server may send
	 * @throws FrameTooLargeException if the body is over the limit
	 */
	public static ServerFrame decode(byte[] bytes, int maxFrameBytes) {
		ByteBuf in = Unpooled.wrappedBuffer(bytes);
		try {
			Frame frame = FixedHeaderDecoder.INSTANCE.decode(in, VERSION, maxFrameBytes);
			if (frame == null) {
				throw new MalformedFrameException(
						"The bytes must be a whole frame, found " + bytes.length + " bytes of one");
			}
			if (!(frame instanceof ServerFrame serverFrame)) {
				throw new MalformedFrameException("The frame must be one that a server sends, found " + frame.type());
			}
			int size = FixedHeaderEncoder.INSTANCE.encodedBytes(frame, VERSION);
			if (size != bytes.length) {
				throw new MalformedFrameException(
						"The frame must end after " + size + " bytes, found " + bytes.length + " bytes");
			}
			return serverFrame;
		}
		finally {
			in.release();
		}
	}

}
