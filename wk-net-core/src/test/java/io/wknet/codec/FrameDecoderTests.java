package io.wknet.codec;

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvackFrame;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.wknet.codec.FrameAssert.assertThatBytes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameDecoder}: what it refuses, and when.
 */
class FrameDecoderTests {

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void isOneObjectPerFormat(WireFormat format) {
		assertThat(FrameDecoder.of(format)).isSameAs(FrameDecoder.of(format));
	}

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void waitsWhenThereIsNothing(WireFormat format) {
		assertThatBytes("").over(format).isIncomplete();
	}

	@Nested
	class FixedHeader {

		private static final int MAX = 100;

		@ParameterizedTest
		@ValueSource(ints = { 0, 13, 14, 15 })
		void refusesAReservedTypeByItsFirstByte(int typeCode) {
			assertThatBytes(new byte[] { (byte) typeCode })
				.isMalformed("The frame type must be 1..12 or 16..255, found " + typeCode);
		}

		@ParameterizedTest
		@ValueSource(ints = { 16, 71, 83, 127, 128, 254, 255 })
		void takesAnApplicationType(int typeCode) {
			assertThatBytes(new byte[] { (byte) typeCode, 0x71, 0, 0, 0, 1, 42 })
				.isFrame(new ApplicationFrame(typeCode, 0x71, Payload.copyOf(new byte[] { 42 })));
		}

		@ParameterizedTest
		@ValueSource(longs = { MAX + 1, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL })
		void refusesALengthOverTheLimitByTheHeaderAlone(long length) {
			assertThatBytes(header(length)).withMaxFrameBytes(MAX).isTooLarge(length);
		}

		@ParameterizedTest
		@ValueSource(longs = { 0x4000_0001L, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL })
		void refusesALengthOverTheLargestLimit(long length) {
			assertThatBytes(header(length)).withMaxFrameBytes(1 << 30).isTooLarge(length);
		}

		@ParameterizedTest
		@ValueSource(longs = { 1, MAX - 1, MAX })
		void waitsForABodyUpToTheLimit(long length) {
			assertThatBytes(header(length)).withMaxFrameBytes(MAX).isIncomplete();
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, MAX - 1, MAX })
		void takesABodyUpToTheLimit(int length) {
			byte[] bytes = ByteBuffer.allocate(6 + length).put((byte) 0x10).put((byte) 0).putInt(length).array();
			assertThatBytes(bytes).withMaxFrameBytes(MAX)
				.isFrame(ApplicationFrame.of(16, Payload.copyOf(new byte[length])));
		}

		@Test
		void decidesOnTheLengthByItsLastByte() {
			assertThatBytes("03 00 FF FF FF").isIncomplete();
			assertThatBytes("03 00 FF FF FF FF").isTooLarge(0xFFFF_FFFFL);
		}

		@Test
		void refusesABodyOfPingByTheHeaderAlone() {
			assertThatBytes("07 00 00000001").isMalformed("The body of PING must be 0 bytes, found 1");
			assertThatBytes("08 00 00000001 00").isMalformed("The body of PONG must be 0 bytes, found 1");
		}

		@Test
		void refusesABodyOfPingOverTheLimitAsTooLarge() {
			assertThatBytes("07 00 FFFFFFFF").isTooLarge(0xFFFF_FFFFL);
		}

		@ParameterizedTest
		@ValueSource(strings = { "474554202F20", "5353482D322E", "160301020001" })
		void refusesHttpSshAndTlsByTheHeader(String firstBytes) {
			long length = Long.parseLong(firstBytes.substring(4), 16);
			assertThatBytes(firstBytes).isTooLarge(length);
		}

