package io.wknet.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.codec.SampleFrames.Sample;
import io.wknet.frame.Frame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.wknet.codec.FrameAssert.assertThatBytes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Frames as a network may deliver them: cut anywhere, and glued together.
 */
class SplitFrameTests {

	private static final int MAX_FRAME_BYTES = 1 << 20;

	static Stream<Arguments> formatsAndVersions() {
		return Stream.of(WireFormat.values())
			.flatMap((format) -> SampleFrames.versions().map((version) -> Arguments.of(format, version)));
	}

	@ParameterizedTest
	@MethodSource("io.wknet.codec.SampleFrames#everywhere")
	void waitsForEveryByteOfAFrame(Sample sample) {
		byte[] bytes = sample.bytes();
		for (int length = 0; length < bytes.length; length++) {
			assertThatBytes(Arrays.copyOf(bytes, length)).over(sample.format())
				.inVersion(sample.version())
				.isIncomplete();
		}
		assertThatBytes(bytes).over(sample.format()).inVersion(sample.version()).isFrame(sample.frame());
	}

	@ParameterizedTest
	@MethodSource("formatsAndVersions")
	void takesGluedFramesOneByOne(WireFormat format, int version) {
		List<Frame> sent = SampleFrames.of(format, version);
		ByteBuf stream = Unpooled.buffer();
		sent.forEach((frame) -> FrameEncoder.of(format).encode(frame, version, stream));
		List<Frame> received = new ArrayList<>();
		decodeAll(stream, format, version, received);
		assertThat(received).isEqualTo(sent);
		assertThat(stream.isReadable()).isFalse();
	}

	@ParameterizedTest
	@MethodSource("formatsAndVersions")
	void takesFramesFromAStreamThatArrivesByteByByte(WireFormat format, int version) {
		List<Frame> sent = SampleFrames.of(format, version);
		ByteBuf stream = Unpooled.buffer();
		sent.forEach((frame) -> FrameEncoder.of(format).encode(frame, version, stream));
		ByteBuf arrived = Unpooled.buffer();
		List<Frame> received = new ArrayList<>();
		while (stream.isReadable()) {
			arrived.writeByte(stream.readByte());
			decodeAll(arrived, format, version, received);
		}
		assertThat(received).isEqualTo(sent);
		assertThat(arrived.isReadable()).isFalse();
	}

	private static void decodeAll(ByteBuf in, WireFormat format, int version, List<Frame> received) {
		Frame frame = FrameDecoder.of(format).decode(in, version, MAX_FRAME_BYTES);
		while (frame != null) {
			received.add(frame);
			frame = FrameDecoder.of(format).decode(in, version, MAX_FRAME_BYTES);
		}
	}

}
