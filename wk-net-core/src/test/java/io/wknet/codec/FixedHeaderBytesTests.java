package io.wknet.codec;

import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameFlags;
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
import org.junit.jupiter.api.Test;

import static io.wknet.codec.FrameAssert.assertThatBytes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bytes of every type of frame under the fixed header, field by field.
 */
class FixedHeaderBytesTests {

	@Test
	void connectIsAlikeInAllVersions() {
		Frame frame = new ConnectFrame(0, 5, DeviceFlag.PC, "d1", "alice", "t", 1_700_000_000_000L, "");
		for (int version = 1; version <= 5; version++) {
			assertWritten(frame, version, """
					01                      | type: CONNECT
					00                      | flags: none
					00 00 00 1A             | length: 26
					05                      | version: 5
					02                      | deviceFlag: PC
					00 02 64 31             | deviceId: "d1"
					00 05 61 6C 69 63 65    | uid: "alice"
					00 01 74                | token: "t"
					00 00 01 8B CF E5 68 00 | clientTimestamp: 1,700,000,000,000 ms
					00 00                   | clientKey: ""
					""");
		}
	}

	@Test
	void connackWithoutServerVersionNorNodeIdInVersion3() {
		assertWritten(new ConnackFrame(0, -2, ReasonCode.AUTH_FAIL, "", "", 0), 3, """
				02                      | type: CONNACK
				00                      | flags: no server version
				00 00 00 0D             | length: 13
				FF FF FF FF FF FF FF FE | timeDiff: -2 ms
				02                      | reasonCode: AUTH_FAIL
				00 00                   | serverKey: ""
				00 00                   | salt: ""
				""");
	}

	@Test
	void connackWithServerVersionAndNodeIdInVersion4() {
		assertWritten(new ConnackFrame(4, 37, ReasonCode.SUCCESS, "K", "S", -1), 4, """
				02                      | type: CONNACK
				01                      | flags: has server version
				00 00 00 18             | length: 24
				04                      | serverVersion: 4
				00 00 00 00 00 00 00 25 | timeDiff: 37 ms
				01                      | reasonCode: SUCCESS
				00 01 4B                | serverKey: "K"
				00 01 53                | salt: "S"
				FF FF FF FF FF FF FF FF | nodeId: 18,446,744,073,709,551,615
				""");
	}

	@Test
	void connackWithServerVersionButWithoutNodeIdInVersion3() {
		assertWritten(new ConnackFrame(3, 0, ReasonCode.SUCCESS, "", "", 0), 3, """
				02                      | type: CONNACK
				01                      | flags: has server version
				00 00 00 0E             | length: 14
				03                      | serverVersion: 3
				00 00 00 00 00 00 00 00 | timeDiff: 0 ms
				01                      | reasonCode: SUCCESS
				00 00                   | serverKey: ""
				00 00                   | salt: ""
				""");
	}

	@Test
	void sendInVersion1() {
		assertWritten(new SendFrame(FrameFlags.RED_DOT, Setting.STREAM, 0xFFFF_FFFFL, "n", "", "c", 2, 0, "", "",
				Payload.utf8("hi")), 1, """
						03          | type: SEND
						02          | flags: redDot
						00 00 00 10 | length: 16
						02          | setting: stream, which version 1 does not know
						FF FF FF FF | clientSeq: 4,294,967,295
						00 01 6E    | clientMsgNo: "n"
						00 01 63    | channelId: "c"
						02          | channelType: group
						00 00       | msgKey: ""
						68 69       | payload: "hi"
						""");
	}

	@Test
	void sendWithStreamInVersion2() {
		assertWritten(new SendFrame(0, Setting.STREAM, 1, "n", "s", "c", 2, 0, "", "", Payload.utf8("hi")), 2, """
				03          | type: SEND
				00          | flags: none
				00 00 00 13 | length: 19
				02          | setting: stream
				00 00 00 01 | clientSeq: 1
				00 01 6E    | clientMsgNo: "n"
				00 01 73    | streamNo: "s"
				00 01 63    | channelId: "c"
				02          | channelType: group
				00 00       | msgKey: ""
				68 69       | payload: "hi"
				""");
	}

