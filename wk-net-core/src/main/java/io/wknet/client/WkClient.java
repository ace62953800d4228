package io.wknet.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import io.wknet.codec.FrameLimits;
import io.wknet.codec.WireFormat;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.ProtocolVersion;
import io.wknet.frame.ServerFrame;
import io.wknet.transport.OutboundSettings;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.resources.LoopResources;

/**
 * A client, to be configured and connected:
 *
 * <pre>{@code
 * try (WkClientConnection alice = WkClient.create().uid("alice").token("secret").connectNow()) {
 *     alice.sendForAck("bob", 1, Payload.utf8("hello"), Duration.ofSeconds(5));
 *     ServerFrame frame = alice.receive(Duration.ofSeconds(5));
 * }
 * }</pre>
 *
 * It is immutable: every call returns a new one, so that a configuration can be shared,
 * and it can be connected any number of times. Clients have no threads of their own; all
 * share a few event loops, so that thousands of them fit into one process. Callbacks run
 * there: they must not block.
 *
 * @since 0.1.0
 */
public final class WkClient {

	private final Config config;

	private WkClient(Config config) {
		this.config = config;
	}

	/**
	 * A client of {@code localhost:5100} over the fixed header, with an empty uid and
	 * token.
	 * @return the client
	 */
	public static WkClient create() {
		return new WkClient(new Config());
	}

	/**
	 * Where the server is. The default is {@code localhost}.
	 * @param host a name or an address
	 * @return a new client
	 */
	public WkClient host(String host) {
		if (host.isBlank()) {
			throw new IllegalArgumentException("The host must not be blank");
		}
		return with((copy) -> copy.host = host);
	}

	/**
	 * At which port it listens. The default is 5100.
	 * @param port 1..65535
	 * @return a new client
	 */
	public WkClient port(int port) {
		if (port < 1 || port > 0xFFFF) {
			throw new IllegalArgumentException("The port must be 1..65535, found " + port);
		}
		return with((copy) -> copy.port = port);
	}

	/**
	 * Who the client is.
	 * @param uid the user
	 * @return a new client
	 */
	public WkClient uid(String uid) {
		return with((copy) -> copy.uid = uid);
	}

	/**
	 * What proves it.
	 * @param token the credentials
	 * @return a new client
	 */
	public WkClient token(String token) {
		return with((copy) -> copy.token = token);
	}

	/**
	 * The kind of device. The default is {@link DeviceFlag#APP}.
	 * @param deviceFlag the kind
	 * @return a new client
	 */
	public WkClient deviceFlag(DeviceFlag deviceFlag) {
		return with((copy) -> copy.deviceFlag = deviceFlag);
	}

	/**
	 * Which device. The default is a random id for each {@link #connect}, the same when
	 * that connects again.
	 * @param deviceId the device; a newer login from it replaces an older one
	 * @return a new client
	 */
	public WkClient deviceId(String deviceId) {
		return with((copy) -> copy.deviceId = deviceId);
	}

	/**
	 * Which header frames have. The default is {@link WireFormat#FIXED}.
	 * @param format the format
	 * @return a new client
	 */
	public WkClient format(WireFormat format) {
		return with((copy) -> copy.format = format);
	}

	/**
	 * Whether the payloads of SEND and RECV are encrypted, with new keys for each
	 * connection. It does not take the place of TLS: nothing proves that the server is
	 * the right one. A server that does not take part ends the connect with
	 * {@link ConnectFailedException}, and a RECV that can not be decrypted the connection
	 * with {@link WkClientDisconnect.Cause#PROTOCOL_ERROR}. The default is {@code false}.
	 * @param encryption whether to encrypt
	 * @return a new client
	 */
	public WkClient encryption(boolean encryption) {
		return with((copy) -> copy.encryption = encryption);
	}

	/**
	 * The newest protocol version that the client speaks. The default is
	 * {@link ProtocolVersion#LATEST}.
	 * @param protocolVersion
	 * {@link ProtocolVersion#OLDEST}..{@link ProtocolVersion#LATEST}
	 * @return a new client
	 */
	public WkClient protocolVersion(int protocolVersion) {
		if (ProtocolVersion.negotiate(protocolVersion) != protocolVersion) {
			throw new IllegalArgumentException("The protocol version must be " + ProtocolVersion.OLDEST + ".."
					+ ProtocolVersion.LATEST + ", found " + protocolVersion);
		}
		return with((copy) -> copy.protocolVersion = protocolVersion);
	}

