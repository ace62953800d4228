package io.wknet.bench.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.wknet.auth.Authenticator;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import io.wknet.codec.WireFormat;
import io.wknet.connection.WkConnection;
import io.wknet.delivery.FanOutSettings;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import io.wknet.frame.PingFrame;
import io.wknet.frame.ProtocolVersion;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.metrics.WkMetricsRecorder;
import io.wknet.session.AuthSettings;
import io.wknet.session.DispatchSettings;
import io.wknet.session.SessionSettings;
import io.wknet.session.Sessions;
import io.wknet.timer.WheelSettings;
import io.wknet.topic.TopicSettings;
import io.wknet.transport.ChannelSettings;
import io.wknet.transport.LoopContext;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.PipelineInstaller;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The whole path from the bytes of a read to those of the answers, without sockets:
 * sixteen frames a read, for each of 200 connections in turn.
 *
 * @since 0.1.0
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class PathBenchmark {

	private static final int BURST = 16;

	private static final int CONNECTIONS = 200;

	@Param({ "direct", "usual", "core" })
	private String path;

	@Param({ "PING", "SEND" })
	private String type;

	private final EmbeddedChannel[] channels = new EmbeddedChannel[CONNECTIONS];

	private final EmbeddedChannel loop = new EmbeddedChannel();

	private byte[] read = {};

	private int next;

	@Setup(Level.Trial)
	public void connect() {
		Consumer<Channel> handlers = switch (this.path) {
			case "direct" -> DirectHandler::install;
			case "usual" -> UsualHandler::install;
			default -> core()::install;
		};
		ByteBufAllocator allocator = new AdaptiveByteBufAllocator(true);
		for (int i = 0; i < CONNECTIONS; i++) {
			EmbeddedChannel channel = new EmbeddedChannel();
			channel.config().setAllocator(allocator);
			handlers.accept(channel);
			channel.pipeline().fireChannelActive();
			this.channels[i] = channel;
			receive(channel, encoded(ConnectFrame.of("u" + i, DeviceFlag.APP, "device", "token"), 1));
		}
		Frame frame = this.type.equals("PING") ? PingFrame.INSTANCE
				: SendFrame.of(1, "0123456789abcdef", "c1", 2, Payload.utf8("x".repeat(128)));
		this.read = encoded(frame, BURST);
	}

	private PipelineInstaller core() {
		Sessions sessions = new Sessions(new SessionSettings(new SessionSettings.Application(
				Authenticator.sharedToken("token"), AsyncWkListener.of(new Answering(), Dispatch.EVENT_LOOP), List.of(),
				null, new WkMetricsRecorder() {
				}, Runnable::run, null), AuthSettings.defaults(), DispatchSettings.defaults(), FrameLimits.defaults(),
				Duration.ofMinutes(3), TopicSettings.defaults(), FanOutSettings.defaults()));
		LoopContext loop = new LoopContext(this.loop.eventLoop(), WheelSettings.defaults());
		return new PipelineInstaller(
				new ChannelSettings(Protocol.AUTO, FrameLimits.defaults(), OutboundSettings.defaults()),
				(eventLoop) -> loop, (channel) -> sessions.open("tcp", channel));
	}

	private static byte[] encoded(Frame frame, int times) {
		ByteBuf out = ByteBufAllocator.DEFAULT.heapBuffer();
		for (int i = 0; i < times; i++) {
			FrameEncoder.of(WireFormat.FIXED).encode(frame, ProtocolVersion.LATEST, out);
		}
		byte[] bytes = new byte[out.readableBytes()];
		out.readBytes(bytes);
		out.release();
		return bytes;
	}

	private int receive(EmbeddedChannel channel, byte[] bytes) {
		ByteBuf read = channel.alloc().directBuffer(2048);
		read.writeBytes(bytes);
		channel.pipeline().fireChannelRead(read);
		channel.pipeline().fireChannelReadComplete();
		this.loop.runPendingTasks();
		int count = 0;
		ByteBuf answer = channel.readOutbound();
		while (answer != null) {
			count += answer.readableBytes();
			answer.release();
			answer = channel.readOutbound();
		}
		return count;
	}

	@Benchmark
	@OperationsPerInvocation(BURST)
	public int read() {
		this.next = (this.next + 1 < CONNECTIONS) ? this.next + 1 : 0;
		int bytes = receive(this.channels[this.next], this.read);
		if (bytes < BURST * Wire.PONG_BYTES) {
			throw new IllegalStateException("Too few answers: " + bytes + " bytes");
		}
		return bytes;
	}

	/**
	 * Answers every SEND.
	 */
	private static final class Answering implements WkListener {

		@Override
		public void onFrame(WkConnection connection, ClientFrame frame) {
			connection.send(SendackFrame.accepted((SendFrame) frame, 1, 1));
		}

	}

}
