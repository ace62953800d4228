package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.SubackFrame;

/**
 * The body of SUBACK, alike in all versions.
 *
 * <pre>
 * subNo str | channelId str | channelType u8 | action u8 | reasonCode u8
 * </pre>
 */
final class SubackCodec {

	private SubackCodec() {
	}

	static SubackFrame decode(int flags, ByteBuf in, int end) {
		String subNo = Fields.readString(in, end);
		String channelId = Fields.readString(in, end);
		int channelType = Fields.readU8(in, end);
		int action = Fields.readU8(in, end);
		ReasonCode reasonCode = ReasonCode.of(Fields.readU8(in, end));
		return new SubackFrame(flags, subNo, channelId, channelType, action, reasonCode);
	}

	static int bodyBytes(SubackFrame frame) {
		return 3 * Byte.BYTES + Fields.stringBytes("subNo", frame.subNo())
				+ Fields.stringBytes("channelId", frame.channelId());
	}

	static void encode(SubackFrame frame, ByteBuf out) {
		Fields.writeString(out, "subNo", frame.subNo());
		Fields.writeString(out, "channelId", frame.channelId());
		out.writeByte(frame.channelType());
		out.writeByte(frame.action());
		out.writeByte(frame.reasonCode().code());
	}

}
