package io.wknet.codec;

import java.util.Random;

import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameType;
import io.wknet.frame.Payload;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.Setting;
import io.wknet.frame.SubFrame;
import io.wknet.frame.SubackFrame;

/**
 * Any frame that the wire can carry, the same ones for the same seed.
 */
final class RandomFrames {

	private static final String[] CHARACTERS = { "a", "Z", "0", " ", "\0", "\n", "ß", "é", "ا", "悟", "空", "\uFFFD",
			"🐵", "🎉" };

	private final Random random;

	RandomFrames(Random random) {
		this.random = random;
	}

	Frame next(WireFormat format, int version) {
		int types = FrameType.list().size();
		FrameType type = FrameType.list().get(this.random.nextInt((format == WireFormat.FIXED) ? types : types - 1));
		int flags = this.random.nextInt(16);
		return switch (type) {
			case CONNECT ->
				new ConnectFrame(flags, u8(), DeviceFlag.of(u8()), string(), string(), string(), i64(), string());
			case CONNACK ->
				new ConnackFrame(u8(), i64(), ReasonCode.of(u8()), string(), string(), (version >= 4) ? i64() : 0);
			case SEND -> send(flags, u8(), version);
			case SENDACK -> new SendackFrame(flags, i64(), u32(), u32(), ReasonCode.of(u8()));
			case RECV -> recv(flags, u8(), version);
			case RECVACK -> new RecvackFrame(flags, i64(), u32());
			case PING -> PingFrame.INSTANCE;
			case PONG -> PongFrame.INSTANCE;
			case DISCONNECT -> new DisconnectFrame(flags, ReasonCode.of(u8()), string());
			case SUB -> new SubFrame(flags, u8(), string(), string(), u8(), u8(), string());
			case SUBACK -> new SubackFrame(flags, string(), string(), u8(), u8(), ReasonCode.of(u8()));
			case EVENT -> new EventFrame(flags, string(), string(), i64(), payload());
			case APPLICATION -> new ApplicationFrame(16 + this.random.nextInt(240), u8(), payload());
		};
	}

	private SendFrame send(int flags, int setting, int version) {
		boolean stream = (setting & Setting.STREAM) != 0 && version >= 2 && version <= 4;
		return new SendFrame(flags, setting, u32(), string(), stream ? string() : "", string(), u8(),
				(version >= 3) ? u32() : 0, string(), ((setting & Setting.TOPIC) != 0) ? string() : "", payload());
	}

	private RecvFrame recv(int flags, int setting, int version) {
		boolean stream = (setting & Setting.STREAM) != 0 && version >= 2 && version <= 4;
		return new RecvFrame(flags, setting, string(), string(), string(), u8(), (version >= 3) ? u32() : 0, string(),
				stream ? u8() : 0, stream ? string() : "", stream ? i64() : 0, i64(), u32(), this.random.nextInt(),
				((setting & Setting.TOPIC) != 0) ? string() : "", payload());
	}

	private int u8() {
		return this.random.nextInt(256);
	}

	private long u32() {
		return Integer.toUnsignedLong(this.random.nextInt());
	}

	private long i64() {
		return this.random.nextLong();
	}

	private String string() {
		StringBuilder string = new StringBuilder();
		for (int rest = this.random.nextInt(20); rest > 0; rest--) {
			string.append(CHARACTERS[this.random.nextInt(CHARACTERS.length)]);
		}
		return string.toString();
	}

	private Payload payload() {
		byte[] bytes = new byte[this.random.nextInt(300)];
		this.random.nextBytes(bytes);
		return Payload.wrap(bytes);
	}

}
