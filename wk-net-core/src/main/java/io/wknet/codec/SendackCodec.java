package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.SendackFrame;

/**
 * The body of SENDACK, alike in all versions.
 *
 * <pre>
 * messageId i64 | clientSeq u32 | messageSeq u32 | reasonCode u8
 * </pre>
 */
final class SendackCodec {

	static final int BODY_BYTES = Long.BYTES + 2 * Integer.BYTES + Byte.BYTES;

	private SendackCodec() {
	}

	static SendackFrame decode(int flags, ByteBuf in, int end) {
		long messageId = Fields.readI64(in, end);
		long clientSeq = Fields.readU32(in, end);
		long messageSeq = Fields.readU32(in, end);
		ReasonCode reasonCode = ReasonCode.of(Fields.readU8(in, end));
		return new SendackFrame(flags, messageId, clientSeq, messageSeq, reasonCode);
	}

	static void encode(SendackFrame frame, ByteBuf out) {
		out.writeLong(frame.messageId());
		Fields.writeU32(out, frame.clientSeq());
		Fields.writeU32(out, frame.messageSeq());
		out.writeByte(frame.reasonCode().code());
	}

}
