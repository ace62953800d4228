package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.ReasonCode;

/**
 * The body of CONNACK. A flag, not the version, tells whether the server's version is
 * there.
 *
 * <pre>
 * [serverVersion u8] | timeDiff i64 | reasonCode u8 | serverKey str | salt str | nodeId u64 (version 4 on)
 * </pre>
 */
final class ConnackCodec {

	private ConnackCodec() {
	}

	static ConnackFrame decode(int flags, ByteBuf in, int end, int version) {
		int serverVersion = ((flags & ConnackFrame.HAS_SERVER_VERSION) != 0) ? Fields.readU8(in, end) : 0;
		long timeDiff = Fields.readI64(in, end);
		ReasonCode reasonCode = ReasonCode.of(Fields.readU8(in, end));
		String serverKey = Fields.readString(in, end);
		String salt = Fields.readString(in, end);
		long nodeId = VersionedFields.hasNodeId(version) ? Fields.readI64(in, end) : 0;
		return new ConnackFrame(serverVersion, timeDiff, reasonCode, serverKey, salt, nodeId);
	}

	static int bodyBytes(ConnackFrame frame, int version) {
		int bytes = Long.BYTES + Byte.BYTES + Fields.stringBytes("serverKey", frame.serverKey())
				+ Fields.stringBytes("salt", frame.salt());
		if (frame.serverVersion() != 0) {
			bytes += Byte.BYTES;
		}
		if (VersionedFields.hasNodeId(version)) {
			bytes += Long.BYTES;
		}
		return bytes;
	}

	static void encode(ConnackFrame frame, int version, ByteBuf out) {
		if (frame.serverVersion() != 0) {
			out.writeByte(frame.serverVersion());
		}
		out.writeLong(frame.timeDiff());
		out.writeByte(frame.reasonCode().code());
		Fields.writeString(out, "serverKey", frame.serverKey());
		Fields.writeString(out, "salt", frame.salt());
		if (VersionedFields.hasNodeId(version)) {
			out.writeLong(frame.nodeId());
		}
	}

}
