package io.wknet.bench.fanout;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

import com.sun.management.ThreadMXBean;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelMatchers;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.wknet.auth.Authenticator;
import io.wknet.bench.control.Questions;
import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.delivery.FanOutSettings;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
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

/**
 * Sends messages that carry the time to everybody who is connected: to a topic, or by a
 * {@link ChannelGroup} of the very same channels. Questions come on standard input.
 *
 * @since 0.1.0
 */
public final class FanOutServer {

	private static final Topic TOPIC = Topic.of("everybody");

	private static final int TYPE = 20;

	private static final int HEADER_BYTES = 6;

	private static final int BACKLOG = 4096;

	private final EventLoopGroup loops;

	private final Sessions sessions = new Sessions(new SessionSettings(
			new SessionSettings.Application(Authenticator.sharedToken("token"),
					AsyncWkListener.of(new Subscriber(), Dispatch.EVENT_LOOP), List.of(), null, WkMetricsRecorder.NOOP,
					Runnable::run, null),
			AuthSettings.defaults(), DispatchSettings.defaults(), FrameLimits.defaults(), Duration.ofMinutes(30),
			TopicSettings.defaults(), FanOutSettings.defaults()));

	private final ChannelGroup group = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private FanOutServer(IoHandlerFactory transport) {
		this.loops = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("bench-loop"), transport);
	}

	/**
	 * Start the server.
	 * @param args {@code epoll} or {@code io_uring}, the port, the size of sockets' send
	 * buffers or 0
	 */
	public static void main(String[] args) throws Exception {
		boolean ring = args[0].equals("io_uring");
		FanOutServer server = new FanOutServer(ring ? IoUringIoHandler.newFactory() : EpollIoHandler.newFactory());
		server.bind(ring ? IoUringServerSocketChannel.class : EpollServerSocketChannel.class, Integer.parseInt(args[1]),
				Integer.parseInt(args[2]));
		Questions.answer(server::answer);
		System.exit(0);
	}

	private void bind(Class<? extends ServerChannel> type, int port, int sendBufferBytes) throws InterruptedException {
		Map<EventLoop, LoopContext> contexts = new HashMap<>();
		this.loops.forEach(
				(loop) -> contexts.put((EventLoop) loop, new LoopContext((EventLoop) loop, WheelSettings.defaults())));
		PipelineInstaller installer = new PipelineInstaller(
				new ChannelSettings(Protocol.AUTO, FrameLimits.defaults(), OutboundSettings.defaults()), contexts::get,
				(channel) -> this.sessions.open("tcp", channel));
		ServerBootstrap bootstrap = new ServerBootstrap().group(this.loops)
			.channel(type)
			.option(ChannelOption.SO_BACKLOG, BACKLOG)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childOption(ChannelOption.AUTO_READ, false)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel channel) {
					installer.install(channel);
					FanOutServer.this.group.add(channel);
				}

			});
		if (sendBufferBytes != 0) {
			bootstrap.childOption(ChannelOption.SO_SNDBUF, sendBufferBytes);
		}
		bootstrap.bind(port).sync();
	}

	private String answer(String[] words) throws IOException, InterruptedException {
		return switch (words[0]) {
			case "publish" -> {
				long before = allocatedBytes();
				publish(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]), Integer.parseInt(words[4]));
				yield "allocated=" + (allocatedBytes() - before);
			}
			case "rate" -> {
				publishAtRate(Integer.parseInt(words[1]), Double.parseDouble(words[2]), Integer.parseInt(words[3]));
				yield "done=1";
			}
			case "state" ->
				String.format(Locale.ROOT, "connections=%d subscribers=%d slow=%d others=%d resident=%d pending=%d",
						this.sessions.registry().connectionCount(), this.sessions.topics().subscriberCount(TOPIC),
						closed(CloseReason.SLOW_CONSUMER), allClosed() - closed(CloseReason.SLOW_CONSUMER),
						residentBytes(), pendingBytes());
			default -> Questions.UNKNOWN;
		};
	}

	/**
	 * Send as fast as possible, with so many messages on their way at once.
	 */
	private void publish(String how, int messages, int window, int payloadBytes) throws InterruptedException {
		Semaphore places = new Semaphore(window);
		for (int i = 0; i < messages; i++) {
			places.acquire();
			switch (how) {
				case "topic" -> this.sessions.operations()
					.sendToTopic(TOPIC, ApplicationFrame.of(TYPE, Payload.wrap(stamped(payloadBytes))))
					.completion()
					.thenRun(places::release);
				case "group" ->
					this.group.writeAndFlush(encoded(payloadBytes)).addListener((written) -> places.release());
				case "group-void" -> {
					// Without promises: all is written when the loop gets to the next
					// task.
					this.group.writeAndFlush(encoded(payloadBytes), ChannelMatchers.all(), true);
					this.loops.next().execute(places::release);
				}
				default -> throw new IllegalArgumentException(how);
			}
		}
		places.acquire(window);
	}

	/**
	 * Send at a steady rate, whether or not the receivers keep up.
	 */
	private void publishAtRate(int messages, double perSecond, int payloadBytes) {
		long begin = System.nanoTime();
		for (int i = 0; i < messages; i++) {
			long due = begin + (long) (i * 1e9 / perSecond);
			while (System.nanoTime() - due < 0) {
				LockSupport.parkNanos(due - System.nanoTime());
			}
			this.sessions.operations()
				.sendToTopic(TOPIC, ApplicationFrame.of(TYPE, Payload.wrap(stamped(payloadBytes))));
		}
	}

	private static byte[] stamped(int payloadBytes) {
		byte[] payload = new byte[payloadBytes];
		long now = System.nanoTime();
		for (int i = 0; i < Long.BYTES; i++) {
			payload[i] = (byte) (now >> (Byte.SIZE * (Long.BYTES - 1 - i)));
		}
		return payload;
	}

	private static ByteBuf encoded(int payloadBytes) {
		return ByteBufAllocator.DEFAULT.directBuffer(HEADER_BYTES + payloadBytes)
			.writeByte(TYPE)
			.writeByte(0)
			.writeInt(payloadBytes)
			.writeBytes(stamped(payloadBytes));
	}

	private static long allocatedBytes() {
		return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
	}

	private long closed(CloseReason reason) {
		return this.sessions.closed().getOrDefault(reason, 0L);
	}

	private long allClosed() {
		return this.sessions.closed().values().stream().mapToLong(Long::longValue).sum();
	}

	/**
	 * What the process takes of the machine's memory, after a collection.
	 */
	private static long residentBytes() throws IOException {
		System.gc();
		for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
			if (line.startsWith("VmRSS:")) {
				return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
			}
		}
		return 0;
	}

	private long pendingBytes() {
		long[] sum = new long[1];
		this.sessions.registry().forEach((connection) -> sum[0] += connection.stats().pendingBytes());
		return sum[0];
	}

	/**
	 * Lets everybody hear everything.
	 */
	private final class Subscriber implements WkListener {

		@Override
		public void onAuthenticated(WkConnection connection) {
			FanOutServer.this.sessions.topics().subscribe(connection, TOPIC);
		}

	}

}
