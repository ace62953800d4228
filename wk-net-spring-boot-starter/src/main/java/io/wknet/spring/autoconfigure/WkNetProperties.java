package io.wknet.spring.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.wknet.server.TransportType;
import io.wknet.transport.ProxyProtocol;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the connection server.
 *
 * @param enabled Whether to set up the connection server at all.
 * @param tcp TCP listener.
 * @param ws WebSocket listener.
 * @param wss Secure WebSocket listener.
 * @param frame Limits on frames.
 * @param auth Authentication.
 * @param idle Closing of idle connections.
 * @param outbound Limits on what waits to be sent.
 * @param dispatch Limits on what waits for listener methods.
 * @param topics Limits on subscriptions.
 * @param fanOut Limits on what waits to be handed to many receivers.
 * @param socket Socket options.
 * @param eventLoops Number of event loop threads, at least 1. By default, the number of
 * processors.
 * @param transport How to talk to the operating system's network. On Linux 'auto' takes
 * io_uring where its library is on the class path and the kernel allows it, else epoll;
 * on macOS kqueue, elsewhere NIO. A transport that is not available fails at startup,
 * though the kernel's refusal of io_uring only brings a warning and the next best.
 * @param limits Limits on connections.
 * @param proxyProtocol Whether connections begin with a PROXY header, in which a load
 * balancer tells the client's address: 'off', 'optional', or 'required' to refuse
 * whatever does not come from a trusted load balancer. For all listeners.
 * @param proxyProtocolTrusted Addresses of the load balancers whose PROXY headers are
 * believed, as '10.0.0.0/8', 'fd00::/8' or '192.0.2.7'. Needed unless
 * 'wk.net.proxy-protocol' is off.
 * @param shutdown Stopping.
 * @param cluster Being one of several nodes.
 * @param observations Observations for tracers.
 * @since 0.1.0
 */