	@Test
	void sendWithEverythingInVersion4() {
		assertWritten(new SendFrame(0xF, 0xFF, 1, "n", "s", "c", 255, 3600, "k", "t", Payload.utf8("hi")), 4, """
				03          | type: SEND
				0F          | flags: all
				00 00 00 1B | length: 27
				FF          | setting: all
				00 00 00 01 | clientSeq: 1
				00 01 6E    | clientMsgNo: "n"
				00 01 73    | streamNo: "s"
				00 01 63    | channelId: "c"
				FF          | channelType: 255
				00 00 0E 10 | expire: 3,600 s
				00 01 6B    | msgKey: "k"
				00 01 74    | topic: "t"
				68 69       | payload: "hi"
				""");
	}

	@Test
	void sendHasNoStreamNoInVersion5() {
		assertWritten(new SendFrame(0, Setting.STREAM, 1, "n", "", "c", 2, 0, "k", "", Payload.EMPTY), 5, """
				03          | type: SEND
				00          | flags: none
				00 00 00 13 | length: 19
				02          | setting: stream
				00 00 00 01 | clientSeq: 1
				00 01 6E    | clientMsgNo: "n"
				00 01 63    | channelId: "c"
				02          | channelType: group
				00 00 00 00 | expire: never
				00 01 6B    | msgKey: "k"
				""");
	}

	@Test
	void sendack() {
		assertWritten(new SendackFrame(FrameFlags.DUP, 0x0102_0304_0506_0708L, 9, 0x8000_0000L, ReasonCode.RATE_LIMIT),
				5, """
						04                      | type: SENDACK
						08                      | flags: dup
						00 00 00 11             | length: 17
						01 02 03 04 05 06 07 08 | messageId
						00 00 00 09             | clientSeq: 9
						80 00 00 00             | messageSeq: 2,147,483,648
						16                      | reasonCode: RATE_LIMIT
						""");
	}

	@Test
	void recvInVersion1() {
		assertWritten(
				new RecvFrame(0, Setting.STREAM, "", "f", "c", 1, 0, "n", 0, "", 0, 77, 5, -1, "", Payload.utf8("hi")),
				1, """
						05                      | type: RECV
						00                      | flags: none
						00 00 00 1F             | length: 31
						02                      | setting: stream, which version 1 does not know
						00 00                   | msgKey: ""
						00 01 66                | fromUid: "f"
						00 01 63                | channelId: "c"
						01                      | channelType: person
						00 01 6E                | clientMsgNo: "n"
						00 00 00 00 00 00 00 4D | messageId: 77
						00 00 00 05             | messageSeq: 5
						FF FF FF FF             | timestamp: -1 s
						68 69                   | payload: "hi"
						""");
	}

	@Test
	void recvWithEverythingInVersion4() {
		assertWritten(new RecvFrame(FrameFlags.NO_PERSIST, 0xFF, "k", "f", "c", 1, 60, "n", 2, "s", 6, 77, 5, 97, "t",
				Payload.utf8("hi")), 4, """
						05                      | type: RECV
						01                      | flags: noPersist
						00 00 00 33             | length: 51
						FF                      | setting: all
						00 01 6B                | msgKey: "k"
						00 01 66                | fromUid: "f"
						00 01 63                | channelId: "c"
						01                      | channelType: person
						00 00 00 3C             | expire: 60 s
						00 01 6E                | clientMsgNo: "n"
						02                      | streamFlag: end
						00 01 73                | streamNo: "s"
						00 00 00 00 00 00 00 06 | streamId: 6
						00 00 00 00 00 00 00 4D | messageId: 77
						00 00 00 05             | messageSeq: 5
						00 00 00 61             | timestamp: 97 s
						00 01 74                | topic: "t"
						68 69                   | payload: "hi"
						""");
	}

	@Test
	void recvHasNoStreamFieldsInVersion5() {
		assertWritten(new RecvFrame(0, Setting.STREAM, "", "f", "c", 1, 60, "", 0, "", 0, 77, 5, 97, "", Payload.EMPTY),
				5, """
						05                      | type: RECV
						00                      | flags: none
						00 00 00 20             | length: 32
						02                      | setting: stream
						00 00                   | msgKey: ""
						00 01 66                | fromUid: "f"
						00 01 63                | channelId: "c"
						01                      | channelType: person
						00 00 00 3C             | expire: 60 s
						00 00                   | clientMsgNo: ""
						00 00 00 00 00 00 00 4D | messageId: 77
						00 00 00 05             | messageSeq: 5
						00 00 00 61             | timestamp: 97 s
						""");
	}