	/**
	 * How long connecting may take, from the look-up of the name to the CONNACK. The
	 * default is 10 seconds.
	 * @param connectTimeout the time; positive
	 * @return a new client
	 */
	public WkClient connectTimeout(Duration connectTimeout) {
		requirePositive("The connect timeout", connectTimeout);
		return with((copy) -> copy.connectTimeout = connectTimeout);
	}

	/**
	 * How often a PING is sent. A server that sends nothing between two of them is gone,
	 * and its connection ends with {@link WkClientDisconnect.Cause#TIMEOUT}. The default
	 * is 60 seconds.
	 * @param pingInterval the time; zero for never
	 * @return a new client
	 */
	public WkClient pingInterval(Duration pingInterval) {
		if (pingInterval.isNegative()) {
			throw new IllegalArgumentException("The ping interval must not be negative, found " + pingInterval);
		}
		return with((copy) -> copy.pingInterval = pingInterval);
	}

	/**
	 * Whether each RECV is answered with a RECVACK by itself, once the listener has
	 * returned or the frame waits to be received. The default is {@code false}.
	 * @param autoAck whether to answer
	 * @return a new client
	 */
	public WkClient autoAck(boolean autoAck) {
		return with((copy) -> copy.autoAck = autoAck);
	}

	/**
	 * Hear of every frame, on the event loop and in the order sent; those that answer
	 * {@link WkClientConnection#sendForAck} and {@link WkClientConnection#ping} excepted.
	 * Frames then do not wait in {@link WkClientConnection#receive}. What the listener
	 * throws is logged, and the connection lives on.
	 * @param onFrame the listener, in place of one set before; must not block
	 * @return a new client
	 */
	public WkClient onFrame(Consumer<? super ServerFrame> onFrame) {
		return with((copy) -> copy.onFrame = onFrame);
	}

	/**
	 * Hear when the server has let the client in, the first time and again, before any
	 * frame is received.
	 * @param onConnected called on the event loop, in place of one set before; must not
	 * block
	 * @return a new client
	 */
	public WkClient onConnected(Consumer<? super WkClientConnection> onConnected) {
		return with((copy) -> copy.onConnected = onConnected);
	}

	/**
	 * Hear when a connection that had been made has ended, and why.
	 * @param onDisconnected called on the event loop, in place of one set before; must
	 * not block
	 * @return a new client
	 */
	public WkClient onDisconnected(Consumer<? super WkClientDisconnect> onDisconnected) {
		return with((copy) -> copy.onDisconnected = onDisconnected);
	}

	/**
	 * How many frames may wait in {@link WkClientConnection#receive} before the client
	 * stops reading. The default is 256.
	 * @param maxPendingFrames how many; positive
	 * @return a new client
	 */
	public WkClient maxPendingFrames(int maxPendingFrames) {
		if (maxPendingFrames < 1) {
			throw new IllegalArgumentException("maxPendingFrames must be positive, found " + maxPendingFrames);
		}
		return with((copy) -> copy.maxPendingFrames = maxPendingFrames);
	}

	/**
	 * Connect again when a connection is lost; off by default. The delay is random
	 * between zero and a bound, which is {@code min} at first and doubles with each
	 * attempt up to {@code max}; it is {@code min} again after a connection that lasted
	 * for {@code max}.
	 * <p>
	 * A client does not connect again when the application closed it, nor when the server
	 * gave a reason that time does not cure: any code in DISCONNECT or CONNACK but
	 * {@code UNKNOWN}, {@code SYSTEM_ERROR} and {@code RATE_LIMIT}, a kick and bad
	 * credentials above all. Nor does it repeat the first {@link #connect}, whose failure
	 * the caller sees.
	 * @param min the first bound; 1 ms or more
	 * @param max the last bound; from {@code min} to one day
	 * @return a new client
	 */
	public WkClient reconnect(Duration min, Duration max) {
		ReconnectPolicy policy = reconnectPolicy(min, max);
		return with((copy) -> copy.reconnect = policy);
	}