		private static byte[] header(long length) {
			return ByteBuffer.allocate(6).put((byte) 0x03).put((byte) 0).putInt((int) length).array();
		}

	}

	@Nested
	class VariableHeader {

		private static FrameAssert assertThatVariable(String hex) {
			return assertThatBytes(hex).over(WireFormat.WKPROTO);
		}

		@ParameterizedTest
		@CsvSource({ "00, 0", "0F, 0", "D0, 13", "E7, 14", "FF, 15" })
		void refusesAReservedTypeByItsFirstByte(String hex, int typeCode) {
			assertThatVariable(hex).isMalformed("The frame type must be 1..12 or 16..255, found " + typeCode);
			assertThatVariable(hex + "00").isMalformed("The frame type must be 1..12 or 16..255, found " + typeCode);
		}

		@Test
		void takesPingAndPongWithAnyFlags() {
			assertThatVariable("70").isFrame(PingFrame.INSTANCE);
			assertThatVariable("7F 70").beginsWithFrame(PingFrame.INSTANCE, 1);
			assertThatVariable("8A").isFrame(PongFrame.INSTANCE);
		}

		@Test
		void takesPingWhateverTheLimit() {
			assertThatVariable("70").withMaxFrameBytes(1).isFrame(PingFrame.INSTANCE);
		}

		@ParameterizedTest
		@ValueSource(strings = { "30 FF FF FF FF", "30 80 80 80 80", "30 FF FF FF FF 00" })
		void refusesALengthOfMoreThanFourBytes(String hex) {
			assertThatVariable(hex)
				.isMalformed("The remaining length must be at most 4 bytes, found bit 7 set in the last of them");
		}

		@ParameterizedTest
		@CsvSource({ "30 81 80 40, 1048577", "30 FF FF FF 7F, 268435455", "30 81 80 C0 00, 1048577" })
		void refusesALengthThatTheProtocolForbids(String hex, int length) {
			assertThatVariable(hex).withMaxFrameBytes(1 << 30)
				.isMalformed("The remaining length must be 0..1048576, found " + length);
			assertThatVariable(hex).withMaxFrameBytes(1).isMalformed();
		}

		@ParameterizedTest
		@ValueSource(strings = { "30 80 80 40", "30 FF FF 3F", "30 80 80 C0 00" })
		void waitsForABodyThatTheProtocolAllows(String hex) {
			assertThatVariable(hex).isIncomplete();
		}

		@Test
		void takesTheLargestBody() {
			byte[] bytes = new byte[4 + (1 << 20)];
			System.arraycopy(LabelledBytes.hex("C0 80 80 40"), 0, bytes, 0, 4);
			assertThatBytes(bytes).over(WireFormat.WKPROTO)
				.isFrame(new EventFrame(0, "", "", 0, Payload.copyOf(new byte[(1 << 20) - 12])));
		}

		@Test
		void refusesALengthOverTheLimitByTheHeaderAlone() {
			assertThatVariable("30 63").withMaxFrameBytes(100).isIncomplete();
			assertThatVariable("30 64").withMaxFrameBytes(100).isIncomplete();
			assertThatVariable("30 65").withMaxFrameBytes(100).isTooLarge(101);
			assertThatVariable("30 FF FF 3F").withMaxFrameBytes(100).isTooLarge(1048575);
		}

		@Test
		void takesABodyOfExactlyTheLimit() {
			assertThatVariable("60 0C 0000000000000001 00000002").withMaxFrameBytes(12)
				.isFrame(new RecvackFrame(0, 1, 2));
		}

		@ParameterizedTest
		@ValueSource(strings = { "60 8C 00", "60 8C 80 00", "60 8C 80 80 00" })
		void takesALengthWithSuperfluousGroups(String header) {
			assertThatVariable(header + "0000000000000001 00000002").isFrame(new RecvackFrame(0, 1, 2));
		}

		@Test
		void refusesAnEmptyBody() {
			assertThatVariable("60 00").isMalformed("The rest of the body must have at least 8 bytes, found 0");
		}

		@Test
		void refusesATlsClientHello() {
			assertThatVariable("16 03 01 02 00").isMalformed();
		}

	}

	@Nested
	class Fields {

		@Test
		void refusesAStringThatRunsPastTheBody() {
			assertThatBytes("10 05 04 00 7F FF 41").over(WireFormat.WKPROTO)
				.isMalformed("The rest of the body must have at least 32767 bytes, found 1");
		}

		@Test
		void refusesAStringThatRunsIntoTheNextFrame() {
			assertThatBytes("09 00 00000004 00 0002 41 070000000000")
				.isMalformed("The rest of the body must have at least 2 bytes, found 1");
		}

		@ParameterizedTest
		@CsvSource({ "8000, -32768", "FFFF, -1" })
		void refusesANegativeStringLength(String hex, int length) {
			assertThatBytes("09 00 00000004 00" + hex + "41")
				.isMalformed("The length of a string must be 0..32767, found " + length);
		}

		@ParameterizedTest
		@CsvSource({ "09 00 00000000, 1, 0", "09 00 00000001 00, 2, 0", "09 00 00000002 00 00, 2, 1",
				"04 00 00000010 00000000000000000000000000000000, 1, 0", "06 00 00000009 000000000000000000, 4, 1",
				"06 00 00000007 00000000000000, 8, 7" })
		void refusesABodyThatEndsEarly(String hex, int expected, int found) {
			assertThatBytes(hex)
				.isMalformed("The rest of the body must have at least " + expected + " bytes, found " + found);
		}

		@Test
		void neverReadsTheNextFrameToFinishThisOne() {
			assertThatBytes("06 00 0000000B 0000000000000001 000000 070000000000").isMalformed();
		}

		@Test
		void refusesTextThatIsNotUtf8WithoutShowingIt() {
			assertThatBytes("09 00 00000006 00 0003 41 C3 28")
				.isMalformed("A string must be UTF-8, found other bytes among the 3 of this one");
		}

		@Test
		void takesTheReplacementCharacterItself() {
			assertThatBytes("09 00 00000006 00 0003 EF BF BD")
				.isFrame(DisconnectFrame.of(ReasonCode.UNKNOWN, "\uFFFD"));
		}

		@Test
		void readsNoServerVersionWithoutItsFlag() {
			assertThatBytes("02 0E 0000000D 0000000000000001 01 0000 0000").inVersion(3)
				.isFrame(new ConnackFrame(0, 1, ReasonCode.SUCCESS, "", "", 0));
		}

		@Test
		void usesTheSameObjectForEveryEmptyString() {
			ByteBuf in = Unpooled.wrappedBuffer(LabelledBytes.hex("09 00 00000003 00 0000"));
			DisconnectFrame frame = (DisconnectFrame) FrameDecoder.of(WireFormat.FIXED).decode(in, 5, 100);
			assertThat(frame.reason()).isSameAs("");
		}

	}

}
