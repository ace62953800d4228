package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameType;
import org.jspecify.annotations.Nullable;

/**
 * Decodes {@link WireFormat#WKPROTO}. A reserved type is refused by its first byte, a
 * remaining length by its last.
 */
final class VariableHeaderDecoder extends FrameDecoder {

	static final VariableHeaderDecoder INSTANCE = new VariableHeaderDecoder();

	private VariableHeaderDecoder() {
	}

	@Override
	public @Nullable Frame decode(ByteBuf in, int version, int maxFrameBytes) {
		if (!in.isReadable()) {
			return null;
		}
		int start = in.readerIndex();
		int first = in.readUnsignedByte();
		int typeCode = first >>> VariableHeader.TYPE_SHIFT;
		FrameType type = Bodies.requireType(typeCode);
		int bodyBytes = VariableHeader.isWholeFrame(type) ? 0 : VarInts.read(in);
		checkLength(bodyBytes, maxFrameBytes);
		if (bodyBytes == VarInts.INCOMPLETE || in.readableBytes() < bodyBytes) {
			in.readerIndex(start);
			return null;
		}
		int end = in.readerIndex() + bodyBytes;
		Frame frame = Bodies.decode(type, typeCode, first, in, end, version);
		in.readerIndex(end);
		return frame;
	}

	private static void checkLength(int bodyBytes, int maxFrameBytes) {
		if (bodyBytes > VariableHeader.MAX_BODY_BYTES) {
			throw new MalformedFrameException(
					"The remaining length must be 0.." + VariableHeader.MAX_BODY_BYTES + ", found " + bodyBytes);
		}
		if (bodyBytes > maxFrameBytes) {
			throw new FrameTooLargeException(bodyBytes, maxFrameBytes);
		}
	}

}
