package io.wknet.session;

import java.util.Locale;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.wknet.codec.FrameDecoder;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.WireFormat;
import io.wknet.crypto.CryptoVectors;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import io.wknet.frame.PongFrame;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whole packets of the reference codec.
 */
class MessageSealTests {

	@ParameterizedTest
	@MethodSource("io.wknet.crypto.CryptoVectors#sends")
	void opensASendOfTheReference(CryptoVectors.Message vector) {
		SendFrame send = (SendFrame) frame(vector);
		SendFrame plain = new MessageSeal(vector.cipher()).open(send);
		assertThat(plain).isEqualTo(send.withPayload(Payload.wrap(vector.plain()), ""));
	}

	@ParameterizedTest
	@MethodSource("io.wknet.crypto.CryptoVectors#recvs")
	void sealsARecvAsTheReference(CryptoVectors.Message vector) {
		RecvFrame plain = ((RecvFrame) frame(vector)).withPayload(Payload.wrap(vector.plain()), "");
		MessageSeal seal = new MessageSeal(vector.cipher());
		ByteBuf out = Unpooled.buffer();
		FrameEncoder encoder = FrameEncoder.of(WireFormat.WKPROTO);
		encoder.encode(seal.seal(plain), vector.number("version"), out);
		assertThat(ByteBufUtil.getBytes(out)).isEqualTo(vector.packet());
		assertThat(encoder.encodedBytes(plain, vector.number("version"), seal.growth(plain)))
			.isEqualTo(vector.packet().length);
	}

	@ParameterizedTest
	@MethodSource("io.wknet.crypto.CryptoVectors#sends")
	void everyFieldUnderTheMessageKeyCounts(CryptoVectors.Message vector) {
		MessageSeal seal = new MessageSeal(vector.cipher());
		SendFrame send = (SendFrame) frame(vector);
		String key = send.msgKey();
		byte[] changed = send.payload().toByteArray();
		changed[0] = (byte) ((changed[0] == 'A') ? 'B' : 'A');
		assertThat(seal.open(send.withPayload(send.payload(), ""))).isNull();
		assertThat(seal.open(send.withPayload(send.payload(), key.substring(1)))).isNull();
		assertThat(seal.open(send.withPayload(send.payload(), key.toUpperCase(Locale.ROOT)))).isNull();
		assertThat(seal.open(send.withPayload(Payload.wrap(changed), key))).isNull();
		assertThat(seal.open(send.withPayload(Payload.EMPTY, key))).isNull();
		assertThat(seal.open(with(send, send.clientSeq() + 1, send.channelId(), send.channelType()))).isNull();
		assertThat(seal.open(with(send, send.clientSeq(), send.channelId() + "x", send.channelType()))).isNull();
		assertThat(seal.open(with(send, send.clientSeq(), send.channelId(), send.channelType() + 1))).isNull();
		assertThat(seal.open(send.withFlags(0))).isNotNull();
	}

	@Test
	void leavesOtherFramesAlone() {
		MessageSeal seal = new MessageSeal(CryptoVectors.exchanges().findFirst().orElseThrow().cipher());
		assertThat(seal.seal(PongFrame.INSTANCE)).isSameAs(PongFrame.INSTANCE);
		assertThat(seal.growth(PongFrame.INSTANCE)).isZero();
	}

	private static SendFrame with(SendFrame send, long clientSeq, String channelId, int channelType) {
		return new SendFrame(send.flags(), send.setting(), clientSeq, send.clientMsgNo(), send.streamNo(), channelId,
				channelType, send.expire(), send.msgKey(), send.topic(), send.payload());
	}

	private static Frame frame(CryptoVectors.Message vector) {
		Frame frame = FrameDecoder.of(WireFormat.WKPROTO)
			.decode(Unpooled.wrappedBuffer(vector.packet()), vector.number("version"), 1 << 20);
		assertThat(frame).isNotNull();
		return frame;
	}

}
