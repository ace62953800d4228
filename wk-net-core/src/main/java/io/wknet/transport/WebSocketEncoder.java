package io.wknet.transport;

import io.netty.buffer.ByteBuf;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.WireFormat;
import io.wknet.frame.Frame;

/**
 * Writes each frame as one binary message (RFC 6455, section 5.2: a server does not mask
 * what it sends). The messages of a burst follow each other in one buffer, so that a
 * burst is one write, as it is without WebSocket.
 */
final class WebSocketEncoder extends FrameEncoder {

	private static final WebSocketEncoder FIXED = new WebSocketEncoder(FrameEncoder.toPeer(WireFormat.FIXED));

	private static final WebSocketEncoder WKPROTO = new WebSocketEncoder(FrameEncoder.toPeer(WireFormat.WKPROTO));

	private static final int FINAL = 0x80;

	static final int TEXT = 0x1;

	private static final int BINARY = 0x2;

	static final int CLOSE = 0x8;

	static final int PONG = 0xA;

	/**
	 * The bits of the first byte that tell what follows.
	 */
	static final int OPCODE = 0xF;

	private static final int MAX_SHORT = 125;

	private static final int TWO_BYTES_FOLLOW = 126;

	private static final int EIGHT_BYTES_FOLLOW = 127;

	private final FrameEncoder frames;

	private WebSocketEncoder(FrameEncoder frames) {
		this.frames = frames;
	}

	static FrameEncoder messages(WireFormat format) {
		return switch (format) {
			case FIXED -> FIXED;
			case WKPROTO -> WKPROTO;
		};
	}

	@Override
	public void encode(Frame frame, int version, ByteBuf out) {
		int begin = out.writerIndex();
		writeHeader(out, BINARY, this.frames.encodedBytes(frame, version));
		try {
			this.frames.encode(frame, version, out);
		}
		catch (RuntimeException ex) {
			out.writerIndex(begin);
			throw ex;
		}
	}

	@Override
	public int encodedBytes(Frame frame, int version, int growth) {
		return messageBytes(this.frames.encodedBytes(frame, version, growth));
	}

	/**
	 * Answer a ping.
	 * @param payload what the ping had, at most 125 bytes
	 */
	static void pong(ByteBuf payload, ByteBuf out) {
		writeHeader(out, PONG, payload.readableBytes());
		out.writeBytes(payload);
	}

	/**
	 * End the stream of messages.
	 * @param status one of RFC 6455, section 7.4, or a negative number for none
	 */
	static void close(int status, ByteBuf out) {
		if (status < 0) {
			writeHeader(out, CLOSE, 0);
		}
		else {
			writeHeader(out, CLOSE, Short.BYTES);
			out.writeShort(status);
		}
	}

	/**
	 * Read the length from a header of which the first byte has been read.
	 */
	static int readLength(ByteBuf in) {
		int length = in.readByte();
		return switch (length) {
			case TWO_BYTES_FOLLOW -> in.readUnsignedShort();
			case EIGHT_BYTES_FOLLOW -> (int) in.readLong();
			default -> length;
		};
	}

	/**
	 * How long a message is, with its header.
	 */
	static int messageBytes(int length) {
		if (length <= MAX_SHORT) {
			return 2 + length;
		}
		return ((length <= 0xFFFF) ? 2 + Short.BYTES : 2 + Long.BYTES) + length;
	}

	static void writeHeader(ByteBuf out, int opcode, int length) {
		out.writeByte(FINAL | opcode);
		if (length <= MAX_SHORT) {
			out.writeByte(length);
		}
		else if (length <= 0xFFFF) {
			out.writeByte(TWO_BYTES_FOLLOW).writeShort(length);
		}
		else {
			out.writeByte(EIGHT_BYTES_FOLLOW).writeLong(length);
		}
	}

}
