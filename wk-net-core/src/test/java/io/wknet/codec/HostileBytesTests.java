package io.wknet.codec;

import java.util.List;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.wknet.codec.SampleFrames.Sample;
import io.wknet.frame.Frame;
import io.wknet.frame.ProtocolException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever the bytes, a decoder takes a frame, waits, or throws a
 * {@link ProtocolException}. The seeds are fixed, so that a failure comes again.
 */
class HostileBytesTests {

	private static final int ROUNDS = 200_000;

	private static final int MAX_FRAME_BYTES = 4096;

	/**
	 * Without the leak detector, which records every access and is slow.
	 */
	private static final ByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(false, true);

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void survivesRandomBytes(WireFormat format) {
		Random random = new Random(1);
		Outcomes outcomes = new Outcomes();
		for (int round = 0; round < ROUNDS; round++) {
			byte[] bytes = new byte[random.nextInt(80)];
			random.nextBytes(bytes);
			if (format == WireFormat.FIXED && bytes.length >= 6) {
				bytes[0] &= 0xF;
				bytes[2] = 0;
				bytes[3] = 0;
				bytes[4] = 0;
				bytes[5] &= 0x3F;
			}
			outcomes.count(format, 1 + random.nextInt(5), bytes);
		}
		outcomes.assertAllSeen();
	}

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void survivesMutatedFrames(WireFormat format) {
		Random random = new Random(2);
		List<Sample> samples = SampleFrames.everywhere().filter((sample) -> sample.format() == format).toList();
		List<byte[]> encoded = samples.stream().map(Sample::bytes).toList();
		Outcomes outcomes = new Outcomes();
		for (int round = 0; round < ROUNDS; round++) {
			int index = random.nextInt(samples.size());
			byte[] bytes = encoded.get(index).clone();
			for (int mutation = random.nextInt(4); mutation >= 0; mutation--) {
				bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
			}
			outcomes.count(format, samples.get(index).version(), bytes);
		}
		outcomes.assertAllSeen();
	}

	/**
	 * What became of the bytes. A run that never saw one of the outcomes tests little.
	 */
	private static final class Outcomes {

		private int frames;

		private int incomplete;

		private int refused;

		void count(WireFormat format, int version, byte[] bytes) {
			try {
				ByteBuf in = ALLOCATOR.heapBuffer().writeBytes(bytes);
				Frame frame = FrameDecoder.of(format).decode(in, version, MAX_FRAME_BYTES);
				if (frame == null) {
					assertThat(in.readerIndex()).isZero();
					this.incomplete++;
				}
				else {
					assertThat(in.readerIndex()).isPositive();
					assertReadsBack(frame, format, version);
					this.frames++;
				}
			}
			catch (ProtocolException ex) {
				assertThat(ex.getMessage()).isNotEmpty();
				this.refused++;
			}
			catch (RuntimeException ex) {
				throw new AssertionError(format + " in version " + version + ": " + ByteBufUtil.hexDump(bytes), ex);
			}
		}

		void assertAllSeen() {
			assertThat(this.frames).as("frames").isGreaterThan(ROUNDS / 100);
			assertThat(this.incomplete).as("incomplete").isGreaterThan(ROUNDS / 100);
			assertThat(this.refused).as("refused").isGreaterThan(ROUNDS / 100);
		}

		private static void assertReadsBack(Frame frame, WireFormat format, int version) {
			ByteBuf out = ALLOCATOR.heapBuffer();
			FrameEncoder.of(format).encode(frame, version, out);
			assertThat(FrameDecoder.of(format).decode(out, version, MAX_FRAME_BYTES)).isEqualTo(frame);
		}

	}

}
