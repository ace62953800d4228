package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameType;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.SubFrame;
import io.wknet.frame.SubackFrame;

/**
 * Picks the codec for a body by the frame's type. Both headers share the bodies.
 */
final class Bodies {

	private static final int FLAGS_MASK = 0xF;

	private Bodies() {
	}

	/**
	 * Find the type of a frame, or refuse it.
	 * @param typeCode the type as it stands on the wire, 0..255
	 * @return the type
	 * @throws MalformedFrameException if the type is reserved
	 */
	static FrameType requireType(int typeCode) {
		FrameType type = FrameType.forCode(typeCode);
		if (type == null) {
			throw new MalformedFrameException("The frame type must be 1..12 or 16..255, found " + typeCode);
		}
		return type;
	}

	/**
	 * Read a body of which all bytes are there.
	 * @param type the frame's type
	 * @param typeCode the same as it stands on the wire
	 * @param flags the flags as they stand on the wire, 0..255
	 * @param in positioned at the body; afterwards anywhere up to {@code end}, because
	 * bytes behind the last field are of a later version and ignored
	 * @param end the index behind the body
	 * @param version the protocol version in use
	 * @return the frame
	 * @throws MalformedFrameException if a field runs past the end
	 */
	static Frame decode(FrameType type, int typeCode, int flags, ByteBuf in, int end, int version) {
		int protocolFlags = flags & FLAGS_MASK;
		return switch (type) {
			case CONNECT -> ConnectCodec.decode(protocolFlags, in, end);
			case CONNACK -> ConnackCodec.decode(protocolFlags, in, end, version);
			case SEND -> SendCodec.decode(protocolFlags, in, end, version);
			case SENDACK -> SendackCodec.decode(protocolFlags, in, end);
			case RECV -> RecvCodec.decode(protocolFlags, in, end, version);
			case RECVACK -> RecvackCodec.decode(protocolFlags, in, end);
			case PING -> PingFrame.INSTANCE;
			case PONG -> PongFrame.INSTANCE;
			case DISCONNECT -> DisconnectCodec.decode(protocolFlags, in, end);
			case SUB -> SubCodec.decode(protocolFlags, in, end);
			case SUBACK -> SubackCodec.decode(protocolFlags, in, end);
			case EVENT -> EventCodec.decode(protocolFlags, in, end);
			case APPLICATION -> new ApplicationFrame(typeCode, flags, Fields.readPayload(in, end));
		};
	}

	static void encode(Frame frame, int version, ByteBuf out) {
		switch (frame.type()) {
			case CONNECT -> ConnectCodec.encode((ConnectFrame) frame, out);
			case CONNACK -> ConnackCodec.encode((ConnackFrame) frame, version, out);
			case SEND -> SendCodec.encode((SendFrame) frame, version, out);
			case SENDACK -> SendackCodec.encode((SendackFrame) frame, out);
			case RECV -> RecvCodec.encode((RecvFrame) frame, version, out);
			case RECVACK -> RecvackCodec.encode((RecvackFrame) frame, out);
			case PING, PONG -> {
				// They have no body.
			}
			case DISCONNECT -> DisconnectCodec.encode((DisconnectFrame) frame, out);
			case SUB -> SubCodec.encode((SubFrame) frame, out);
			case SUBACK -> SubackCodec.encode((SubackFrame) frame, out);
			case EVENT -> EventCodec.encode((EventFrame) frame, out);
			case APPLICATION -> Fields.writePayload(out, ((ApplicationFrame) frame).payload());
		}
	}

	static int bytes(Frame frame, int version) {
		return switch (frame.type()) {
			case CONNECT -> ConnectCodec.bodyBytes((ConnectFrame) frame);
			case CONNACK -> ConnackCodec.bodyBytes((ConnackFrame) frame, version);
			case SEND -> SendCodec.bodyBytes((SendFrame) frame, version);
			case SENDACK -> SendackCodec.BODY_BYTES;
			case RECV -> RecvCodec.bodyBytes((RecvFrame) frame, version);
			case RECVACK -> RecvackCodec.BODY_BYTES;
			case PING, PONG -> 0;
			case DISCONNECT -> DisconnectCodec.bodyBytes((DisconnectFrame) frame);
			case SUB -> SubCodec.bodyBytes((SubFrame) frame);
			case SUBACK -> SubackCodec.bodyBytes((SubackFrame) frame);
			case EVENT -> EventCodec.bodyBytes((EventFrame) frame);
			case APPLICATION -> ((ApplicationFrame) frame).payload().size();
		};
	}

}
