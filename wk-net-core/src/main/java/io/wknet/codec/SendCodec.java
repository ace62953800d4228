package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.Payload;
import io.wknet.frame.SendFrame;

/**
 * The body of SEND.
 *
 * <pre>
 * setting u8 | clientSeq u32 | clientMsgNo str | [streamNo str] | channelId str | channelType u8
 *   | expire u32 (version 3 on) | msgKey str | [topic str] | payload
 * </pre>
 */
final class SendCodec {

	private SendCodec() {
	}

	static SendFrame decode(int flags, ByteBuf in, int end, int version) {
		int setting = Fields.readU8(in, end);
		long clientSeq = Fields.readU32(in, end);
		String clientMsgNo = Fields.readString(in, end);
		String streamNo = VersionedFields.hasStream(setting, version) ? Fields.readString(in, end) : "";
		String channelId = Fields.readString(in, end);
		int channelType = Fields.readU8(in, end);
		long expire = VersionedFields.hasExpire(version) ? Fields.readU32(in, end) : 0;
		String msgKey = Fields.readString(in, end);
		String topic = VersionedFields.hasTopic(setting) ? Fields.readString(in, end) : "";
		Payload payload = Fields.readPayload(in, end);
		return new SendFrame(flags, setting, clientSeq, clientMsgNo, streamNo, channelId, channelType, expire, msgKey,
				topic, payload);
	}

	static int bodyBytes(SendFrame frame, int version) {
		int bytes = 2 * Byte.BYTES + Integer.BYTES + Fields.stringBytes("clientMsgNo", frame.clientMsgNo())
				+ Fields.stringBytes("channelId", frame.channelId()) + Fields.stringBytes("msgKey", frame.msgKey())
				+ frame.payload().size();
		if (VersionedFields.hasStream(frame.setting(), version)) {
			bytes += Fields.stringBytes("streamNo", frame.streamNo());
		}
		if (VersionedFields.hasExpire(version)) {
			bytes += Integer.BYTES;
		}
		if (VersionedFields.hasTopic(frame.setting())) {
			bytes += Fields.stringBytes("topic", frame.topic());
		}
		return bytes;
	}

	static void encode(SendFrame frame, int version, ByteBuf out) {
		out.writeByte(frame.setting());
		Fields.writeU32(out, frame.clientSeq());
		Fields.writeString(out, "clientMsgNo", frame.clientMsgNo());
		if (VersionedFields.hasStream(frame.setting(), version)) {
			Fields.writeString(out, "streamNo", frame.streamNo());
		}
		Fields.writeString(out, "channelId", frame.channelId());
		out.writeByte(frame.channelType());
		if (VersionedFields.hasExpire(version)) {
			Fields.writeU32(out, frame.expire());
		}
		Fields.writeString(out, "msgKey", frame.msgKey());
		if (VersionedFields.hasTopic(frame.setting())) {
			Fields.writeString(out, "topic", frame.topic());
		}
		Fields.writePayload(out, frame.payload());
	}

}
