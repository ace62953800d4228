package io.wknet.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.wknet.frame.ApplicationFrame;
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
import io.wknet.frame.ProtocolVersion;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.Setting;
import io.wknet.frame.SubFrame;
import io.wknet.frame.SubackFrame;

/**
 * Frames of every type, with and without their optional fields. Fields that a version
 * does not write are left at their defaults, so that a frame equals what is read back.
 */
final class SampleFrames {

	private static final int ALL_SETTINGS = Setting.RECEIPT | Setting.TOPIC | Setting.STREAM;

	private SampleFrames() {
	}

	/**
	 * Every frame in every version over every header that has room for it.
	 * @return the cases
	 */
	static Stream<Sample> everywhere() {
		return Stream.of(WireFormat.values())
			.flatMap((format) -> versions()
				.flatMap((version) -> of(format, version).stream().map((frame) -> new Sample(frame, format, version))));
	}

	static Stream<Integer> versions() {
		return Stream.iterate(ProtocolVersion.OLDEST, (version) -> version <= ProtocolVersion.LATEST,
				(version) -> version + 1);
	}

	static List<Frame> of(WireFormat format, int version) {
		List<Frame> frames = new ArrayList<>();
		frames.add(new ConnectFrame(0, version, DeviceFlag.WEB, "device", "uid", "token", 1234567890123L, "key"));
		frames.add(new ConnackFrame(0, -5, ReasonCode.AUTH_FAIL, "", "", (version >= 4) ? 7 : 0));
		frames
			.add(new ConnackFrame(version, 5, ReasonCode.SUCCESS, "key", "0123456789abcdef", (version >= 4) ? -1 : 0));
		frames.add(send(0, version));
		frames.add(send(ALL_SETTINGS, version));
		frames.add(new SendackFrame(FrameFlags.DUP, 1L << 62, 0xFFFF_FFFFL, 0x8000_0000L, ReasonCode.BAN));
		frames.add(recv(0, version));
		frames.add(recv(ALL_SETTINGS, version));
		frames.add(new RecvackFrame(FrameFlags.NO_PERSIST, Long.MIN_VALUE, 0xFFFF_FFFFL));
		frames.add(PingFrame.INSTANCE);
		frames.add(PongFrame.INSTANCE);
		frames.add(new DisconnectFrame(0, ReasonCode.CONNECT_KICK, "再见"));
		frames.add(new SubFrame(0, 0xFF, "no", "channel", 255, SubFrame.UNSUBSCRIBE, "{}"));
		frames.add(new SubackFrame(0, "no", "channel", 1, SubFrame.SUBSCRIBE, ReasonCode.of(255)));
		frames.add(new EventFrame(FrameFlags.SYNC_ONCE, "id", "type", -1, Payload.utf8("data")));
		if (format == WireFormat.FIXED) {
			frames.add(new ApplicationFrame(ApplicationFrame.MIN_TYPE_CODE, 0xFF, Payload.utf8("mine")));
			frames.add(ApplicationFrame.of(ApplicationFrame.MAX_TYPE_CODE, Payload.EMPTY));
		}
		return frames;
	}

	private static SendFrame send(int setting, int version) {
		boolean stream = setting != 0 && version >= 2 && version <= 4;
		return new SendFrame(FrameFlags.RED_DOT, setting, 0xFFFF_FFFEL, "no-1", stream ? "stream" : "", "channel", 2,
				(version >= 3) ? 3600 : 0, "msgKey", (setting != 0) ? "主题" : "", Payload.utf8("hello"));
	}

	private static RecvFrame recv(int setting, int version) {
		boolean stream = setting != 0 && version >= 2 && version <= 4;
		return new RecvFrame(FrameFlags.RED_DOT, setting, "msgKey", "from", "channel", 1, (version >= 3) ? 3600 : 0,
				"no-1", stream ? 2 : 0, stream ? "stream" : "", stream ? -2 : 0, 77, 0xFFFF_FFFFL, Integer.MIN_VALUE,
				(setting != 0) ? "🐵" : "", Payload.utf8("hello"));
	}

	/**
	 * A frame and where it is used.
	 *
	 * @param frame the frame
	 * @param format the header
	 * @param version the protocol version
	 */
	record Sample(Frame frame, WireFormat format, int version) {

		byte[] bytes() {
			return EncodedBytes.of(this.frame, this.format, this.version);
		}

		boolean isType(FrameType type) {
			return this.frame.type() == type;
		}

	}

}
