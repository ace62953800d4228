package io.wknet.frame;

import java.util.function.IntFunction;
import java.util.function.LongFunction;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Frames refuse numbers that the wire has no room for.
 */
class FrameRangesTests {

	private static final long MAX_U32 = 0xFFFF_FFFFL;

	@Test
	void flagsOfProtocolTypesHaveFourBits() {
		assertRange("flags", 15, (flags) -> new ConnectFrame(flags, 1, DeviceFlag.APP, "", "", "", 0, ""));
		assertRange("flags", 15, (flags) -> send(0, 0, 0, 0).withFlags(flags));
		assertRange("flags", 15, (flags) -> recv(0, 0, 0, 0, 0).withFlags(flags));
		assertRange("flags", 15, (flags) -> new SendackFrame(flags, 0, 0, 0, ReasonCode.SUCCESS));
		assertRange("flags", 15, (flags) -> new RecvackFrame(flags, 0, 0));
		assertRange("flags", 15, (flags) -> new DisconnectFrame(flags, ReasonCode.UNKNOWN, ""));
		assertRange("flags", 15, (flags) -> new SubFrame(flags, 0, "", "", 0, 0, ""));
		assertRange("flags", 15, (flags) -> new SubackFrame(flags, "", "", 0, 0, ReasonCode.SUCCESS));
		assertRange("flags", 15, (flags) -> new EventFrame(flags, "", "", 0, Payload.EMPTY));
	}

	@Test
	void flagsOfAnApplicationsTypeHaveEightBits() {
		assertRange("flags", 255, (flags) -> new ApplicationFrame(16, flags, Payload.EMPTY));
	}

	@Test
	void numbersOfOneByteHaveEightBits() {
		assertRange("version", 255, (version) -> new ConnectFrame(0, version, DeviceFlag.APP, "", "", "", 0, ""));
		assertRange("serverVersion", 255, (version) -> new ConnackFrame(version, 0, ReasonCode.SUCCESS, "", "", 0));
		assertRange("setting", 255, (setting) -> send(setting, 0, 0, 0));
		assertRange("channelType", 255, (channelType) -> send(0, 0, channelType, 0));
		assertRange("setting", 255, (setting) -> recv(setting, 0, 0, 0, 0));
		assertRange("channelType", 255, (channelType) -> recv(0, channelType, 0, 0, 0));
		assertRange("streamFlag", 255, (streamFlag) -> recv(0, 0, 0, streamFlag, 0));
		assertRange("setting", 255, (setting) -> new SubFrame(0, setting, "", "", 0, 0, ""));
		assertRange("channelType", 255, (channelType) -> new SubFrame(0, 0, "", "", channelType, 0, ""));
		assertRange("action", 255, (action) -> new SubFrame(0, 0, "", "", 0, action, ""));
		assertRange("channelType", 255,
				(channelType) -> new SubackFrame(0, "", "", channelType, 0, ReasonCode.SUCCESS));
		assertRange("action", 255, (action) -> new SubackFrame(0, "", "", 0, action, ReasonCode.SUCCESS));
		assertRange("deviceFlag", 255, DeviceFlag::of);
		assertRange("reasonCode", 255, ReasonCode::of);
	}

	@Test
	void numbersOfFourBytesAreUnsigned() {
		assertU32("clientSeq", (clientSeq) -> send(0, clientSeq, 0, 0));
		assertU32("expire", (expire) -> send(0, 0, 0, expire));
		assertU32("expire", (expire) -> recv(0, 0, expire, 0, 0));
		assertU32("messageSeq", (messageSeq) -> recv(0, 0, 0, 0, messageSeq));
		assertU32("clientSeq", (clientSeq) -> new SendackFrame(0, 0, clientSeq, 0, ReasonCode.SUCCESS));
		assertU32("messageSeq", (messageSeq) -> new SendackFrame(0, 0, 0, messageSeq, ReasonCode.SUCCESS));
		assertU32("messageSeq", (messageSeq) -> new RecvackFrame(0, 0, messageSeq));
	}

	@Test
	void anApplicationsTypesBeginAt16() {
		assertThatIllegalArgumentException().isThrownBy(() -> ApplicationFrame.of(15, Payload.EMPTY))
			.withMessage("typeCode must be 16..255, found 15; lower codes belong to the protocol");
		assertThatIllegalArgumentException().isThrownBy(() -> ApplicationFrame.of(256, Payload.EMPTY));
		assertThatNoException().isThrownBy(() -> ApplicationFrame.of(16, Payload.EMPTY));
		assertThatNoException().isThrownBy(() -> ApplicationFrame.of(255, Payload.EMPTY));
	}

	private static void assertRange(String name, int max, IntFunction<?> frame) {
		assertThatIllegalArgumentException().isThrownBy(() -> frame.apply(-1))
			.withMessage(name + " must be 0.." + max + ", found -1");
		assertThatIllegalArgumentException().isThrownBy(() -> frame.apply(max + 1))
			.withMessage(name + " must be 0.." + max + ", found " + (max + 1));
		assertThatNoException().isThrownBy(() -> frame.apply(0));
		assertThatNoException().isThrownBy(() -> frame.apply(max));
	}

	private static void assertU32(String name, LongFunction<?> frame) {
		assertThatIllegalArgumentException().isThrownBy(() -> frame.apply(-1))
			.withMessage(name + " must be 0.." + MAX_U32 + ", found -1");
		assertThatIllegalArgumentException().isThrownBy(() -> frame.apply(MAX_U32 + 1))
			.withMessage(name + " must be 0.." + MAX_U32 + ", found " + (MAX_U32 + 1));
		assertThatNoException().isThrownBy(() -> frame.apply(0));
		assertThatNoException().isThrownBy(() -> frame.apply(MAX_U32));
	}

	private static SendFrame send(int setting, long clientSeq, int channelType, long expire) {
		return new SendFrame(0, setting, clientSeq, "", "", "", channelType, expire, "", "", Payload.EMPTY);
	}

	private static RecvFrame recv(int setting, int channelType, long expire, int streamFlag, long messageSeq) {
		return new RecvFrame(0, setting, "", "", "", channelType, expire, "", streamFlag, "", 0, 0, messageSeq, 0, "",
				Payload.EMPTY);
	}

}
