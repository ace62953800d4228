package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameType;
import org.jspecify.annotations.Nullable;

/**
 * Decodes {@link WireFormat#FIXED}. A reserved type is refused by its first byte, a
 * length by the sixth.
 */
final class FixedHeaderDecoder extends FrameDecoder {

	static final FixedHeaderDecoder INSTANCE = new FixedHeaderDecoder();

	private FixedHeaderDecoder() {
	}

	@Override
	public @Nullable Frame decode(ByteBuf in, int version, int maxFrameBytes) {
		if (!in.isReadable()) {
			return null;
		}
		int start = in.readerIndex();
		int typeCode = in.getUnsignedByte(start);
		FrameType type = Bodies.requireType(typeCode);
		if (in.readableBytes() < FixedHeader.BYTES) {
			return null;
		}
		long bodyBytes = in.getUnsignedInt(start + FixedHeader.LENGTH_OFFSET);
		checkLength(type, bodyBytes, maxFrameBytes);
		if (in.readableBytes() - FixedHeader.BYTES < bodyBytes) {
			return null;
		}
		int flags = in.getUnsignedByte(start + FixedHeader.FLAGS_OFFSET);
		int bodyStart = start + FixedHeader.BYTES;
		int end = bodyStart + (int) bodyBytes;
		in.readerIndex(bodyStart);
		Frame frame = Bodies.decode(type, typeCode, flags, in, end, version);
		in.readerIndex(end);
		return frame;
	}

	private static void checkLength(FrameType type, long bodyBytes, int maxFrameBytes) {
		if (bodyBytes > maxFrameBytes) {
			throw new FrameTooLargeException(bodyBytes, maxFrameBytes);
		}
		if (bodyBytes != 0 && (type == FrameType.PING || type == FrameType.PONG)) {
			throw new MalformedFrameException("The body of " + type + " must be 0 bytes, found " + bodyBytes);
		}
	}

}
