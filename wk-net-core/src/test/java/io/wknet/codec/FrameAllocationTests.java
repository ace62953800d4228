package io.wknet.codec;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the frequent frames cost in garbage: nothing but what comes out.
 */
class FrameAllocationTests {

	private static final int WARM_UP = 20_000;

	private static final int ROUNDS = 10_000;

	/**
	 * Without the leak detector, which allocates for every access.
	 */
	private static final ByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(true, true);

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	/**
	 * Keeps results from being optimized away.
	 */
	private static volatile Object unusedResult;

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void decodesAndEncodesPingForFree(WireFormat format) {
		ByteBuf buffer = ALLOCATOR.directBuffer(256);
		FrameEncoder.of(format).encode(PingFrame.INSTANCE, 5, buffer);
		assertThat(bytesPerRound(() -> decode(buffer, format))).isZero();
		assertThat(bytesPerRound(() -> encode(PongFrame.INSTANCE, buffer, format))).isZero();
		buffer.release();
	}

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void encodesSendackForFree(WireFormat format) {
		ByteBuf buffer = ALLOCATOR.directBuffer(256);
		Frame frame = new SendackFrame(0, 1, 2, 3, ReasonCode.SUCCESS);
		assertThat(bytesPerRound(() -> encode(frame, buffer, format))).isZero();
		buffer.release();
	}

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void decodesSendIntoNothingButItsParts(WireFormat format) {
		byte[] payload = new byte[128];
		byte[] clientMsgNo = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
		byte[] channelId = "channel".getBytes(StandardCharsets.US_ASCII);
		Supplier<Frame> parts = () -> new SendFrame(0, 0, 1, new String(clientMsgNo, StandardCharsets.US_ASCII), "",
				new String(channelId, StandardCharsets.US_ASCII), 1, 0, "", "", Payload.copyOf(payload));
		ByteBuf buffer = ALLOCATOR.heapBuffer();
		FrameEncoder.of(format).encode(parts.get(), 5, buffer);
		assertThat(decode(buffer, format)).isEqualTo(parts.get());
		assertThat(bytesPerRound(() -> decode(buffer, format))).isEqualTo(bytesPerRound(parts));
		buffer.release();
	}

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void allocatesNothingForAFrameThatIsNotThere(WireFormat format) {
		ByteBuf buffer = ALLOCATOR.directBuffer();
		buffer.writeBytes(LabelledBytes.hex((format == WireFormat.FIXED) ? "03 00 00100000 00" : "30 80 80 40 00"));
		assertThat(bytesPerRound(() -> decode(buffer, format))).isZero();
		buffer.release();
	}

	@ParameterizedTest
	@EnumSource(WireFormat.class)
	void allocatesAnExceptionAtMostForALengthThatIsALie(WireFormat format) {
		ByteBuf buffer = ALLOCATOR.directBuffer();
		buffer
			.writeBytes(LabelledBytes.hex((format == WireFormat.FIXED) ? "09 00 00000003 00 7FFF" : "90 03 00 7F FF"));
		assertThat(bytesPerRound(() -> {
			try {
				return decode(buffer, format);
			}
			catch (MalformedFrameException ex) {
				return ex;
			}
		})).isLessThan(1024);
		buffer.release();
	}

	private static Object encode(Frame frame, ByteBuf buffer, WireFormat format) {
		buffer.clear();
		FrameEncoder.of(format).encode(frame, 5, buffer);
		return buffer;
	}

	private static Frame decode(ByteBuf buffer, WireFormat format) {
		buffer.readerIndex(0);
		return FrameDecoder.of(format).decode(buffer, 5, 1 << 20);
	}

	private static long bytesPerRound(Supplier<?> work) {
		repeat(work, WARM_UP);
		long before = THREADS.getCurrentThreadAllocatedBytes();
		repeat(work, ROUNDS);
		return (THREADS.getCurrentThreadAllocatedBytes() - before) / ROUNDS;
	}

	private static void repeat(Supplier<?> work, int rounds) {
		for (int round = 0; round < rounds; round++) {
			unusedResult = work.get();
		}
	}

}