@ConfigurationProperties("wk.net")
public record WkNetProperties(@DefaultValue("true") boolean enabled,
		@NestedConfigurationProperty @DefaultValue ListenerProperties.Tcp tcp,
		@NestedConfigurationProperty @DefaultValue ListenerProperties.Ws ws,
		@NestedConfigurationProperty @DefaultValue ListenerProperties.Wss wss, @DefaultValue Frame frame,
		@DefaultValue Auth auth, @DefaultValue Idle idle, @DefaultValue Outbound outbound,
		@DefaultValue Dispatch dispatch, @DefaultValue Topics topics, @DefaultValue FanOut fanOut,
		@DefaultValue Socket socket, @Nullable Integer eventLoops, @DefaultValue("auto") TransportType transport,
		@DefaultValue Limits limits, @DefaultValue("off") ProxyProtocol proxyProtocol,
		@DefaultValue List<String> proxyProtocolTrusted, @DefaultValue Shutdown shutdown, @DefaultValue Cluster cluster,
		@DefaultValue Observations observations) {

	/**
	 * Limits on frames.
	 *
	 * @param maxSize Largest body of a frame that is accepted, 1B to 1GB; a larger one
	 * closes the connection.
	 * @param timeout Longest time from the first byte of a frame to its last.
	 */
	public record Frame(@DefaultValue("1MB") DataSize maxSize, @DefaultValue("30s") Duration timeout) {

	}

	/**
	 * Authentication.
	 *
	 * @param timeout Longest time from accepting a connection until its client is
	 * authenticated.
	 * @param maxFrameSize Largest body of a frame that is accepted before authentication,
	 * 1B to 1GB.
	 * @param maxPending How many authentications may be in progress at once, at least 1;
	 * past it clients are refused with a system error.
	 * @param token Token that every client shows, for development. Ignored if there is an
	 * Authenticator or JwtDecoder bean. By default, a random token that is logged at
	 * startup.
	 */
	public record Auth(@DefaultValue("30s") Duration timeout, @DefaultValue("16KB") DataSize maxFrameSize,
			@DefaultValue("1024") int maxPending, @Nullable String token) {

		/**
		 * Without the token.
		 */
		@Override
		public String toString() {
			return "Auth[timeout=" + this.timeout + ", maxFrameSize=" + this.maxFrameSize + ", maxPending="
					+ this.maxPending + "]";
		}

	}

	/**
	 * Closing of idle connections.
	 *
	 * @param timeout Close a connection after this much silence of its client; 0 for
	 * never.
	 * @param tick How often the timing wheel that finds idle connections turns by one
	 * slot, at least 1ms. Timeouts are exact to two ticks.
	 * @param wheelSize Number of slots of the timing wheel, a power of two from 2 to
	 * 1048576.
	 */
	public record Idle(@DefaultValue("5m") Duration timeout, @DefaultValue("10ms") Duration tick,
			@DefaultValue("1024") int wheelSize) {

	}

	/**
	 * Limits on what waits to be sent.
	 *
	 * @param maxPending How much may wait to be sent over one connection, 1B to 2GB less
	 * one byte; a slow consumer that exceeds it loses its connection.
	 * @param timeout How long the oldest byte may wait to be sent before its connection
	 * is closed.
	 * @param maxTotalPending How much may wait to be sent over all connections together;
	 * past it the connections for which most waits are closed. A quarter of the JVM's
	 * direct memory unless set.
	 */
	public record Outbound(@DefaultValue("1MB") DataSize maxPending, @DefaultValue("30s") Duration timeout,
			@Nullable DataSize maxTotalPending) {

	}

	/**
	 * Limits on what waits for listener methods.
	 *
	 * @param maxPendingFrames How many frames of one connection may wait for a busy
	 * listener method, at least 1; past it the server stops reading that connection until
	 * half of them are done.
	 * @param maxPendingSize How much the frames of one connection that wait for a busy
	 * listener method may hold, 1B to 2GB less one byte; past it the server stops reading
	 * that connection.
	 * @param closeOnError Whether an exception of a listener method that no
	 * '@WkExceptionHandler' handles closes the connection.
	 */
	public record Dispatch(@DefaultValue("256") int maxPendingFrames, @DefaultValue("1MB") DataSize maxPendingSize,
			@DefaultValue("true") boolean closeOnError) {

	}

	/**
	 * Limits on subscriptions.
	 *
	 * @param maxPerConnection How many topics a connection may be subscribed to, at least
	 * 1; past it a client's SUB is refused.
	 * @param maxSubscribers How many connections may be subscribed to a topic, at least
	 * 1; past it a client's SUB is refused.
	 */
	public record Topics(@DefaultValue("100") int maxPerConnection, @DefaultValue("1000000") int maxSubscribers) {

	}

	/**
	 * Limits on what waits to be handed to many receivers.
	 *
	 * @param maxPending How much may wait to be handed to the receivers of a topic,
	 * several users or all, over the whole server, at least 1B, each frame counted once;
	 * past it nothing more is sent to many receivers until there is room.
	 */
	public record FanOut(@DefaultValue("16MB") DataSize maxPending) {

	}

	/**
	 * Socket options.
	 *
	 * @param keepAlive How long a connection may be silent before TCP probes it; 0 for no
	 * probes.
	 * @param receiveBuffer Size of a socket's receive buffer; 0 leaves it to the
	 * operating system.
	 * @param sendBuffer Size of a socket's send buffer; 0 leaves it to the operating
	 * system.
	 * @param backlog How many connections may wait to be accepted, at least 1. The
	 * operating system may allow less.
	 * @param reusePort Whether other processes may listen at the same port to share its
	 * connections; needs a native transport.
	 */
	public record Socket(@DefaultValue("0s") Duration keepAlive, @DefaultValue("0B") DataSize receiveBuffer,
			@DefaultValue("0B") DataSize sendBuffer, @DefaultValue("4096") int backlog,
			@DefaultValue("false") boolean reusePort) {

	}

	/**
	 * Limits on connections.
	 *
	 * @param maxConnections How many connections may be open at once, over all listeners,
	 * at least 1; one more is closed at accept. By default, no limit.
	 * @param maxConnectionsPerIp How many of them one client address may have, at least
	 * 1. An IPv6 client is known by the first 64 bits of its address. By default, no
	 * limit.
	 * @param connectsPerSecond How many connections one client address may open in a
	 * second, with bursts of as many, at least 1. By default, no limit.
	 */
	public record Limits(@Nullable Integer maxConnections, @Nullable Integer maxConnectionsPerIp,
			@Nullable Integer connectsPerSecond) {

	}

	/**
	 * Stopping.
	 *
	 * @param closeOver Time over which connections are closed at shutdown, so that
	 * clients do not all come back at once; 0 for all together. It should be well below
	 * 'spring.lifecycle.timeout-per-shutdown-phase'.
	 */
	public record Shutdown(@DefaultValue("0s") Duration closeOver) {

	}

	/**
	 * Being one of several nodes.
	 *
	 * @param enabled Whether to be a node of a cluster: presence, sending, kicks and
	 * topics then span all nodes. Needs Redis by Spring Data Redis and Lettuce, or beans
	 * of your own for what it does.
	 * @param nodeId Name of this node, 1 to 32 letters, digits, '.', '_' or '-', which no
	 * other node may have. By default, the host's name and six random characters, so that
	 * each start has a new one.
	 * @param lease How long the other nodes believe that a silent node is alive, 300ms to
	 * 1h; it is renewed three times in that time.
	 * @param timeout How long to wait for Redis or another node, at least 10ms and less
	 * than the lease.
	 * @param maxPending How many deliveries to other nodes may wait for an answer, at
	 * least 1; past it a delivery fails.
	 * @param maxMessageSize Largest message between nodes, 1KB to 512MB; at least 1KB
	 * more than 'wk.net.frame.max-size', so that every frame can be sent to other nodes.
	 * @param redis Use of Redis.
	 */
	public record Cluster(@DefaultValue("false") boolean enabled, @Nullable String nodeId,
			@DefaultValue("15s") Duration lease, @DefaultValue("1s") Duration timeout,
			@DefaultValue("65536") int maxPending, @DefaultValue("2MB") DataSize maxMessageSize,
			@DefaultValue Redis redis) {

		/**
		 * Use of Redis. Where it is, 'spring.data.redis' says.
		 *
		 * @param keyPrefix What all keys and channels of this cluster begin with, 1 to 64
		 * letters, digits, '.', ':', '_' or '-'. Clusters that share a Redis need one
		 * each.
		 */
		public record Redis(@DefaultValue("wk") String keyPrefix) {

		}

	}

	/**
	 * Observations for tracers.
	 *
	 * @param enabled Whether to make an observation, and so a span, of each call of a
	 * listener method and of the Authenticator. By default, if there is a tracer: without
	 * one, timers tell the same and cost less.
	 */
	public record Observations(@Nullable Boolean enabled) {

	}

}
