package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Payload;

/**
 * The body of EVENT.
 *
 * <pre>
 * id str | type str | timestamp i64 | data
 * </pre>
 */
final class EventCodec {

	private EventCodec() {
	}

	static EventFrame decode(int flags, ByteBuf in, int end) {
		String id = Fields.readString(in, end);
		String eventType = Fields.readString(in, end);
		long timestamp = Fields.readI64(in, end);
		Payload data = Fields.readPayload(in, end);
		return new EventFrame(flags, id, eventType, timestamp, data);
	}

	static int bodyBytes(EventFrame frame) {
		return Fields.stringBytes("id", frame.id()) + Fields.stringBytes("eventType", frame.eventType()) + Long.BYTES
				+ frame.data().size();
	}

	static void encode(EventFrame frame, ByteBuf out) {
		Fields.writeString(out, "id", frame.id());
		Fields.writeString(out, "eventType", frame.eventType());
		out.writeLong(frame.timestamp());
		Fields.writePayload(out, frame.data());
	}

}
