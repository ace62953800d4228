package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.SubFrame;

/**
 * The body of SUB, alike in all versions.
 *
 * <pre>
 * setting u8 | subNo str | channelId str | channelType u8 | action u8 | param str
 * </pre>
 */
final class SubCodec {

	private SubCodec() {
	}

	static SubFrame decode(int flags, ByteBuf in, int end) {
		int setting = Fields.readU8(in, end);
		String subNo = Fields.readString(in, end);
		String channelId = Fields.readString(in, end);
		int channelType = Fields.readU8(in, end);
		int action = Fields.readU8(in, end);
		String param = Fields.readString(in, end);
		return new SubFrame(flags, setting, subNo, channelId, channelType, action, param);
	}

	static int bodyBytes(SubFrame frame) {
		return 3 * Byte.BYTES + Fields.stringBytes("subNo", frame.subNo())
				+ Fields.stringBytes("channelId", frame.channelId()) + Fields.stringBytes("param", frame.param());
	}

	static void encode(SubFrame frame, ByteBuf out) {
		out.writeByte(frame.setting());
		Fields.writeString(out, "subNo", frame.subNo());
		Fields.writeString(out, "channelId", frame.channelId());
		out.writeByte(frame.channelType());
		out.writeByte(frame.action());
		Fields.writeString(out, "param", frame.param());
	}

}
