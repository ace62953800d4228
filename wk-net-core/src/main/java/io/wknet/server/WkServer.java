package io.wknet.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.wknet.auth.Authenticator;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.ClusterSettings;
import io.wknet.codec.FrameLimits;
import io.wknet.connection.WkConnection;
import io.wknet.delivery.FanOutSettings;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.PresenceListener;
import io.wknet.listener.TrafficListener;
import io.wknet.listener.WkListener;
import io.wknet.metrics.WkMetricsRecorder;
import io.wknet.session.AuthSettings;
import io.wknet.session.DispatchSettings;
import io.wknet.timer.WheelSettings;
import io.wknet.topic.TopicAuthorizer;
import io.wknet.topic.TopicSettings;
import io.wknet.transport.LimitSettings;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.ProxyProtocolSettings;
import io.wknet.transport.SocketSettings;
import org.jspecify.annotations.Nullable;

/**
 * A connection server, to be configured and bound:
 *
 * <pre>{@code
 * BoundWkServer server = WkServer.create()
 *     .port(5100)
 *     .authenticator(Authenticator.sharedToken("secret"))
 *     .onFrame((connection, frame) -> {
 *         if (frame instanceof SendFrame send) {
 *             connection.send(SendackFrame.accepted(send, 1, 1));
 *         }
 *     })
 *     .bind();
 * }</pre>
 *
 * It is immutable: every call returns a new one, so that a configuration can be shared.
 *
 * @since 0.1.0
 */
public final class WkServer {

	private final Config config;

	private WkServer(Config config) {
		this.config = config;
	}

	/**
	 * A server with all defaults. It needs an {@link #authenticator} before it can be
	 * bound.
	 * @return the server
	 */
	public static WkServer create() {
		return new WkServer(new Config());
	}

	/**
	 * Listen for TCP at this port, and at nothing that was set before. The default is
	 * 5100.
	 * @param port the port; 0 for any free one
	 * @return a new server
	 */
	public WkServer port(int port) {
		return listen(ListenerSettings.tcp(port));
	}

	/**
	 * Listen at these places, and at nothing that was set before.
	 * @param listeners at least one, each with a name of its own
	 * @return a new server
	 */
	public WkServer listen(ListenerSettings... listeners) {
		if (listeners.length == 0) {
			throw new IllegalArgumentException("A server needs at least one listener");
		}
		Set<String> names = new HashSet<>();
		for (ListenerSettings listener : listeners) {
			if (!names.add(listener.name())) {
				throw new IllegalArgumentException(
						"Listeners need different names, found '" + listener.name() + "' twice");
			}
		}
		return with((copy) -> copy.listeners = List.of(listeners));
	}

	/**
	 * Where the server will listen.
	 * @return the names of the listeners
	 */
	public List<String> listenerNames() {
		return this.config.listeners.stream().map(ListenerSettings::name).toList();
	}

	/**
	 * Decide who gets in. There is no default: a server never starts open by accident.
	 * @param authenticator the authenticator
	 * @return a new server
	 */
	public WkServer authenticator(Authenticator authenticator) {
		return with((copy) -> copy.authenticator = authenticator);
	}

	/**
	 * Who decides who gets in.
	 * @return the authenticator, or {@code null} if there is none yet
	 */
	public @Nullable Authenticator authenticator() {
		return this.config.authenticator;
	}

	/**
	 * Hear what happens, on the event loop: the listener must not block.
	 * @param listener the listener, in place of one set before
	 * @return a new server
	 */
	public WkServer listener(WkListener listener) {
		return listener(listener, Dispatch.EVENT_LOOP);
	}

	/**
	 * Hear what happens.
	 * @param listener the listener, in place of one set before
	 * @param dispatch where its calls run
	 * @return a new server
	 */
	public WkServer listener(WkListener listener, Dispatch dispatch) {
		return listener(AsyncWkListener.of(listener, dispatch));
	}

	/**
	 * Hear of frames alone, on the event loop: the listener must not block.
	 * @param onFrame called with the connection and the frame, in place of a listener set
	 * before
	 * @return a new server
	 */
	public WkServer onFrame(BiConsumer<WkConnection, ClientFrame> onFrame) {
		return listener(new WkListener() {

			@Override
			public void onFrame(WkConnection connection, ClientFrame frame) {
				onFrame.accept(connection, frame);
			}

		});
	}

	/**
	 * Hear what happens, with calls that may end later than they return.
	 * @param listener the listener, in place of one set before
	 * @return a new server
	 */
	public WkServer listener(AsyncWkListener listener) {
		return with((copy) -> copy.listener = listener);
	}

