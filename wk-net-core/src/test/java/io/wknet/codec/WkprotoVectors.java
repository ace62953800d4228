package io.wknet.codec;

import java.io.File;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.stream.Stream;

import io.wknet.frame.ConnackFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameFlags;
import io.wknet.frame.FrameType;
import io.wknet.frame.Payload;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.SubFrame;
import io.wknet.frame.SubackFrame;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Golden vectors made with the reference codec. The system property {@code wk.vectors}
 * names another file in place of {@code wkproto-vectors.json}; the {@code about} object
 * of that one explains the notation.
 */
final class WkprotoVectors {

	private static final JsonNode ROOT = read(System.getProperty("wk.vectors", ""));

	private WkprotoVectors() {
	}

	/**
	 * Frames that are written exactly so, and read back.
	 * @return the vectors
	 */
	static Stream<Vector> vectors() {
		return ROOT.required("vectors").valueStream().map(Vector::new);
	}

	/**
	 * Bytes that are only read.
	 * @return the vectors, each with an outcome
	 */
	static Stream<Vector> decodeCases() {
		return ROOT.required("decode").valueStream().map(Vector::new);
	}

	private static JsonNode read(String file) {
		if (!file.isEmpty()) {
			return JsonMapper.shared().readTree(new File(file));
		}
		InputStream resource = WkprotoVectors.class.getResourceAsStream("wkproto-vectors.json");
		return JsonMapper.shared().readTree(resource);
	}

	/**
	 * One vector.
	 *
	 * @param json the vector as it stands in the file
	 */
	record Vector(JsonNode json) {

		int version() {
			return this.json.required("version").intValue();
		}

		byte[] bytes() {
			return HexFormat.of().parseHex(this.json.required("hex").stringValue());
		}

		/**
		 * The same under the fixed header.
		 * @return the bytes with another header, and the same body
		 */
		byte[] bytesUnderFixedHeader() {
			byte[] bytes = bytes();
			int bodyStart = 1;
			if (bytes.length > 1) {
				while (bytes[bodyStart] < 0) {
					bodyStart++;
				}
				bodyStart++;
			}
			return ByteBuffer.allocate(6 + bytes.length - bodyStart)
				.put((byte) (bytes[0] >> 4 & 0xF))
				.put((byte) (bytes[0] & 0xF))
				.putInt(bytes.length - bodyStart)
				.put(bytes, bodyStart, bytes.length - bodyStart)
				.array();
		}

		String outcome() {
			return this.json.required("outcome").stringValue();
		}

		int size() {
			return this.json.required("size").intValue();
		}

		Frame frame() {
			FrameType type = FrameType.valueOf(this.json.required("type").stringValue());
			return switch (type) {
				case CONNECT -> new ConnectFrame(flags(), number("version"), DeviceFlag.of(number("deviceFlag")),
						text("deviceId"), text("uid"), text("token"), i64("clientTimestamp"), text("clientKey"));
				case CONNACK -> new ConnackFrame(number("serverVersion"), i64("timeDiff"), reasonCode(),
						text("serverKey"), text("salt"), i64("nodeId"));
				case SEND -> new SendFrame(flags(), number("setting"), u32("clientSeq"), text("clientMsgNo"),
						text("streamNo"), text("channelId"), number("channelType"), u32("expire"), text("msgKey"),
						text("topic"), payload("payload"));
				case SENDACK ->
					new SendackFrame(flags(), i64("messageId"), u32("clientSeq"), u32("messageSeq"), reasonCode());
				case RECV -> new RecvFrame(flags(), number("setting"), text("msgKey"), text("fromUid"),
						text("channelId"), number("channelType"), u32("expire"), text("clientMsgNo"),
						number("streamFlag"), text("streamNo"), i64("streamId"), i64("messageId"), u32("messageSeq"),
						number("timestamp"), text("topic"), payload("payload"));
				case RECVACK -> new RecvackFrame(flags(), i64("messageId"), u32("messageSeq"));
				case PING -> PingFrame.INSTANCE;
				case PONG -> PongFrame.INSTANCE;
				case DISCONNECT -> new DisconnectFrame(flags(), reasonCode(), text("reason"));
				case SUB -> new SubFrame(flags(), number("setting"), text("subNo"), text("channelId"),
						number("channelType"), number("action"), text("param"));
				case SUBACK -> new SubackFrame(flags(), text("subNo"), text("channelId"), number("channelType"),
						number("action"), reasonCode());
				case EVENT -> new EventFrame(flags(), text("id"), text("type"), i64("timestamp"), payload("data"));
				case APPLICATION -> throw new IllegalStateException("The variable header has no such type");
			};
		}

		private int flags() {
			return flag("noPersist", FrameFlags.NO_PERSIST) | flag("redDot", FrameFlags.RED_DOT)
					| flag("syncOnce", FrameFlags.SYNC_ONCE) | flag("dup", FrameFlags.DUP);
		}

		private int flag(String name, int bit) {
			return this.json.required("flags").required(name).booleanValue() ? bit : 0;
		}

		private JsonNode field(String name) {
			return this.json.required("fields").path(name);
		}

		private int number(String name) {
			return field(name).isMissingNode() ? 0 : field(name).intValue();
		}

		private long u32(String name) {
			return field(name).isMissingNode() ? 0 : field(name).longValue();
		}

		private long i64(String name) {
			JsonNode field = field(name);
			if (field.isMissingNode()) {
				return 0;
			}
			String decimal = field.stringValue();
			return decimal.startsWith("-") ? Long.parseLong(decimal) : Long.parseUnsignedLong(decimal);
		}

		private ReasonCode reasonCode() {
			return ReasonCode.of(number("reasonCode"));
		}

		private String text(String name) {
			JsonNode field = field(name);
			if (field.isMissingNode()) {
				return "";
			}
			if (field.isObject()) {
				return field.required("repeat").stringValue().repeat(field.required("times").intValue());
			}
			return field.stringValue();
		}

		private Payload payload(String name) {
			JsonNode field = field(name);
			if (field.has("hex")) {
				return Payload.wrap(HexFormat.of().parseHex(field.required("hex").stringValue()));
			}
			byte[] bytes = new byte[field.required("len").intValue()];
			int seed = field.required("seed").intValue();
			for (int i = 0; i < bytes.length; i++) {
				bytes[i] = (byte) (i * 31 + seed);
			}
			return Payload.wrap(bytes);
		}

		@Override
		public String toString() {
			return this.json.required("name").stringValue();
		}

	}

}
