package io.wknet.frame;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Frame} and what frames have in common.
 */
class FrameTests {

	private static final String SECRET = "s3cr3t";

	static Stream<Frame> framesWithSecrets() {
		return Stream.of(new ConnectFrame(0, 5, DeviceFlag.APP, "device", "uid", SECRET, 0, SECRET),
				new ConnackFrame(5, 0, ReasonCode.SUCCESS, SECRET, SECRET, 1),
				new SendFrame(0, 0, 1, "no", "", "channel", 1, 0, SECRET, "", Payload.utf8(SECRET)),
				new RecvFrame(0, 0, SECRET, "from", "channel", 1, 0, "no", 0, "", 0, 1, 1, 0, "", Payload.utf8(SECRET)),
				EventFrame.of("id", "type", Payload.utf8(SECRET)), ApplicationFrame.of(16, Payload.utf8(SECRET)));
	}

	@ParameterizedTest
	@MethodSource("framesWithSecrets")
	void showsNeitherTokensNorKeysNorPayloads(Frame frame) {
		assertThat(frame.toString()).contains(frame.getClass().getSimpleName()).doesNotContain(SECRET);
	}

	@Test
	void showsWhatHelpsToFindAFault() {
		assertThat(new ConnectFrame(0, 5, DeviceFlag.WEB, "device", "uid", "token", 0, "key"))
			.hasToString("ConnectFrame[version=5, deviceFlag=WEB, deviceId=device, uid=uid]");
		assertThat(new ConnackFrame(5, 7, ReasonCode.BAN, "key", "salt", -1))
			.hasToString("ConnackFrame[serverVersion=5, timeDiff=7, reasonCode=BAN, nodeId=18446744073709551615]");
	}

	@Test
	void hasTheTypeCodeOfItsType() {
		assertThat(PingFrame.INSTANCE.typeCode()).isEqualTo(7);
		assertThat(ApplicationFrame.of(200, Payload.EMPTY).typeCode()).isEqualTo(200);
		assertThat(ApplicationFrame.of(200, Payload.EMPTY).type()).isEqualTo(FrameType.APPLICATION);
	}

	@Test
	void tellsWhichFlagsAreSet() {
		Frame frame = new RecvackFrame(FrameFlags.RED_DOT | FrameFlags.DUP, 1, 1);
		assertThat(frame.hasFlag(FrameFlags.RED_DOT)).isTrue();
		assertThat(frame.hasFlag(FrameFlags.DUP)).isTrue();
		assertThat(frame.hasFlag(FrameFlags.NO_PERSIST)).isFalse();
	}

	@Test
	void connackIsFlaggedWhenItHasAServerVersion() {
		assertThat(new ConnackFrame(0, 0, ReasonCode.SUCCESS, "", "", 0).flags()).isZero();
		assertThat(new ConnackFrame(1, 0, ReasonCode.SUCCESS, "", "", 0).flags())
			.isEqualTo(ConnackFrame.HAS_SERVER_VERSION);
	}

	@Test
	void sendackRepeatsSequenceAndFlagsOfItsSend() {
		SendFrame send = SendFrame.of(9, "no", "channel", 2, Payload.EMPTY).withFlags(FrameFlags.RED_DOT);
		assertThat(SendackFrame.accepted(send, 77, 5))
			.isEqualTo(new SendackFrame(FrameFlags.RED_DOT, 77, 9, 5, ReasonCode.SUCCESS));
		assertThat(SendackFrame.refused(send, ReasonCode.BAN))
			.isEqualTo(new SendackFrame(FrameFlags.RED_DOT, 0, 9, 0, ReasonCode.BAN));
	}

	@Test
	void recvTakesOverAllOfItsSendButStreamDupAndMessageKey() {
		SendFrame send = new SendFrame(0xF, 0xFF, 9, "no", "stream", "bob", 1, 60, "key", "topic", Payload.utf8("hi"));
		RecvFrame recv = RecvFrame.of(send, "alice", "alice", 77, 5);
		assertThat(recv).isEqualTo(new RecvFrame(0x7, 0xFD, "", "alice", "alice", 1, 60, "no", 0, "", 0, 77, 5,
				recv.timestamp(), "topic", Payload.utf8("hi")));
	}

	@Test
	void recvIsStampedInSeconds() {
		long before = System.currentTimeMillis() / 1000;
		RecvFrame recv = RecvFrame.of("alice", "bob", 1, 77, 5, Payload.EMPTY);
		assertThat((long) recv.timestamp()).isBetween(before, System.currentTimeMillis() / 1000);
	}

	@Test
	void recvackRepeatsItsRecv() {
		RecvFrame recv = RecvFrame.of("alice", "bob", 1, 77, 5, Payload.EMPTY).withFlags(FrameFlags.SYNC_ONCE);
		assertThat(RecvackFrame.of(recv)).isEqualTo(new RecvackFrame(FrameFlags.SYNC_ONCE, 77, 5));
	}

	@Test
	void subackRepeatsItsSub() {
		SubFrame sub = SubFrame.of("no", "channel", 2, SubFrame.UNSUBSCRIBE);
		assertThat(SubackFrame.of(sub, ReasonCode.SUCCESS))
			.isEqualTo(new SubackFrame(0, "no", "channel", 2, SubFrame.UNSUBSCRIBE, ReasonCode.SUCCESS));
	}

	@Test
	void sendChangesOnlyWhatItIsToldTo() {
		SendFrame send = new SendFrame(1, 0x80, 9, "no", "stream", "bob", 1, 60, "key", "topic", Payload.utf8("hi"));
		assertThat(send.withPayload(Payload.utf8("ho"), "other"))
			.isEqualTo(new SendFrame(1, 0x80, 9, "no", "stream", "bob", 1, 60, "other", "topic", Payload.utf8("ho")));
		assertThat(send.withFlags(2).withFlags(1)).isEqualTo(send);
		assertThat(send.hasSetting(Setting.RECEIPT)).isTrue();
		assertThat(send.hasSetting(Setting.TOPIC)).isFalse();
	}

	@Test
	void aProtocolExceptionHasNoStackTrace() {
		assertThat(new ProtocolException("message").getStackTrace()).isEmpty();
	}

}
