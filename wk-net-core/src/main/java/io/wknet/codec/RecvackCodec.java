package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.RecvackFrame;

/**
 * The body of RECVACK, alike in all versions.
 *
 * <pre>
 * messageId i64 | messageSeq u32
 * </pre>
 */
final class RecvackCodec {

	static final int BODY_BYTES = Long.BYTES + Integer.BYTES;

	private RecvackCodec() {
	}

	static RecvackFrame decode(int flags, ByteBuf in, int end) {
		long messageId = Fields.readI64(in, end);
		long messageSeq = Fields.readU32(in, end);
		return new RecvackFrame(flags, messageId, messageSeq);
	}

	static void encode(RecvackFrame frame, ByteBuf out) {
		out.writeLong(frame.messageId());
		Fields.writeU32(out, frame.messageSeq());
	}

}
