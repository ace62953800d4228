package io.wknet.codec;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import io.wknet.frame.PingFrame;
import io.wknet.frame.ProtocolVersion;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Bytes to a frame and back, with a payload of 128 bytes.
 *
 * @since 0.1.0
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {

	private static final int MAX_FRAME_BYTES = FrameLimits.defaults().maxFrameBytes();

	private final ByteBuf bytes = Unpooled.buffer(512);

	private final ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(512);

	@Param
	private WireFormat format;

	@Param({ "PING", "SEND", "SENDACK", "RECV" })
	private String type;

	private Frame frame;

	private FrameDecoder decoder;

	private FrameEncoder encoder;

	@Setup(Level.Trial)
	public void encodeOnce() {
		SendFrame send = SendFrame.of(1, "0123456789abcdef", "c1", 2, Payload.utf8("x".repeat(128)));
		this.frame = switch (this.type) {
			case "PING" -> PingFrame.INSTANCE;
			case "SEND" -> send;
			case "SENDACK" -> SendackFrame.accepted(send, 1, 1);
			case "RECV" -> RecvFrame.of(send, "u1", "c1", 1, 1);
			default -> throw new IllegalArgumentException(this.type);
		};
		this.decoder = FrameDecoder.of(this.format);
		this.encoder = FrameEncoder.of(this.format);
		this.encoder.encode(this.frame, ProtocolVersion.LATEST, this.bytes);
	}

	@TearDown(Level.Trial)
	public void release() {
		this.bytes.release();
		this.out.release();
	}

	@Benchmark
	public @Nullable Frame decode() {
		return this.decoder.decode(this.bytes.readerIndex(0), ProtocolVersion.LATEST, MAX_FRAME_BYTES);
	}

	@Benchmark
	public ByteBuf encode() {
		this.encoder.encode(this.frame, ProtocolVersion.LATEST, this.out.clear());
		return this.out;
	}

}
