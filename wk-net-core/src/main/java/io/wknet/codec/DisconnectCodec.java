package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.ReasonCode;

/**
 * The body of DISCONNECT, alike in all versions.
 *
 * <pre>
 * reasonCode u8 | reason str
 * </pre>
 */
final class DisconnectCodec {

	private DisconnectCodec() {
	}

	static DisconnectFrame decode(int flags, ByteBuf in, int end) {
		ReasonCode reasonCode = ReasonCode.of(Fields.readU8(in, end));
		String reason = Fields.readString(in, end);
		return new DisconnectFrame(flags, reasonCode, reason);
	}

	static int bodyBytes(DisconnectFrame frame) {
		return Byte.BYTES + Fields.stringBytes("reason", frame.reason());
	}

	static void encode(DisconnectFrame frame, ByteBuf out) {
		out.writeByte(frame.reasonCode().code());
		Fields.writeString(out, "reason", frame.reason());
	}

}
