package io.wknet.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.WireFormat;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import io.wknet.frame.PongFrame;
import io.wknet.frame.RecvFrame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SealingEncoderTests {

	private static final int VERSION = 5;

	/**
	 * Sizes whose headers, of the frame or of the message around it, get wider.
	 */
	@ParameterizedTest
	@CsvSource({ "0", "20", "30", "40", "50", "60", "62", "120", "126", "8000", "8160", "8190", "16000", "32740",
			"65500", "200000" })
	void knowsTheSizeBeforeItSeals(int payloadBytes) {
		RecvFrame recv = RecvFrame.of("alice", "bob", 1, 1, 1, Payload.wrap(new byte[payloadBytes]));
		for (WireFormat format : WireFormat.values()) {
			assertExact(new SealingEncoder(FrameEncoder.toPeer(format), new Doubling()), recv);
			assertExact(new SealingEncoder(WebSocketEncoder.messages(format), new Doubling()), recv);
		}
	}

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void leavesOtherFramesAsTheyAre(WireFormat format) {
		SealingEncoder encoder = new SealingEncoder(FrameEncoder.toPeer(format), new Doubling());
		assertExact(encoder, PongFrame.INSTANCE);
		assertThat(encoder.encodedBytes(PongFrame.INSTANCE, VERSION))
			.isEqualTo(FrameEncoder.of(format).encodedBytes(PongFrame.INSTANCE, VERSION));
	}

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void theLimitOfTheVariableHeaderHoldsForWhatIsSealed(WireFormat format) {
		SealingEncoder encoder = new SealingEncoder(FrameEncoder.toPeer(format), new Doubling());
		RecvFrame recv = RecvFrame.of("alice", "bob", 1, 1, 1, Payload.wrap(new byte[600_000]));
		if (format == WireFormat.FIXED) {
			assertExact(encoder, recv);
			return;
		}
		ByteBuf out = Unpooled.buffer().writeInt(7);
		assertThatIllegalArgumentException().isThrownBy(() -> encoder.encodedBytes(recv, VERSION));
		assertThatIllegalArgumentException().isThrownBy(() -> encoder.encode(recv, VERSION, out));
		assertThat(out.readableBytes()).isEqualTo(Integer.BYTES);
	}

	private static void assertExact(FrameEncoder encoder, Frame frame) {
		ByteBuf out = Unpooled.buffer();
		encoder.encode(frame, VERSION, out);
		assertThat(encoder.encodedBytes(frame, VERSION)).isEqualTo(out.readableBytes());
	}

	/**
	 * Makes each message twice as long.
	 */
	private static final class Doubling implements FrameSeal {

		@Override
		public Frame seal(Frame frame) {
			return (frame instanceof RecvFrame recv) ? recv.withPayload(Payload.wrap(new byte[2 * growth(frame)]), "")
					: frame;
		}

		@Override
		public int growth(Frame frame) {
			return (frame instanceof RecvFrame recv) ? recv.payload().size() : 0;
		}

	}

}
