package io.wknet.transport;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import io.wknet.frame.Frame;
import io.wknet.frame.ProtocolException;
import io.wknet.timer.WheelSettings;
import org.jspecify.annotations.Nullable;
import reactor.netty.DisposableServer;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpServer;

/**
 * A WebSocket listener that sends messages back: the handlers of any other one, and in
 * between them what takes text and knows no frames.
 */
final class EchoListener implements AutoCloseable {

	private static final int MAX_MESSAGE_BYTES = 16 << 20;

	private final Map<EventLoop, LoopContext> contexts = new ConcurrentHashMap<>();

	private final LoopResources loops = LoopResources.create("echo", 1, true);

	private final DisposableServer server;

	EchoListener() {
		PipelineInstaller installer = new PipelineInstaller(
				new ChannelSettings(Protocol.AUTO, FrameLimits.defaults().withMaxFrameBytes(MAX_MESSAGE_BYTES),
						OutboundSettings.defaults(), ProxyProtocolSettings.off(), null, WebSocketSettings.defaults()),
				this::context, EchoSession::new);
		this.server = TcpServer.create()
			.runOn(this.loops, false)
			.host("127.0.0.1")
			.port(0)
			.doOnChannelInit((observer, channel, remote) -> install(installer, channel))
			.bindNow();
	}

	private LoopContext context(EventLoop loop) {
		return this.contexts.computeIfAbsent(loop, (key) -> new LoopContext(key, WheelSettings.defaults()));
	}

	private static void install(PipelineInstaller installer, Channel channel) {
		installer.install(channel);
		channel.pipeline()
			.addBefore(PipelineInstaller.FRAMES, "echo.encoder", new WebSocket13FrameEncoder(false))
			.addBefore(PipelineInstaller.FRAMES, "echo.utf8", new Utf8FrameValidator(false))
			.addBefore(PipelineInstaller.FRAMES, "echo", new EchoHandler());
	}

	String url() {
		return "ws://127.0.0.1:" + this.server.port() + "/";
	}

	@Override
	public void close() {
		this.server.disposeNow();
		this.loops.disposeLater().block();
	}

	/**
	 * Ends a channel as its peer deserves, without the farewell of a real session, which
	 * would be one more message.
	 *
	 * @param channel the channel
	 */
	private record EchoSession(FrameChannel channel) implements FrameReceiver {

		@Override
		public void opened() {
		}

		@Override
		public void bytesReceived(int bytes) {
		}

		@Override
		public void frameReceived(Frame frame, int bytes) {
			throw new IllegalStateException("Every message is sent back, and none read as frames");
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
			this.channel.finish(null);
		}

		@Override
		public void overflowed() {
			this.channel.abort();
		}

		@Override
		public RuntimeException closeCause() {
			return new IllegalStateException("The channel is over");
		}

		@Override
		public void closed(@Nullable Throwable failure) {
		}

	}

}
