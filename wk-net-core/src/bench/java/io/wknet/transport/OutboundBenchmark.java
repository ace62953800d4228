package io.wknet.transport;

import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import io.wknet.frame.Frame;
import io.wknet.frame.ProtocolException;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.SendackFrame;
import io.wknet.timer.WheelSettings;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Frames on their way out: encoding, accounting and a flush, to a network that takes
 * everything.
 *
 * @since 0.1.0
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OutboundBenchmark {

	private static final int BURST = 16;

	private final SendackFrame sendack = new SendackFrame(0, 1, 1, 1, ReasonCode.SUCCESS);

	private final TakingChannel channel = new TakingChannel();

	private FrameChannel frames;

	@Setup(Level.Trial)
	public void open() {
		LoopContext loop = new LoopContext(this.channel.eventLoop(), WheelSettings.defaults());
		new PipelineInstaller(new ChannelSettings(Protocol.FIXED, FrameLimits.defaults(), OutboundSettings.defaults()),
				(eventLoop) -> loop, (opened) -> {
					this.frames = opened;
					return new SilentReceiver();
				})
			.install(this.channel);
		this.channel.pipeline().fireChannelActive();
	}

	/**
	 * A frame written, and flushed by a task of the event loop.
	 */
	@Benchmark
	public void writeAndFlush() {
		this.frames.write(this.sendack);
		this.frames.flush();
		this.channel.runPendingTasks();
	}

	/**
	 * The same, with the result that tells when it was sent.
	 */
	@Benchmark
	public void send() {
		this.frames.send(this.sendack);
		this.channel.runPendingTasks();
	}

	/**
	 * Sixteen frames, one buffer, one flush.
	 */
	@Benchmark
	@OperationsPerInvocation(BURST)
	public void burst() {
		for (int i = 0; i < BURST; i++) {
			this.frames.write(this.sendack);
		}
		this.frames.flush();
		this.channel.runPendingTasks();
	}

	/**
	 * Sixteen frames with results.
	 */
	@Benchmark
	@OperationsPerInvocation(BURST)
	public void burstOfSends() {
		for (int i = 0; i < BURST; i++) {
			this.frames.send(this.sendack);
		}
		this.channel.runPendingTasks();
	}

	/**
	 * A network that takes everything.
	 */
	private static final class TakingChannel extends EmbeddedChannel {

		@Override
		protected void doWrite(ChannelOutboundBuffer in) {
			while (in.current() != null) {
				in.remove();
			}
		}

	}

	/**
	 * A session that does nothing.
	 */
	private static final class SilentReceiver implements FrameReceiver {

		@Override
		public void opened() {
		}

		@Override
		public void bytesReceived(int bytes) {
		}

		@Override
		public void frameReceived(Frame frame, int bytes) {
		}

		@Override
		public void deadlineSet(long nanoTime) {
		}

		@Override
		public void frameSent(Frame frame, int bytes) {
		}

		@Override
		public void bytesSent(int bytes) {
		}

		@Override
		public void malformed(ProtocolException ex) {
		}

		@Override
		public void overflowed() {
		}

		@Override
		public RuntimeException closeCause() {
			return new IllegalStateException();
		}

		@Override
		public void closed(@Nullable Throwable failure) {
		}

	}

}
