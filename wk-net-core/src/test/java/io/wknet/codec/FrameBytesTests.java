package io.wknet.codec;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;

import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameType;
import io.wknet.frame.Payload;
import io.wknet.frame.PingFrame;
import io.wknet.frame.ProtocolException;
import io.wknet.frame.ServerFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Frames on their way from server to server.
 */
class FrameBytesTests {

	private static final int MAX = 1 << 20;

	static Stream<Frame> serverFrames() {
		Random random = new Random(3);
		RandomFrames frames = new RandomFrames(random);
		return Stream
			.concat(SampleFrames.of(WireFormat.FIXED, 4).stream(),
					Stream.generate(() -> frames.next(WireFormat.FIXED, 4)).limit(300))
			.filter(ServerFrame.class::isInstance);
	}

	@ParameterizedTest
	@MethodSource("serverFrames")
	void readsBackEveryFieldThatAnyVersionHas(Frame frame) {
		byte[] bytes = FrameBytes.encode((ServerFrame) frame, MAX);
		assertThat(FrameBytes.decode(bytes, MAX)).isEqualTo(frame);
	}

	@ParameterizedTest
	@MethodSource("serverFrames")
	void refusesWhatIsCutOrLonger(Frame frame) {
		byte[] bytes = FrameBytes.encode((ServerFrame) frame, MAX);
		for (int size = 0; size < bytes.length; size++) {
			byte[] cut = Arrays.copyOf(bytes, size);
			assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> FrameBytes.decode(cut, MAX));
		}
		byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> FrameBytes.decode(longer, MAX));
	}

	@Test
	void refusesWhatFollowsTheLastFieldWithinTheBody() {
		byte[] bytes = { (byte) FrameType.SENDACK.code(), 0, 0, 0, 0, 18, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0,
				3, 1, 99 };
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> FrameBytes.decode(bytes, MAX));
	}

	@Test
	void refusesAFrameOfAClient() {
		byte[] bytes = EncodedBytes.of(PingFrame.INSTANCE, WireFormat.FIXED, 5);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> FrameBytes.decode(bytes, MAX))
			.withMessageContaining("PING");
	}

	@Test
	void keepsTheLimit() {
		ServerFrame frame = new ApplicationFrame(255, 255, Payload.wrap(new byte[100]));
		byte[] bytes = FrameBytes.encode(frame, 100);
		assertThat(FrameBytes.decode(bytes, 100)).isEqualTo(frame);
		assertThat(FrameBytes.decode(bytes, 101)).isEqualTo(frame);
		assertThatExceptionOfType(FrameTooLargeException.class).isThrownBy(() -> FrameBytes.decode(bytes, 99));
		assertThatIllegalArgumentException().isThrownBy(() -> FrameBytes.encode(frame, 99))
			.withMessageContaining("limit of 99");
	}

	@Test
	void survivesRandomBytes() {
		Random random = new Random(4);
		for (int round = 0; round < 50_000; round++) {
			byte[] bytes = new byte[6 + random.nextInt(60)];
			random.nextBytes(bytes);
			bytes[0] &= 0xF;
			bytes[2] = 0;
			bytes[3] = 0;
			bytes[4] = 0;
			bytes[5] = (byte) (bytes.length - 6);
			try {
				assertThat(FrameBytes.decode(bytes, MAX)).isNotNull();
			}
			catch (ProtocolException ex) {
				assertThat(ex).isInstanceOf(MalformedFrameException.class);
			}
		}
	}

}