	/**
	 * Limit what is received.
	 * @param frameLimits the limits
	 * @return a new client
	 */
	public WkClient frameLimits(FrameLimits frameLimits) {
		return with((copy) -> copy.frameLimits = frameLimits);
	}

	/**
	 * Limit what waits to be sent. A client that exceeds it loses its connection with
	 * {@link WkClientDisconnect.Cause#OVERFLOW}.
	 * @param outbound the limits
	 * @return a new client
	 */
	public WkClient outbound(OutboundSettings outbound) {
		return with((copy) -> copy.outbound = outbound);
	}

	/**
	 * Use these event loops. The default is one set of daemon threads for all clients of
	 * the process, as many as there are processors.
	 * @param loops the event loops; the caller disposes of them, after the clients
	 * @return a new client
	 */
	public WkClient runOn(LoopResources loops) {
		ClientLoops clientLoops = ClientLoops.of(loops);
		return with((copy) -> copy.loops = clientLoops);
	}

	/**
	 * Run what is due later, connect timeouts and reconnects, on another clock.
	 */
	WkClient scheduler(Scheduler scheduler) {
		return with((copy) -> copy.scheduler = scheduler);
	}

	/**
	 * Connect, once for each subscription.
	 * @return emits, on the event loop, once the server has let the client in. Fails with
	 * {@link ConnectFailedException}, {@link ConnectRejectedException} or
	 * {@link WkClientTimeoutException}; when cancelled, the attempt ends
	 */
	public Mono<WkClientConnection> connect() {
		Config settings = this.config;
		return Mono.defer(() -> new ReconnectingConnection(settings).connect());
	}

	/**
	 * Connect, and wait for it as long as the {@link #connectTimeout}. Not on an event
	 * loop.
	 * @return the connection
	 * @throws WkClientException as in {@link #connect}
	 */
	public WkClientConnection connectNow() {
		WkClientConnection connection = connect().block();
		assert connection != null;
		return connection;
	}

	/**
	 * Connect with another timeout, and wait for it. Not on an event loop.
	 * @param connectTimeout how long connecting may take; positive
	 * @return the connection
	 * @throws WkClientException as in {@link #connect}
	 */
	public WkClientConnection connectNow(Duration connectTimeout) {
		return connectTimeout(connectTimeout).connectNow();
	}

	static ReconnectPolicy reconnectPolicy(Duration min, Duration max) {
		return new ReconnectPolicy(min, max, (bound) -> ThreadLocalRandom.current().nextLong(bound));
	}

	static void requirePositive(String what, Duration duration) {
		if (duration.isNegative() || duration.isZero()) {
			throw new IllegalArgumentException(what + " must be positive, found " + duration);
		}
	}

	private WkClient with(Consumer<Config> change) {
		Config copy = this.config.copy();
		change.accept(copy);
		return new WkClient(copy);
	}

	/**
	 * All settings; changed only while a copy is made.
	 */
	static final class Config implements Cloneable {

		String host = "localhost";

		int port = 5100;

		String uid = "";

		String token = "";

		DeviceFlag deviceFlag = DeviceFlag.APP;

		@Nullable String deviceId;

		WireFormat format = WireFormat.FIXED;

		boolean encryption;

		int protocolVersion = ProtocolVersion.LATEST;

		Duration connectTimeout = Duration.ofSeconds(10);

		Duration pingInterval = Duration.ofSeconds(60);

		boolean autoAck;

		@Nullable Consumer<? super ServerFrame> onFrame;

		@Nullable Consumer<? super WkClientConnection> onConnected;

		@Nullable Consumer<? super WkClientDisconnect> onDisconnected;

		int maxPendingFrames = 256;

		@Nullable ReconnectPolicy reconnect;

		FrameLimits frameLimits = FrameLimits.defaults();

		OutboundSettings outbound = OutboundSettings.defaults();

		@Nullable ClientLoops loops;

		@Nullable Scheduler scheduler;

		ClientLoops loops() {
			return (this.loops != null) ? this.loops : ClientLoops.shared();
		}

		Scheduler scheduler() {
			return (this.scheduler != null) ? this.scheduler : loops().scheduler();
		}

		String address() {
			return this.host + ":" + this.port;
		}

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