	@Test
	void recvack() {
		assertWritten(new RecvackFrame(FrameFlags.SYNC_ONCE, -1, 5), 5, """
				06                      | type: RECVACK
				04                      | flags: syncOnce
				00 00 00 0C             | length: 12
				FF FF FF FF FF FF FF FF | messageId: -1
				00 00 00 05             | messageSeq: 5
				""");
	}

	@Test
	void ping() {
		assertWritten(PingFrame.INSTANCE, 5, """
				07          | type: PING
				00          | flags: none
				00 00 00 00 | length: 0
				""");
	}

	@Test
	void pong() {
		assertWritten(PongFrame.INSTANCE, 5, """
				08          | type: PONG
				00          | flags: none
				00 00 00 00 | length: 0
				""");
	}

	@Test
	void disconnect() {
		assertWritten(DisconnectFrame.of(ReasonCode.CONNECT_KICK, "盐"), 5, """
				09             | type: DISCONNECT
				00             | flags: none
				00 00 00 06    | length: 6
				0C             | reasonCode: CONNECT_KICK
				00 03 E7 9B 90 | reason: one character of three bytes
				""");
	}

	@Test
	void sub() {
		assertWritten(new SubFrame(0, Setting.SIGNAL, "n", "c", 2, SubFrame.UNSUBSCRIBE, "{}"), 5, """
				0A          | type: SUB
				00          | flags: none
				00 00 00 0D | length: 13
				20          | setting: signal
				00 01 6E    | subNo: "n"
				00 01 63    | channelId: "c"
				02          | channelType: group
				01          | action: unsubscribe
				00 02 7B 7D | param: "{}"
				""");
	}

	@Test
	void suback() {
		assertWritten(new SubackFrame(0, "n", "c", 2, SubFrame.SUBSCRIBE, ReasonCode.SUCCESS), 5, """
				0B          | type: SUBACK
				00          | flags: none
				00 00 00 09 | length: 9
				00 01 6E    | subNo: "n"
				00 01 63    | channelId: "c"
				02          | channelType: group
				00          | action: subscribe
				01          | reasonCode: SUCCESS
				""");
	}

	@Test
	void event() {
		assertWritten(new EventFrame(0, "i", "t", 1, Payload.copyOf(new byte[] { -1 })), 5, """
				0C                      | type: EVENT
				00                      | flags: none
				00 00 00 0F             | length: 15
				00 01 69                | id: "i"
				00 01 74                | type: "t"
				00 00 00 00 00 00 00 01 | timestamp: 1 ms
				FF                      | data: one byte
				""");
	}

	@Test
	void application() {
		assertWritten(new ApplicationFrame(16, 0xA5, Payload.utf8("hi")), 5, """
				10          | type: the first of the application's own
				A5          | flags: as the application likes
				00 00 00 02 | length: 2
				68 69       | payload: "hi"
				""");
	}

	@Test
	void applicationWithAllBitsSet() {
		assertWritten(new ApplicationFrame(254, 0xFF, Payload.EMPTY), 5, """
				FE          | type: 254
				FF          | flags: all eight
				00 00 00 00 | length: 0
				""");
	}

	@Test
	void onlyTheLowFourBitsAreFlagsOfAProtocolType() {
		assertThatBytes("06 F4 0000000C 0000000000000001 00000002")
			.isFrame(new RecvackFrame(FrameFlags.SYNC_ONCE, 1, 2));
	}

	@Test
	void flagsOfPingAndPongAreIgnored() {
		assertThatBytes("07 FF 00000000").isFrame(PingFrame.INSTANCE);
		assertThatBytes("08 FF 00000000").isFrame(PongFrame.INSTANCE);
	}

	@Test
	void bytesBehindTheLastFieldAreIgnored() {
		assertThatBytes("06 00 0000000E 0000000000000001 00000002 AABB").isFrame(new RecvackFrame(0, 1, 2));
	}

	private static void assertWritten(Frame frame, int version, String lines) {
		byte[] bytes = LabelledBytes.of(lines);
		assertThat(EncodedBytes.of(frame, WireFormat.FIXED, version)).containsExactly(bytes);
		assertThatBytes(bytes).over(WireFormat.FIXED).inVersion(version).isFrame(frame);
	}

}
