package io.wknet.codec;

import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.frame.Frame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is written is read back, whatever the fields hold.
 */
class RoundTripTests {

	private static final int ROUNDS = 20_000;

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void readsBackWhatItWrote(WireFormat format) {
		Random random = new Random(3);
		RandomFrames frames = new RandomFrames(random);
		ByteBuf buffer = Unpooled.buffer();
		for (int round = 0; round < ROUNDS; round++) {
			int version = 1 + random.nextInt(5);
			Frame frame = frames.next(format, version);
			buffer.clear();
			FrameEncoder.of(format).encode(frame, version, buffer);
			assertThat(FrameEncoder.of(format).encodedBytes(frame, version)).isEqualTo(buffer.readableBytes());
			assertThat(FrameDecoder.of(format).decode(buffer, version, 1 << 20)).isEqualTo(frame);
			assertThat(buffer.isReadable()).isFalse();
		}
	}

}
