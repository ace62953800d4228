package io.wknet.transport;

import java.net.SocketAddress;
import java.util.function.Function;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.wknet.codec.json.JsonConversation;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * The one place with the order of a channel's handlers:
 *
 * <pre>
 * bytes --> wk.proxy --> wk.limits --> wk.tls --> wk.http --> wk.websocket --> wk.frames --> session
 * </pre>
 *
 * Most listeners need few of them, plain TCP only the last. Each but the last has a
 * {@link Gate}: the channel becomes active for what is behind it when the peer has done
 * what it must, so that a session begins with the first byte of the first frame, whatever
 * is around the frames.
 * <p>
 * The reactive bridge of Reactor Netty is taken out: it would cost a subscription per
 * connection, and frames go to the session directly.
 *
 * @since 0.1.0
 */
public final class PipelineInstaller {

	/**
	 * The name of the handler that knows frames.
	 */
	static final String FRAMES = "wk.frames";

	private final ChannelSettings settings;

	private final Function<EventLoop, LoopContext> loops;

	private final SessionOpener sessions;

	private final @Nullable Admission admission;

	private final TrustedNetworks trusted;

	private final @Nullable TlsContexts tls;

	/**
	 * Create an installer for the channels of one listener that admits all of them.
	 * @param settings how the channels are read and written
	 * @param loops finds the context of an event loop; called on that loop
	 * @param sessions opens the sessions
	 */
	public PipelineInstaller(ChannelSettings settings, Function<EventLoop, LoopContext> loops, SessionOpener sessions) {
		this(settings, loops, sessions, null);
	}

	/**
	 * Create an installer for the channels of one listener.
	 * @param settings how the channels are read and written
	 * @param loops finds the context of an event loop; called on that loop
	 * @param sessions opens the sessions
	 * @param admission decides how many there may be, over all listeners, or {@code null}
	 * for any number
	 * @throws IllegalStateException if JSON is switched on and Jackson is not there
	 */
	public PipelineInstaller(ChannelSettings settings, Function<EventLoop, LoopContext> loops, SessionOpener sessions,
			@Nullable Admission admission) {
		this.settings = settings;
		this.loops = loops;
		this.sessions = sessions;
		this.admission = admission;
		this.trusted = TrustedNetworks.of(settings.proxyProtocol().trusted());
		if (settings.webSocket() != null && settings.webSocket().json()) {
			JsonConversation.requireJackson();
		}
		this.tls = (settings.tls() != null) ? new TlsContexts(settings.tls()) : null;
	}

	/**
	 * Fill the pipeline of a channel that was accepted.
	 * @param channel the channel
	 */
	public void install(Channel channel) {
		ChannelPipeline pipeline = channel.pipeline();
		if (pipeline.get(NettyPipeline.ReactiveBridge) != null) {
			pipeline.remove(NettyPipeline.ReactiveBridge);
		}
		InFlightBytes.prepare(channel, this.settings);
		LoopContext loop = this.loops.apply(channel.eventLoop());
		if (this.settings.proxyProtocol().mode() != ProxyProtocol.OFF) {
			pipeline.addLast("wk.proxy", new ProxyGate(this, loop));
		}
		if (this.admission != null) {
			pipeline.addLast("wk.limits", new AdmissionGate(this, loop, this.admission));
		}
		if (this.tls != null) {
			pipeline.addLast("wk.tls.gate", new TlsGate(this, loop, this.tls));
		}
		FrameHandler frames = new FrameHandler(this, loop);
		WebSocketSettings webSocket = this.settings.webSocket();
		if (webSocket != null) {
			pipeline.addLast(WebSocketGate.HTTP, WebSocketGate.http());
			if (webSocket.compression()) {
				int max = WebSocketHandler.maxMessageBytes(this.settings.frameLimits().maxFrameBytes());
				pipeline.addLast("wk.websocket.extensions", new CompressionOffer(max));
			}
			pipeline.addLast("wk.websocket.gate", new WebSocketGate(this, loop, webSocket, frames));
		}
		pipeline.addLast(FRAMES, frames);
	}

	ChannelSettings settings() {
		return this.settings;
	}

	SessionOpener sessions() {
		return this.sessions;
	}

	/**
	 * Whether a peer is a load balancer whose PROXY header is believed.
	 */
	boolean isTrusted(@Nullable SocketAddress peer) {
		return this.trusted.contains(peer);
	}

}