	/**
	 * Hear which users come and go.
	 * @param presenceListener the listener, beside those added before
	 * @return a new server
	 */
	public WkServer presenceListener(PresenceListener presenceListener) {
		return with((copy) -> copy.presenceListeners = append(copy.presenceListeners, presenceListener));
	}

	/**
	 * See every frame and byte.
	 * @param trafficListener the listener, in place of one set before
	 * @return a new server
	 */
	public WkServer trafficListener(TrafficListener trafficListener) {
		return with((copy) -> copy.trafficListener = trafficListener);
	}

	/**
	 * Hear how long things took.
	 * @param metricsRecorder the recorder, in place of one set before
	 * @return a new server
	 */
	public WkServer metrics(WkMetricsRecorder metricsRecorder) {
		return with((copy) -> copy.metrics = metricsRecorder);
	}

	/**
	 * Limit frames.
	 * @param frameLimits the limits
	 * @return a new server
	 */
	public WkServer frameLimits(FrameLimits frameLimits) {
		return with((copy) -> copy.frameLimits = frameLimits);
	}

	/**
	 * Limit peers that are not authenticated yet.
	 * @param auth the limits
	 * @return a new server
	 */
	public WkServer auth(AuthSettings auth) {
		return with((copy) -> copy.auth = auth);
	}

	/**
	 * Close connections after this much silence of the peer. The default is 5 minutes.
	 * @param idleTimeout the time; zero for never
	 * @return a new server
	 */
	public WkServer idleTimeout(Duration idleTimeout) {
		if (idleTimeout.isNegative()) {
			throw new IllegalArgumentException("The idle timeout must not be negative, found " + idleTimeout);
		}
		return with((copy) -> copy.idleTimeout = idleTimeout);
	}

	/**
	 * Size the timing wheel.
	 * @param wheel the size
	 * @return a new server
	 */
	public WkServer wheel(WheelSettings wheel) {
		return with((copy) -> copy.wheel = wheel);
	}

	/**
	 * Limit what waits to be sent.
	 * @param outbound the limits
	 * @return a new server
	 */
	public WkServer outbound(OutboundSettings outbound) {
		return with((copy) -> copy.outbound = outbound);
	}

	/**
	 * Limit what waits for a listener.
	 * @param dispatch the limits
	 * @return a new server
	 */
	public WkServer dispatch(DispatchSettings dispatch) {
		return with((copy) -> copy.dispatch = dispatch);
	}

	/**
	 * Let clients subscribe to topics. Without an authorizer their SUB goes to the
	 * listener.
	 * @param topicAuthorizer decides who may subscribe to what
	 * @return a new server
	 */
	public WkServer topicAuthorizer(TopicAuthorizer topicAuthorizer) {
		return with((copy) -> copy.topicAuthorizer = topicAuthorizer);
	}

	/**
	 * Limit subscriptions.
	 * @param topics the limits
	 * @return a new server
	 */
	public WkServer topics(TopicSettings topics) {
		return with((copy) -> copy.topics = topics);
	}

	/**
	 * Limit what waits to be handed to many receivers.
	 * @param fanOut the limit
	 * @return a new server
	 */
	public WkServer fanOut(FanOutSettings fanOut) {
		return with((copy) -> copy.fanOut = fanOut);
	}

	/**
	 * Set options of the sockets.
	 * @param socket the options
	 * @return a new server
	 */
	public WkServer socket(SocketSettings socket) {
		return with((copy) -> copy.socket = socket);
	}

	/**
	 * Limit how many connections are accepted. There is no limit by default.
	 * @param limits the limits, over all listeners
	 * @return a new server
	 */
	public WkServer limits(LimitSettings limits) {
		return with((copy) -> copy.limits = limits);
	}

	/**
	 * Take the client's address from the PROXY header of a load balancer, on all
	 * listeners. The default is {@link ProxyProtocolSettings#off()}.
	 * @param proxyProtocol from whom headers are accepted
	 * @return a new server
	 */
	public WkServer proxyProtocol(ProxyProtocolSettings proxyProtocol) {
		return with((copy) -> copy.proxyProtocol = proxyProtocol);
	}

	/**
	 * Choose a transport.
	 * @param transport the transport; one that can not be had fails at {@link #bind}
	 * @return a new server
	 */
	public WkServer transport(TransportType transport) {
		return with((copy) -> copy.transport = transport);
	}

