package io.wknet.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.codec.FrameDecoder;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.WireFormat;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameType;
import io.wknet.frame.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * The body of one frame in one version. The first byte of the input is the type, the
 * second one the version, the third one the flags, the rest is the body.
 * <p>
 * Both headers come to the same frame, or both refuse the body. A frame that was read can
 * be written in as many bytes as was said before, and what was written reads as the same
 * frame.
 */
public final class FrameBodyFuzzer {

	private static final int CONTROL_BYTES = 3;

	private static final int MAX_FRAME_BYTES = 1 << 20;

	private static final int LAST_VARIABLE_TYPE = 15;

	private static final ByteBuf BUFFER = Unpooled.buffer(1 << 13);

	private static final ByteBuf AGAIN = Unpooled.buffer(1 << 13);

	private FrameBodyFuzzer() {
	}

	public static void fuzzerTestOneInput(byte[] data) {
		if (data.length < CONTROL_BYTES) {
			return;
		}
		int type = data[0] & 0xFF;
		int version = StreamFuzzing.version(data[1]);
		int flags = data[2] & 0xFF;
		int bodyBytes = data.length - CONTROL_BYTES;
		BUFFER.clear().writeByte(type).writeByte(flags).writeInt(bodyBytes).writeBytes(data, CONTROL_BYTES, bodyBytes);
		Frame fixed = decode(WireFormat.FIXED, version);
		if (type <= LAST_VARIABLE_TYPE && (bodyBytes > 0 || !isOneByte(type))) {
			BUFFER.clear().writeByte(type << 4 | (flags & 0xF));
			if (!isOneByte(type)) {
				writeLength(bodyBytes);
				BUFFER.writeBytes(data, CONTROL_BYTES, bodyBytes);
				Frame variable = decode(WireFormat.WKPROTO, version);
				Check.same(String.valueOf(variable), String.valueOf(fixed), "The frame under the variable header");
				Check.that(fixed == null || fixed.equals(variable), "both headers have the same frame");
			}
		}
		if (fixed != null) {
			assertReadsBack(fixed, WireFormat.FIXED, version);
			if (fixed.type() != FrameType.APPLICATION) {
				assertReadsBack(fixed, WireFormat.WKPROTO, version);
				assertWritesToPeer(fixed, version);
			}
		}
	}

	private static boolean isOneByte(int type) {
		return type == FrameType.PING.code() || type == FrameType.PONG.code();
	}

	private static void writeLength(int length) {
		int rest = length;
		while (rest > 0x7F) {
			BUFFER.writeByte((rest & 0x7F) | 0x80);
			rest >>>= 7;
		}
		BUFFER.writeByte(rest);
	}

	/**
	 * Read a frame that is there to its last byte.
	 */
	private static @Nullable Frame decode(WireFormat format, int version) {
		try {
			Frame frame = FrameDecoder.of(format).decode(BUFFER, version, MAX_FRAME_BYTES);
			Check.that(frame != null, "a whole frame is taken");
			Check.that(!BUFFER.isReadable(), "a frame is taken to its last byte");
			return frame;
		}
		catch (ProtocolException ex) {
			return null;
		}
	}

	private static void assertReadsBack(Frame frame, WireFormat format, int version) {
		FrameEncoder encoder = FrameEncoder.of(format);
		BUFFER.clear();
		encoder.encode(frame, version, BUFFER);
		Check.same(encoder.encodedBytes(frame, version), BUFFER.readableBytes(), "The size that was told before");
		AGAIN.clear().writeBytes(BUFFER, 0, BUFFER.writerIndex());
		Frame read = decode(format, version);
		Check.that(frame.equals(read), "what was written reads as the same frame");
		BUFFER.clear();
		encoder.encode(frame, version, BUFFER);
		Check.that(BUFFER.equals(AGAIN), "a frame is written in one way");
	}

	/**
	 * To a client only what it knows is written: fewer bits, or nothing at all.
	 */
	private static void assertWritesToPeer(Frame frame, int version) {
		FrameEncoder encoder = FrameEncoder.toPeer(WireFormat.WKPROTO);
		BUFFER.clear();
		try {
			encoder.encode(frame, version, BUFFER);
		}
		catch (IllegalArgumentException ex) {
			Check.that(frame.type() == FrameType.EVENT && version < 5, "all but an EVENT can be written");
			Check.same(BUFFER.readableBytes(), 0, "Bytes of what can not be written");
			return;
		}
		Check.same(encoder.encodedBytes(frame, version), BUFFER.readableBytes(), "The size that was told before");
		Frame read = decode(WireFormat.WKPROTO, version);
		Check.that(read != null && read.type() == frame.type(), "a client can read what it is sent");
	}

}
