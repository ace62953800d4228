package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.Payload;
import io.wknet.frame.RecvFrame;

/**
 * The body of RECV.
 *
 * <pre>
 * setting u8 | msgKey str | fromUid str | channelId str | channelType u8 | expire u32 (version 3 on)
 *   | clientMsgNo str | [streamFlag u8 | streamNo str | streamId u64] | messageId i64 | messageSeq u32
 *   | timestamp i32 | [topic str] | payload
 * </pre>
 */
final class RecvCodec {

	private RecvCodec() {
	}

	static RecvFrame decode(int flags, ByteBuf in, int end, int version) {
		int setting = Fields.readU8(in, end);
		String msgKey = Fields.readString(in, end);
		String fromUid = Fields.readString(in, end);
		String channelId = Fields.readString(in, end);
		int channelType = Fields.readU8(in, end);
		long expire = VersionedFields.hasExpire(version) ? Fields.readU32(in, end) : 0;
		String clientMsgNo = Fields.readString(in, end);
		boolean stream = VersionedFields.hasStream(setting, version);
		int streamFlag = stream ? Fields.readU8(in, end) : 0;
		String streamNo = stream ? Fields.readString(in, end) : "";
		long streamId = stream ? Fields.readI64(in, end) : 0;
		long messageId = Fields.readI64(in, end);
		long messageSeq = Fields.readU32(in, end);
		int timestamp = Fields.readI32(in, end);
		String topic = VersionedFields.hasTopic(setting) ? Fields.readString(in, end) : "";
		Payload payload = Fields.readPayload(in, end);
		return new RecvFrame(flags, setting, msgKey, fromUid, channelId, channelType, expire, clientMsgNo, streamFlag,
				streamNo, streamId, messageId, messageSeq, timestamp, topic, payload);
	}

	static int bodyBytes(RecvFrame frame, int version) {
		int bytes = 2 * Byte.BYTES + Long.BYTES + 2 * Integer.BYTES + Fields.stringBytes("msgKey", frame.msgKey())
				+ Fields.stringBytes("fromUid", frame.fromUid()) + Fields.stringBytes("channelId", frame.channelId())
				+ Fields.stringBytes("clientMsgNo", frame.clientMsgNo()) + frame.payload().size();
		if (VersionedFields.hasExpire(version)) {
			bytes += Integer.BYTES;
		}
		if (VersionedFields.hasStream(frame.setting(), version)) {
			bytes += Byte.BYTES + Fields.stringBytes("streamNo", frame.streamNo()) + Long.BYTES;
		}
		if (VersionedFields.hasTopic(frame.setting())) {
			bytes += Fields.stringBytes("topic", frame.topic());
		}
		return bytes;
	}

	static void encode(RecvFrame frame, int version, ByteBuf out) {
		out.writeByte(frame.setting());
		Fields.writeString(out, "msgKey", frame.msgKey());
		Fields.writeString(out, "fromUid", frame.fromUid());
		Fields.writeString(out, "channelId", frame.channelId());
		out.writeByte(frame.channelType());
		if (VersionedFields.hasExpire(version)) {
			Fields.writeU32(out, frame.expire());
		}
		Fields.writeString(out, "clientMsgNo", frame.clientMsgNo());
		if (VersionedFields.hasStream(frame.setting(), version)) {
			out.writeByte(frame.streamFlag());
			Fields.writeString(out, "streamNo", frame.streamNo());
			out.writeLong(frame.streamId());
		}
		out.writeLong(frame.messageId());
		Fields.writeU32(out, frame.messageSeq());
		out.writeInt(frame.timestamp());
		if (VersionedFields.hasTopic(frame.setting())) {
			Fields.writeString(out, "topic", frame.topic());
		}
		Fields.writePayload(out, frame.payload());
	}

}
