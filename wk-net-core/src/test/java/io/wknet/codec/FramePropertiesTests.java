package io.wknet.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameType;
import io.wknet.frame.Payload;
import io.wknet.frame.ProtocolVersion;
import io.wknet.frame.SendFrame;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for all frames, versions and headers, and wherever a stream is cut. jqwik
 * chooses the cases, tells the seed of a failure, and looks for a smaller one. The
 * configuration parameter {@code jqwik.tries.default} gives more of them.
 */
class FramePropertiesTests {

	private static final int MAX_FRAME_BYTES = 1 << 20;

	@Provide
	Arbitrary<Case> frames() {
		return cases(WireFormat.FIXED);
	}

	/**
	 * Frames for which both headers have room.
	 */
	@Provide
	Arbitrary<Case> commonFrames() {
		return cases(WireFormat.WKPROTO);
	}

	private static Arbitrary<Case> cases(WireFormat format) {
		return Arbitraries.integers()
			.between(ProtocolVersion.OLDEST, ProtocolVersion.LATEST)
			.flatMap((version) -> Arbitraries
				.randomValue((random) -> new Case(new RandomFrames(random).next(format, version), version)));
	}

	/**
	 * Streams that both headers can carry, in one version.
	 */
	@Provide
	Arbitrary<Stream> streams() {
		return Arbitraries.integers()
			.between(ProtocolVersion.OLDEST, ProtocolVersion.LATEST)
			.flatMap((version) -> Arbitraries
				.randomValue((random) -> new RandomFrames(random).next(WireFormat.WKPROTO, version))
				.list()
				.ofMinSize(1)
				.ofMaxSize(12)
				.map((frames) -> new Stream(frames, version)));
	}

	/**
	 * Sizes up to the largest of a body, often where the remaining length gets one more
	 * byte.
	 */
	@Provide
	Arbitrary<Integer> sizes() {
		Arbitrary<Integer> edges = Arbitraries.of(0, 1, 127, 128, 16_383, 16_384, 32_767, 32_768, 65_535, 65_536,
				MAX_FRAME_BYTES - 64, MAX_FRAME_BYTES);
		Arbitrary<Integer> around = edges
			.flatMap((edge) -> Arbitraries.integers().between(Math.max(0, edge - 40), edge));
		return Arbitraries.oneOf(around,
				Arbitraries.integers().between(0, 40_000).withDistribution(RandomDistribution.uniform()));
	}

	@Property(tries = 10_000)
	void readsBackEveryFrame(@ForAll("frames") Case one) {
		for (WireFormat format : WireFormat.values()) {
			if (one.frame.type() != FrameType.APPLICATION || format == WireFormat.FIXED) {
				byte[] bytes = EncodedBytes.of(one.frame, format, one.version);
				assertThat(FrameEncoder.of(format).encodedBytes(one.frame, one.version)).isEqualTo(bytes.length);
				assertThat(decode(bytes, format, one.version)).isEqualTo(one.frame);
			}
		}
	}

	@Property
	void writesTheSameBodyUnderBothHeaders(@ForAll("commonFrames") Case one) {
		byte[] fixed = EncodedBytes.of(one.frame, WireFormat.FIXED, one.version);
		byte[] variable = EncodedBytes.of(one.frame, WireFormat.WKPROTO, one.version);
		byte[] body = Arrays.copyOfRange(fixed, FixedHeader.BYTES, fixed.length);
		assertThat(Arrays.copyOfRange(variable, variable.length - body.length, variable.length)).isEqualTo(body);
		assertThat(decode(fixed, WireFormat.FIXED, one.version))
			.isEqualTo(decode(variable, WireFormat.WKPROTO, one.version));
	}

	@Property
	void ignoresWhatFollowsTheLastField(@ForAll("commonFrames") Case one, @ForAll @Size(max = 20) byte[] more) {
		FrameType type = one.frame.type();
		Assume.that(type != FrameType.PING && type != FrameType.PONG);
		Assume.that(type != FrameType.SEND && type != FrameType.RECV && type != FrameType.EVENT);
		byte[] fixed = EncodedBytes.of(one.frame, WireFormat.FIXED, one.version);
		ByteBuf longer = Unpooled.buffer().writeBytes(fixed).writeBytes(more);
		longer.setInt(FixedHeader.LENGTH_OFFSET, fixed.length - FixedHeader.BYTES + more.length);
		assertThat(FrameDecoder.of(WireFormat.FIXED).decode(longer, one.version, MAX_FRAME_BYTES)).isEqualTo(one.frame);
		assertThat(longer.isReadable()).isFalse();
	}

