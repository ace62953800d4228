package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.wknet.codec.SampleFrames.Sample;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import io.wknet.frame.PingFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.SendFrame;
import io.wknet.frame.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.wknet.codec.FrameAssert.assertThatBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FrameEncoder}.
 */
class FrameEncoderTests {

	private static final int MAX_STRING_BYTES = 32_767;

	private static final int MAX_VARIABLE_BODY_BYTES = 1_048_576;

	/**
	 * The body of an EVENT without data.
	 */
	private static final int EVENT_BYTES = 12;

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void isOneObjectPerFormat(WireFormat format) {
		assertThat(FrameEncoder.of(format)).isSameAs(FrameEncoder.of(format));
	}

	@ParameterizedTest
	@MethodSource("io.wknet.codec.SampleFrames#everywhere")
	void writesBehindWhatIsThere(Sample sample) {
		ByteBuf out = Unpooled.buffer().writeByte(42);
		FrameEncoder.of(sample.format()).encode(sample.frame(), sample.version(), out);
		assertThat(out.readByte()).isEqualTo((byte) 42);
		assertThat(ByteBufUtil.getBytes(out)).containsExactly(sample.bytes());
	}

	@ParameterizedTest
	@MethodSource("io.wknet.codec.SampleFrames#everywhere")
	void tellsTheSizeOfEveryFrame(Sample sample) {
		assertThat(FrameEncoder.of(sample.format()).encodedBytes(sample.frame(), sample.version()))
			.isEqualTo(sample.bytes().length);
	}

	@ParameterizedTest
	@MethodSource("io.wknet.codec.SampleFrames#everywhere")
	void fitsIntoABufferOfTheSizeItTold(Sample sample) {
		FrameEncoder encoder = FrameEncoder.of(sample.format());
		int bytes = encoder.encodedBytes(sample.frame(), sample.version());
		ByteBuf out = Unpooled.buffer(bytes, bytes);
		encoder.encode(sample.frame(), sample.version(), out);
		assertThat(out.writerIndex()).isEqualTo(bytes);
	}

	@ParameterizedTest
	@MethodSource("io.wknet.codec.SampleFrames#everywhere")
	void leavesTheBufferAsItWasWhenItIsTooSmall(Sample sample) {
		int bytes = sample.bytes().length;
		for (int capacity = 0; capacity < bytes; capacity++) {
			ByteBuf out = Unpooled.buffer(capacity + 1, capacity + 1).writeByte(42);
			assertThatExceptionOfType(IndexOutOfBoundsException.class)
				.isThrownBy(() -> FrameEncoder.of(sample.format()).encode(sample.frame(), sample.version(), out));
			assertThat(out.writerIndex()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void writesTheLongestString(WireFormat format) {
		Frame frame = DisconnectFrame.of(ReasonCode.UNKNOWN, "é".repeat(MAX_STRING_BYTES / 2) + "e");
		assertThatBytes(EncodedBytes.of(frame, format, 5)).over(format).isFrame(frame);
	}

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void refusesALongerStringByItsName(WireFormat format) {
		String tooLong = "é".repeat(MAX_STRING_BYTES / 2 + 1);
		assertRefused(DisconnectFrame.of(ReasonCode.UNKNOWN, tooLong), format,
				"reason must be at most 32767 bytes of UTF-8, found 32768; send long text as payload");
		assertRefused(ConnectFrame.of("u", DeviceFlag.APP, "d", tooLong), format,
				"token must be at most 32767 bytes of UTF-8, found 32768; send long text as payload");
		assertRefused(new SendFrame(0, Setting.TOPIC, 1, "n", "", "c", 1, 0, "", tooLong, Payload.EMPTY), format,
				"topic must be at most 32767 bytes of UTF-8, found 32768; send long text as payload");
	}

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void ignoresAStringThatTheVersionDoesNotWrite(WireFormat format) {
		Frame frame = new SendFrame(0, Setting.STREAM, 1, "n", "s".repeat(MAX_STRING_BYTES + 1), "c", 1, 0, "", "t",
				Payload.EMPTY);
		Frame read = new SendFrame(0, Setting.STREAM, 1, "n", "", "c", 1, 0, "", "", Payload.EMPTY);
		assertThatBytes(EncodedBytes.of(frame, format, 5)).over(format).isFrame(read);
	}

	@Test
	void refusesAnApplicationsFrameOverTheVariableHeader() {
		assertRefused(ApplicationFrame.of(200, Payload.EMPTY), WireFormat.WKPROTO,
				"The frame type must be 1..12 over the variable header, found 200; send it over the fixed header");
	}

	@ParameterizedTest
	@ValueSource(ints = { MAX_VARIABLE_BODY_BYTES - 1, MAX_VARIABLE_BODY_BYTES })
	void writesABodyUpToTheLimitOfTheVariableHeader(int bodyBytes) {
		Frame frame = event(bodyBytes - EVENT_BYTES);
		assertThatBytes(EncodedBytes.of(frame, WireFormat.WKPROTO, 5)).over(WireFormat.WKPROTO).isFrame(frame);
	}

	@Test
	void refusesABodyOverTheLimitOfTheVariableHeader() {
		assertRefused(event(MAX_VARIABLE_BODY_BYTES + 1 - EVENT_BYTES), WireFormat.WKPROTO,
				"The body must be at most 1048576 bytes over the variable header, found 1048577; "
						+ "send a smaller payload");
	}

	@Test
	void writesALargerBodyOverTheFixedHeader() {
		Frame frame = event(MAX_VARIABLE_BODY_BYTES + 1);
		assertThatBytes(EncodedBytes.of(frame, WireFormat.FIXED, 5)).over(WireFormat.FIXED)
			.withMaxFrameBytes(2 * MAX_VARIABLE_BODY_BYTES)
			.isFrame(frame);
	}

	@ParameterizedTest
	@ValueSource(ints = { 127, 128, 16_383, 16_384, 32_767 })
	void writesTheShortestRemainingLength(int bodyBytes) {
		Frame frame = event(bodyBytes - EVENT_BYTES);
		int headerBytes = (bodyBytes < 128) ? 2 : (bodyBytes < 16_384) ? 3 : 4;
		assertThat(EncodedBytes.of(frame, WireFormat.WKPROTO, 5)).hasSize(headerBytes + bodyBytes);
		assertThat(FrameEncoder.of(WireFormat.WKPROTO).encodedBytes(frame, 5)).isEqualTo(headerBytes + bodyBytes);
	}

	@Test
	void writesPingAsOneByteOverTheVariableHeader() {
		assertThat(EncodedBytes.of(PingFrame.INSTANCE, WireFormat.WKPROTO, 5)).containsExactly(0x70);
	}

	private static EventFrame event(int dataBytes) {
		return new EventFrame(0, "", "", 0, Payload.wrap(new byte[dataBytes]));
	}

	private static void assertRefused(Frame frame, WireFormat format, String message) {
		ByteBuf out = Unpooled.buffer().writeByte(42);
		FrameEncoder encoder = FrameEncoder.of(format);
		assertThatIllegalArgumentException().isThrownBy(() -> encoder.encode(frame, 5, out)).withMessage(message);
		assertThatIllegalArgumentException().isThrownBy(() -> encoder.encodedBytes(frame, 5)).withMessage(message);
		assertThat(out.writerIndex()).isEqualTo(1);
	}

}
