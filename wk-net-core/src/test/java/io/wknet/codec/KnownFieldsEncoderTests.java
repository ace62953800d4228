package io.wknet.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import io.wknet.frame.RecvFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class KnownFieldsEncoderTests {

	private static final EventFrame EVENT = EventFrame.of("1", "typing", Payload.EMPTY);

	@ParameterizedTest
	@CsvSource({ "1, b8", "2, b8", "3, ba", "4, ba", "5, ba" })
	void aReceiverGetsTheSettingsItKnows(int version, String expected) {
		RecvFrame recv = new RecvFrame(0, 0xFF, "", "alice", "bob", 1, 0, "", 1, "stream", 9, 1, 1, 1, "topic",
				Payload.utf8("hello"));
		RecvFrame read = (RecvFrame) roundTrip(recv, version);
		assertThat(read.setting()).isEqualTo(Integer.parseInt(expected, 16));
		assertThat(read.topic()).isEqualTo("topic");
		assertThat(read.streamNo()).isEqualTo((version == 3 || version == 4) ? "stream" : "");
		assertThat(read.payload()).isEqualTo(recv.payload());
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4 })
	void eventCanNotBeWrittenToAnOldClient(int version) {
		FrameEncoder encoder = FrameEncoder.toPeer(WireFormat.WKPROTO);
		ByteBuf out = Unpooled.buffer();
		assertThatIllegalArgumentException().isThrownBy(() -> encoder.encode(EVENT, version, out))
			.withMessage("EVENT needs protocol version 5 over the variable header, found " + version
					+ "; send a RECV to such a client");
		assertThatIllegalArgumentException().isThrownBy(() -> encoder.encodedBytes(EVENT, version));
		assertThat(out.isReadable()).isFalse();
	}

	@Test
	void eventCanBeWrittenToANewOne() {
		assertThat(roundTrip(EVENT, 5)).isEqualTo(EVENT);
	}

	@Test
	void allElseIsWrittenAsItIs() {
		assertThat(SampleFrames.of(WireFormat.WKPROTO, 5)).isNotEmpty()
			.allSatisfy((frame) -> assertThat(roundTrip(frame, 5)).isEqualTo(frame));
	}

	@Test
	void theFixedHeaderHasNoSuchClients() {
		assertThat(FrameEncoder.toPeer(WireFormat.FIXED)).isSameAs(FrameEncoder.of(WireFormat.FIXED));
	}

	private static Frame roundTrip(Frame frame, int version) {
		FrameEncoder encoder = FrameEncoder.toPeer(WireFormat.WKPROTO);
		ByteBuf out = Unpooled.buffer();
		encoder.encode(frame, version, out);
		assertThat(encoder.encodedBytes(frame, version)).isEqualTo(out.readableBytes());
		Frame read = FrameDecoder.of(WireFormat.WKPROTO).decode(out, version, 1 << 20);
		assertThat(read).isNotNull();
		return read;
	}

}
