package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameType;

/**
 * Encodes {@link WireFormat#WKPROTO}. The body is measured first, because the width of
 * the remaining length depends on it; whatever can not be written fails there.
 */
final class VariableHeaderEncoder extends FrameEncoder {

	static final VariableHeaderEncoder INSTANCE = new VariableHeaderEncoder();

	private VariableHeaderEncoder() {
	}

	@Override
	public void encode(Frame frame, int version, ByteBuf out) {
		int first = (frame.typeCode() << VariableHeader.TYPE_SHIFT) | frame.flags();
		if (VariableHeader.isWholeFrame(frame.type())) {
			out.writeByte(first);
			return;
		}
		int bodyBytes = bodyBytes(frame, version, 0);
		out.ensureWritable(headerBytes(bodyBytes) + bodyBytes);
		out.writeByte(first);
		VarInts.write(out, bodyBytes);
		Bodies.encode(frame, version, out);
	}

	@Override
	public int encodedBytes(Frame frame, int version, int growth) {
		if (VariableHeader.isWholeFrame(frame.type())) {
			return 1;
		}
		int bodyBytes = bodyBytes(frame, version, growth);
		return headerBytes(bodyBytes) + bodyBytes;
	}

	private static int headerBytes(int bodyBytes) {
		return 1 + VarInts.bytes(bodyBytes);
	}

	private static int bodyBytes(Frame frame, int version, int growth) {
		if (frame.type() == FrameType.APPLICATION) {
			throw new IllegalArgumentException("The frame type must be 1..12 over the variable header, found "
					+ frame.typeCode() + "; send it over the fixed header");
		}
		int bodyBytes = Bodies.bytes(frame, version) + growth;
		if (bodyBytes > VariableHeader.MAX_BODY_BYTES) {
			throw new IllegalArgumentException("The body must be at most " + VariableHeader.MAX_BODY_BYTES
					+ " bytes over the variable header, found " + bodyBytes + "; send a smaller payload");
		}
		return bodyBytes;
	}

}
