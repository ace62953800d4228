package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;

/**
 * The body of CONNECT, alike in all versions.
 *
 * <pre>
 * version u8 | deviceFlag u8 | deviceId str | uid str | token str | clientTimestamp i64 | clientKey str
 * </pre>
 */
final class ConnectCodec {

	private ConnectCodec() {
	}

	static ConnectFrame decode(int flags, ByteBuf in, int end) {
		int version = Fields.readU8(in, end);
		DeviceFlag deviceFlag = DeviceFlag.of(Fields.readU8(in, end));
		String deviceId = Fields.readString(in, end);
		String uid = Fields.readString(in, end);
		String token = Fields.readString(in, end);
		long clientTimestamp = Fields.readI64(in, end);
		String clientKey = Fields.readString(in, end);
		return new ConnectFrame(flags, version, deviceFlag, deviceId, uid, token, clientTimestamp, clientKey);
	}

	static int bodyBytes(ConnectFrame frame) {
		return 2 * Byte.BYTES + Fields.stringBytes("deviceId", frame.deviceId())
				+ Fields.stringBytes("uid", frame.uid()) + Fields.stringBytes("token", frame.token()) + Long.BYTES
				+ Fields.stringBytes("clientKey", frame.clientKey());
	}

	static void encode(ConnectFrame frame, ByteBuf out) {
		out.writeByte(frame.version());
		out.writeByte(frame.deviceFlag().code());
		Fields.writeString(out, "deviceId", frame.deviceId());
		Fields.writeString(out, "uid", frame.uid());
		Fields.writeString(out, "token", frame.token());
		out.writeLong(frame.clientTimestamp());
		Fields.writeString(out, "clientKey", frame.clientKey());
	}

}