	@Property(tries = 300)
	void readsBackBodiesOfEverySize(@ForAll("sizes") int size, @ForAll @IntRange(min = 16, max = 255) int type) {
		byte[] bytes = new byte[size];
		Arrays.fill(bytes, (byte) type);
		Payload payload = Payload.wrap(bytes);
		Frame own = new ApplicationFrame(type, type, payload);
		assertThat(decode(EncodedBytes.of(own, WireFormat.FIXED, 5), WireFormat.FIXED, 5)).isEqualTo(own);
		int sendBytes = FrameEncoder.of(WireFormat.FIXED).encodedBytes(send(Payload.EMPTY), 5) - FixedHeader.BYTES;
		if (sendBytes + size <= MAX_FRAME_BYTES) {
			for (WireFormat format : WireFormat.values()) {
				byte[] sent = EncodedBytes.of(send(payload), format, 5);
				assertThat(FrameEncoder.of(format).encodedBytes(send(payload), 5)).isEqualTo(sent.length);
				assertThat(decode(sent, format, 5)).isEqualTo(send(payload));
			}
		}
	}

	private static SendFrame send(Payload payload) {
		return new SendFrame(0, 0, 1, "no", "", "channel", 2, 0, "", "", payload);
	}

	/**
	 * Every cut of a stream in two.
	 */
	@Property(tries = 100)
	void takesTheSameFramesWhereverAStreamIsCutOnce(@ForAll("streams") Stream stream, @ForAll WireFormat format) {
		byte[] bytes = stream.bytes(format);
		int step = Math.max(1, bytes.length / 200);
		for (int cut = 0; cut <= bytes.length; cut += step) {
			assertThat(take(bytes, new int[] { cut }, format, stream.version)).isEqualTo(stream.frames);
		}
	}

	/**
	 * Both headers come to the same frames, each cut in its own places.
	 */
	@Property
	void takesTheSameFramesFromBothHeadersWhereverTheyAreCut(@ForAll("streams") Stream stream,
			@ForAll @Size(max = 30) List<@IntRange(max = 4000) Integer> cuts) {
		for (WireFormat format : WireFormat.values()) {
			byte[] bytes = stream.bytes(format);
			int[] sorted = cuts.stream().mapToInt((cut) -> Math.min(cut, bytes.length)).sorted().toArray();
			assertThat(take(bytes, sorted, format, stream.version)).as("%s", format).isEqualTo(stream.frames);
		}
	}

	private static Frame decode(byte[] bytes, WireFormat format, int version) {
		ByteBuf in = Unpooled.wrappedBuffer(bytes);
		Frame frame = FrameDecoder.of(format).decode(in, version, MAX_FRAME_BYTES);
		assertThat(in.isReadable()).isFalse();
		assertThat(frame).isNotNull();
		return frame;
	}

	private static List<Frame> take(byte[] bytes, int[] cuts, WireFormat format, int version) {
		List<Frame> frames = new ArrayList<>();
		ByteBuf arrived = Unpooled.buffer(bytes.length);
		int[] ends = IntStream.concat(IntStream.of(cuts), IntStream.of(bytes.length)).toArray();
		int from = 0;
		for (int end : ends) {
			arrived.writeBytes(bytes, from, end - from);
			from = end;
			Frame frame = FrameDecoder.of(format).decode(arrived, version, MAX_FRAME_BYTES);
			while (frame != null) {
				frames.add(frame);
				frame = FrameDecoder.of(format).decode(arrived, version, MAX_FRAME_BYTES);
			}
		}
		assertThat(arrived.isReadable()).isFalse();
		return frames;
	}

	/**
	 * A frame in a version.
	 *
	 * @param frame the frame
	 * @param version the protocol version
	 */
	record Case(Frame frame, int version) {

	}

	/**
	 * Frames one after the other.
	 *
	 * @param frames the frames
	 * @param version the protocol version
	 */
	record Stream(List<Frame> frames, int version) {

		byte[] bytes(WireFormat format) {
			ByteBuf out = Unpooled.buffer();
			this.frames.forEach((frame) -> FrameEncoder.of(format).encode(frame, this.version, out));
			byte[] bytes = new byte[out.readableBytes()];
			out.readBytes(bytes);
			return bytes;
		}

	}

}
