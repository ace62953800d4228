package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.Frame;

/**
 * Encodes {@link WireFormat#FIXED}. The length is filled in once the body is written, so
 * that strings are measured only once.
 */
final class FixedHeaderEncoder extends FrameEncoder {

	static final FixedHeaderEncoder INSTANCE = new FixedHeaderEncoder();

	private FixedHeaderEncoder() {
	}

	@Override
	public void encode(Frame frame, int version, ByteBuf out) {
		int start = out.writerIndex();
		boolean complete = false;
		try {
			out.writeShort((frame.typeCode() << Byte.SIZE) | frame.flags());
			out.writeInt(0);
			Bodies.encode(frame, version, out);
			out.setInt(start + FixedHeader.LENGTH_OFFSET, out.writerIndex() - start - FixedHeader.BYTES);
			complete = true;
		}
		finally {
			if (!complete) {
				out.writerIndex(start);
			}
		}
	}

	@Override
	public int encodedBytes(Frame frame, int version, int growth) {
		return FixedHeader.BYTES + Bodies.bytes(frame, version) + growth;
	}

}
