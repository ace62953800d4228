package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.wknet.frame.Frame;

/**
 * The bytes of a frame, for tests.
 */
final class EncodedBytes {

	private EncodedBytes() {
	}

	static byte[] of(Frame frame, WireFormat format, int version) {
		ByteBuf out = Unpooled.buffer();
		FrameEncoder.of(format).encode(frame, version, out);
		return ByteBufUtil.getBytes(out);
	}

}
