package io.wknet.bench.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelMatchers;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.wknet.auth.Authenticator;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import io.wknet.codec.WireFormat;
import io.wknet.connection.WkConnection;
import io.wknet.delivery.FanOutSettings;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.Payload;
import io.wknet.frame.ProtocolVersion;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.metrics.WkMetricsRecorder;
import io.wknet.session.AuthSettings;
import io.wknet.session.DispatchSettings;
import io.wknet.session.SessionSettings;
import io.wknet.session.Sessions;
import io.wknet.timer.WheelSettings;
import io.wknet.topic.Topic;
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
 * A message of 128 bytes to each of 1,000 channels without sockets: what it takes, and
 * with {@code -prof gc} what it allocates, beside the system calls. What the channels do
 * with it is the same in all ways and contained in the figures.
 *
 * @since 0.1.0
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class DeliveryBenchmark {

	private static final int RECEIVERS = 1_000;

	private static final int PAYLOAD_BYTES = 128;

	private static final int HEADER_BYTES = 6;

	private static final int TYPE = 20;

	private static final Topic TOPIC = Topic.of("everybody");

	@Param({ "topic", "group", "group-void" })
	private String way;

	private final EmbeddedChannel[] channels = new EmbeddedChannel[RECEIVERS];

	private final EmbeddedChannel loop = new EmbeddedChannel();

	private final ChannelGroup group = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private final Sessions sessions = new Sessions(new SessionSettings(
			new SessionSettings.Application(Authenticator.sharedToken("token"),
					AsyncWkListener.of(new Subscriber(), Dispatch.EVENT_LOOP), List.of(), null, WkMetricsRecorder.NOOP,
					Runnable::run, null),
			AuthSettings.defaults(), DispatchSettings.defaults(), FrameLimits.defaults(), Duration.ofMinutes(30),
			TopicSettings.defaults(), FanOutSettings.defaults()));

	@Setup(Level.Trial)
	public void connect() {
		LoopContext context = new LoopContext(this.loop.eventLoop(), WheelSettings.defaults());
		PipelineInstaller installer = new PipelineInstaller(
				new ChannelSettings(Protocol.AUTO, FrameLimits.defaults(), OutboundSettings.defaults()),
				(eventLoop) -> context, (channel) -> this.sessions.open("tcp", channel));
		ByteBufAllocator allocator = new AdaptiveByteBufAllocator(true);
		for (int i = 0; i < RECEIVERS; i++) {
			EmbeddedChannel channel = new EmbeddedChannel(DefaultChannelId.newInstance());
			channel.config().setAllocator(allocator);
			installer.install(channel);
			channel.pipeline().fireChannelActive();
			ByteBuf connect = allocator.directBuffer();
			FrameEncoder.of(WireFormat.FIXED)
				.encode(ConnectFrame.of("u" + i, DeviceFlag.APP, "device", "token"), ProtocolVersion.LATEST, connect);
			channel.pipeline().fireChannelRead(connect);
			channel.pipeline().fireChannelReadComplete();
			this.loop.runPendingTasks();
			channel.runPendingTasks();
			this.channels[i] = channel;
			this.group.add(channel);
		}
		take();
	}

	@Benchmark
	@OperationsPerInvocation(RECEIVERS)
	public int deliver() {
		switch (this.way) {
			case "topic" -> this.sessions.operations()
				.sendToTopic(TOPIC, ApplicationFrame.of(TYPE, Payload.wrap(new byte[PAYLOAD_BYTES])));
			case "group" -> this.group.writeAndFlush(encoded());
			default -> this.group.writeAndFlush(encoded(), ChannelMatchers.all(), true);
		}
		this.loop.runPendingTasks();
		this.loop.runScheduledPendingTasks();
		int bytes = take();
		if (bytes != RECEIVERS * (HEADER_BYTES + PAYLOAD_BYTES)) {
			throw new IllegalStateException("Not everything arrived: " + bytes);
		}
		return bytes;
	}

	private ByteBuf encoded() {
		return this.loop.alloc()
			.directBuffer(HEADER_BYTES + PAYLOAD_BYTES)
			.writeByte(TYPE)
			.writeByte(0)
			.writeInt(PAYLOAD_BYTES)
			.writeBytes(new byte[PAYLOAD_BYTES]);
	}

	private int take() {
		int bytes = 0;
		for (EmbeddedChannel channel : this.channels) {
			ByteBuf sent = channel.readOutbound();
			while (sent != null) {
				bytes += sent.readableBytes();
				sent.release();
				sent = channel.readOutbound();
			}
		}
		return bytes;
	}

	/**
	 * Lets everybody hear everything.
	 */
	private final class Subscriber implements WkListener {

		@Override
		public void onAuthenticated(WkConnection connection) {
			DeliveryBenchmark.this.sessions.topics().subscribe(connection, TOPIC);
		}

	}

}
