package io.wknet.server;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import io.wknet.auth.Authenticator;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.ClusterSettings;
import io.wknet.codec.FrameLimits;
import io.wknet.node.ClusterNode;
import io.wknet.session.ListenerRules;
import io.wknet.session.SessionSettings;
import io.wknet.session.Sessions;
import io.wknet.transport.Admission;
import io.wknet.transport.ChannelSettings;
import io.wknet.transport.FrameChannel;
import io.wknet.transport.FrameReceiver;
import io.wknet.transport.OutboundBudget;
import io.wknet.transport.PipelineInstaller;
import io.wknet.transport.Refusal;
import io.wknet.transport.SessionOpener;
import io.wknet.transport.SocketSettings;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpServer;

/**
 * Makes a running server of a configuration, with a {@link TcpServer} for each listener.
 */
final class ServerBinder {

	private ServerBinder() {
	}

	static BoundWkServer bind(WkServer.Config config, Consumer<? super BoundWkServer> beforeListening) {
		Authenticator authenticator = config.authenticator;
		if (authenticator == null) {
			throw new IllegalStateException("A server needs an authenticator; give it one with "
					+ "WkServer.authenticator(...), Authenticator.sharedToken(\"...\") for development");
		}
		List<NetworkTransport> transports = NetworkTransport.candidates(config.transport);
		@Nullable WorkerPool ownWorkers = (config.workers != null) ? null : new WorkerPool();
		Executor workers = (config.workers != null) ? config.workers : ownWorkers;
		assert workers != null;
		SessionSettings sessionSettings = new SessionSettings(
				new SessionSettings.Application(authenticator, config.listener, config.presenceListeners,
						config.trafficListener, config.metrics, workers, config.topicAuthorizer),
				config.auth, config.dispatch, config.frameLimits, config.idleTimeout, config.topics, config.fanOut);
		ClusterSettings cluster = config.cluster;
		ClusterRoles roles = config.clusterRoles;
		Sessions sessions = (cluster != null && roles != null)
				? new Sessions(sessionSettings, (local) -> new ClusterNode(cluster, roles, local))
				: new Sessions(sessionSettings);
		@Nullable Admission admission = config.limits.isLimited() ? new Admission(config.limits, System::nanoTime) : null;
		EventLoops loops = EventLoops.start(transports, config.eventLoops, config.wheel,
				new OutboundBudget(config.outbound.maxTotalPendingBytes(), sessions::closeSlowest));
		RunningWkServer server = new RunningWkServer(loops, sessions, ownWorkers, config.closeOver);
		try {
			beforeListening.accept(server);
			server.join();
			for (ListenerSettings listener : config.listeners) {
				server.listening(listener.name(), bind(config, listener, loops, sessions, admission));
			}
		}
		catch (RuntimeException ex) {
			server.abandon();
			throw ex;
		}
		return server;
	}

	private static DisposableServer bind(WkServer.Config config, ListenerSettings listener, EventLoops loops,
			Sessions sessions, @Nullable Admission admission) {
		ListenerOverrides overrides = listener.overrides();
		FrameLimits frameLimits = orElse(overrides.frameLimits(), config.frameLimits);
		ListenerRules rules = new ListenerRules(listener.name(), listener.encryption(),
				orElse(overrides.authTimeout(), config.auth.timeout()), frameLimits,
				orElse(overrides.idleTimeout(), config.idleTimeout));
		PipelineInstaller installer = new PipelineInstaller(
				new ChannelSettings(listener.protocol(), frameLimits, orElse(overrides.outbound(), config.outbound),
						config.proxyProtocol, listener.tls(), listener.webSocket()),
				loops::context, new ListenerSessions(rules, sessions), admission);
		InetSocketAddress address = listener.host().isEmpty() ? new InetSocketAddress(listener.port())
				: new InetSocketAddress(listener.host(), listener.port());
		if (address.isUnresolved()) {
			throw new WkServerBindException(listener.name(), address, new UnknownHostException(listener.host()));
		}
		TcpServer server = withOptions(TcpServer.create(), config.socket, loops.transport()).runOn(loops)
			.bindAddress(() -> address)
			.doOnChannelInit((observer, channel, remote) -> installer.install(channel));
		try {
			DisposableServer bound = server.bindNow();
			bound.channel().pipeline().addFirst(new AcceptFailures(listener.name(), loops.transport()));
			return bound;
		}
		catch (ChannelBindException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			throw new WkServerBindException(listener.name(), address, cause);
		}
	}

	private static <T> T orElse(@Nullable T override, T value) {
		return (override != null) ? override : value;
	}

	private static TcpServer withOptions(TcpServer server, SocketSettings socket, TransportType transport) {
		TcpServer result = server.option(ChannelOption.SO_BACKLOG, socket.backlog())
			.option(ChannelOption.SO_REUSEADDR, true)
			.childOption(ChannelOption.TCP_NODELAY, true);
		if (socket.receiveBufferBytes() != 0) {
			result = result.option(ChannelOption.SO_RCVBUF, socket.receiveBufferBytes())
				.childOption(ChannelOption.SO_RCVBUF, socket.receiveBufferBytes());
		}
		if (socket.sendBufferBytes() != 0) {
			result = result.childOption(ChannelOption.SO_SNDBUF, socket.sendBufferBytes());
		}
		if (socket.reusePort()) {
			if (transport == TransportType.NIO) {
				throw new IllegalStateException(
						"reusePort needs a native transport, and this is NIO; switch it off or choose another transport");
			}
			result = result.option(UnixChannelOption.SO_REUSEPORT, true);
		}
		if (!socket.keepAlive().isZero()) {
			result = withKeepAlive(result, (int) Math.max(socket.keepAlive().toSeconds(), 1), transport);
		}
		return result;
	}

	private static TcpServer withKeepAlive(TcpServer server, int seconds, TransportType transport) {
		TcpServer result = server.childOption(ChannelOption.SO_KEEPALIVE, true);
		return switch (transport) {
			case EPOLL -> result.childOption(EpollChannelOption.TCP_KEEPIDLE, seconds);
			case IO_URING -> result.childOption(IoUringChannelOption.TCP_KEEPIDLE, seconds);
			case NIO -> result.childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), seconds);
			case KQUEUE, AUTO -> result;
		};
	}

	/**
	 * The sessions of one listener.
	 *
	 * @param rules what they share
	 * @param sessions all sessions of the server
	 */
	private record ListenerSessions(ListenerRules rules, Sessions sessions) implements SessionOpener {

		@Override
		public FrameReceiver open(FrameChannel channel) {
			return this.sessions.open(this.rules, channel);
		}

		@Override
		public void refused(SocketAddress remoteAddress, Refusal refusal, String what) {
			this.sessions.refused(this.rules.name(), remoteAddress, refusal, what);
		}

	}

}