	/**
	 * Set the number of event loops. The default is the number of processors.
	 * @param eventLoops how many; positive
	 * @return a new server
	 */
	public WkServer eventLoops(int eventLoops) {
		if (eventLoops < 1) {
			throw new IllegalArgumentException("eventLoops must be positive, found " + eventLoops);
		}
		return with((copy) -> copy.eventLoops = eventLoops);
	}

	/**
	 * Run what may block on this executor. The default is a pool of the server's own that
	 * grows with demand, to at most 200 threads.
	 * @param workers the executor; the caller shuts it down, after the server
	 * @return a new server
	 */
	public WkServer workers(Executor workers) {
		return with((copy) -> copy.workers = workers);
	}

	/**
	 * Spread the closing of connections at {@link BoundWkServer#stop} over this time, so
	 * that clients do not all come back at once. The default is zero.
	 * @param closeOver the time
	 * @return a new server
	 */
	public WkServer closeOver(Duration closeOver) {
		if (closeOver.isNegative()) {
			throw new IllegalArgumentException("closeOver must not be negative, found " + closeOver);
		}
		return with((copy) -> copy.closeOver = closeOver);
	}

	/**
	 * Be a node of a cluster. A server is alone by default.
	 * @param cluster the node
	 * @param roles the directory, the presence store and the bus; for this server alone
	 * @return a new server
	 */
	public WkServer cluster(ClusterSettings cluster, ClusterRoles roles) {
		return with((copy) -> {
			copy.cluster = cluster;
			copy.clusterRoles = roles;
		});
	}

	/**
	 * Bind all listeners.
	 * @return the server that listens
	 * @throws WkServerBindException if a listener can not be bound; none is bound then
	 * @throws IllegalStateException if there is no authenticator, or the transport can
	 * not be had
	 */
	public BoundWkServer bind() {
		return bind((server) -> {
		});
	}

	/**
	 * Bind all listeners, and show the server before that to those whom connections may
	 * need: a client that is quick can be there before this call returns.
	 * @param beforeListening called with the server once, on the caller's thread; it has
	 * no addresses and no connections yet. What it throws ends the call, and nothing is
	 * bound
	 * @return the server that listens
	 * @throws WkServerBindException if a listener can not be bound; none is bound then
	 * @throws IllegalStateException if there is no authenticator, or the transport can
	 * not be had
	 */
	public BoundWkServer bind(Consumer<? super BoundWkServer> beforeListening) {
		return ServerBinder.bind(this.config, beforeListening);
	}

	private WkServer with(Consumer<Config> change) {
		Config copy = this.config.copy();
		change.accept(copy);
		return new WkServer(copy);
	}

	private static <T> List<T> append(List<T> list, T element) {
		List<T> result = new ArrayList<>(list);
		result.add(element);
		return List.copyOf(result);
	}

	/**
	 * All settings; changed only while a copy is made.
	 */
	static final class Config implements Cloneable {

		List<ListenerSettings> listeners = List.of(ListenerSettings.tcp(ListenerSettings.DEFAULT_TCP_PORT));

		@Nullable Authenticator authenticator;

		AsyncWkListener listener = AsyncWkListener.of(new WkListener() {
		}, Dispatch.EVENT_LOOP);

		List<PresenceListener> presenceListeners = List.of();

		@Nullable TrafficListener trafficListener;

		WkMetricsRecorder metrics = WkMetricsRecorder.NOOP;

		FrameLimits frameLimits = FrameLimits.defaults();

		AuthSettings auth = AuthSettings.defaults();

		Duration idleTimeout = Duration.ofMinutes(5);

		WheelSettings wheel = WheelSettings.defaults();

		OutboundSettings outbound = OutboundSettings.defaults();

		DispatchSettings dispatch = DispatchSettings.defaults();

		@Nullable TopicAuthorizer topicAuthorizer;

		TopicSettings topics = TopicSettings.defaults();

		FanOutSettings fanOut = FanOutSettings.defaults();

		SocketSettings socket = SocketSettings.defaults();

		LimitSettings limits = LimitSettings.none();

		ProxyProtocolSettings proxyProtocol = ProxyProtocolSettings.off();

		TransportType transport = TransportType.AUTO;

		int eventLoops = Runtime.getRuntime().availableProcessors();

		@Nullable Executor workers;

		Duration closeOver = Duration.ZERO;

		@Nullable ClusterSettings cluster;

		@Nullable ClusterRoles clusterRoles;

		Config copy() {
			try {
				return (Config) clone();
			}
			catch (CloneNotSupportedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
