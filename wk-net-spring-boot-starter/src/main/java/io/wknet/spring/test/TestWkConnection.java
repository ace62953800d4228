package io.wknet.spring.test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLSession;

import io.wknet.auth.Identity;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.WireFormat;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionClosedException;
import io.wknet.connection.ConnectionState;
import io.wknet.connection.ConnectionStats;
import io.wknet.connection.WkConnection;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.ProtocolVersion;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * A connection without a socket, for tests that call a listener method themselves:
 *
 * <pre>{@code
 * TestWkConnection alice = TestWkConnection.authenticated("alice");
 * new Greeter().hello(alice);
 * assertThat(alice.sent()).containsExactly(ApplicationFrame.of(17, Payload.utf8("welcome")));
 * }</pre>
 *
 * It keeps what is sent, and closes as a real connection does: for the first reason that
 * there is, after which nothing can be sent. There is no network to wait for: what is
 * sent is sent at once, and what is closed is {@link ConnectionState#CLOSED}. Nothing
 * happens by itself, so it never becomes idle. As with a real one, all methods may be
 * called from any thread.
 *
 * @since 0.1.0
 */
public final class TestWkConnection implements WkConnection {

	private static final AtomicLong IDS = new AtomicLong();

	private final long id = IDS.incrementAndGet();

	private final Instant connectedAt = Instant.now();

	private final ConcurrentMap<String, Object> attributes = new ConcurrentHashMap<>();

	private final Builder settings;

	private final Object monitor = new Object();

	private final List<ServerFrame> sent = new ArrayList<>();

	private final List<ServerFrame> unflushed = new ArrayList<>();

	private long framesOut;

	private long bytesOut;

	private long unflushedBytes;

	private @Nullable CloseReason closeReason;

	private @Nullable DisconnectFrame disconnect;

	private @Nullable Duration maxIdle;

	private TestWkConnection(Builder settings) {
		this.settings = settings;
		Identity identity = settings.identity;
		if (identity != null) {
			this.attributes.putAll(identity.attributes());
		}
		this.attributes.putAll(settings.attributes);
	}

	/**
	 * The connection of a user, with the defaults of the {@link Builder}.
	 * @param uid the user
	 * @return the connection
	 */
	public static TestWkConnection authenticated(String uid) {
		return builder().uid(uid).build();
	}

	/**
	 * The connection of a user, with the defaults of the {@link Builder}.
	 * @param identity who the user is; its attributes become those of the connection
	 * @return the connection
	 */
	public static TestWkConnection authenticated(Identity identity) {
		return builder().identity(identity).build();
	}

	/**
	 * A connection before authentication, as {@code @WkOnConnect} methods get it.
	 * @return the connection
	 */
	public static TestWkConnection unauthenticated() {
		return builder().build();
	}

	/**
	 * Any other connection.
	 * @return a builder, with nobody authenticated so far
	 */
	public static Builder builder() {
		return new Builder();
	}

	// What a test asks

	/**
	 * What was sent so far, without what was written and not yet flushed. The DISCONNECT
	 * that a close sends is not among it.
	 * @return a snapshot
	 */
	public List<ServerFrame> sent() {
		synchronized (this.monitor) {
			return List.copyOf(this.sent);
		}
	}

	/**
	 * What was written and not yet flushed.
	 * @return a snapshot
	 */
	public List<ServerFrame> unflushed() {
		synchronized (this.monitor) {
			return List.copyOf(this.unflushed);
		}
	}

	/**
	 * What the client is told at the close. Over the variable header that is nothing,
	 * unless the client shall stay away.
	 * @return the frame; {@code null} before the close, and if there is none
	 */
	public @Nullable DisconnectFrame disconnect() {
		synchronized (this.monitor) {
			return this.disconnect;
		}
	}

	/**
	 * How long the client may be silent, if anybody has said so.
	 * @return the time; {@code null} unless {@link #maxIdle(Duration)} was called
	 */
	public @Nullable Duration maxIdle() {
		synchronized (this.monitor) {
			return this.maxIdle;
		}
	}

	/**
	 * Let the connection end for a reason that only the server, the network or the client
	 * has. Does nothing if it is closed already.
	 * @param reason the reason
	 */
	public void closeFor(CloseReason reason) {
		close(reason, DisconnectFrame.of(reason.reasonCode(), reason.name()), reason == CloseReason.KICKED);
	}

	// What a listener asks

	@Override
	public long id() {
		return this.id;
	}

	@Override
	public ConnectionState state() {
		if (!isOpen()) {
			return ConnectionState.CLOSED;
		}
		return isAuthenticated() ? ConnectionState.ACTIVE : ConnectionState.CONNECTED;
	}

	@Override
	public boolean isOpen() {
		return closeReason() == null;
	}

	@Override
	public @Nullable CloseReason closeReason() {
		synchronized (this.monitor) {
			return this.closeReason;
		}
	}

	@Override
	public @Nullable Identity identity() {
		return this.settings.identity;
	}

	@Override
	public @Nullable String deviceId() {
		return isAuthenticated() ? this.settings.deviceId : null;
	}

	@Override
	public @Nullable DeviceFlag deviceFlag() {
		return isAuthenticated() ? this.settings.deviceFlag : null;
	}

	@Override
	public String listener() {
		return this.settings.listener;
	}

	@Override
	public String protocol() {
		if (!isAuthenticated()) {
			return "auto";
		}
		return (this.settings.format == WireFormat.FIXED) ? "fixed" : "wkproto";
	}

	@Override
	public int protocolVersion() {
		return this.settings.protocolVersion;
	}

	@Override
	public SocketAddress remoteAddress() {
		return this.settings.remoteAddress;
	}

	@Override
	public SocketAddress localAddress() {
		return this.settings.localAddress;
	}

	@Override
	public @Nullable SSLSession tlsSession() {
		return this.settings.tlsSession;
	}

	@Override
	public Instant connectedAt() {
		return this.connectedAt;
	}

	@Override
	public Instant lastActivityAt() {
		return this.connectedAt;
	}

	@Override
	public ConcurrentMap<String, Object> attributes() {
		return this.attributes;
	}

	@Override
	public ConnectionStats stats() {
		synchronized (this.monitor) {
			return new ConnectionStats(0, this.framesOut, 0, this.bytesOut, this.unflushedBytes, 0);
		}
	}

	@Override
	public void maxIdle(Duration newMaxIdle) {
		if (newMaxIdle.isNegative()) {
			throw new IllegalArgumentException("maxIdle must not be negative, found " + newMaxIdle);
		}
		synchronized (this.monitor) {
			this.maxIdle = newMaxIdle;
		}
	}

	@Override
	public CompletionStage<@Nullable Void> send(ServerFrame frame) {
		synchronized (this.monitor) {
			if (this.closeReason != null) {
				return CompletableFuture.failedStage(new ConnectionClosedException(this.id, this.closeReason));
			}
			try {
				write(frame);
			}
			catch (IllegalArgumentException ex) {
				return CompletableFuture.failedStage(ex);
			}
			flush();
		}
		return CompletableFuture.completedStage(null);
	}

	@Override
	public void write(ServerFrame frame) {
		synchronized (this.monitor) {
			if (this.closeReason == null) {
				int bytes = FrameEncoder.toPeer(this.settings.format).encodedBytes(frame, protocolVersion());
				this.unflushed.add(frame);
				this.unflushedBytes += bytes;
				this.framesOut++;
				this.bytesOut += bytes;
			}
		}
	}

	@Override
	public void flush() {
		synchronized (this.monitor) {
			this.sent.addAll(this.unflushed);
			this.unflushed.clear();
			this.unflushedBytes = 0;
		}
	}

	@Override
	public void close() {
		closeFor(CloseReason.SERVER);
	}

	@Override
	public void close(ReasonCode reasonCode, String reason) {
		close(CloseReason.SERVER, DisconnectFrame.of(reasonCode, reason), true);
	}

	@Override
	public void kick() {
		closeFor(CloseReason.KICKED);
	}

	private void close(CloseReason reason, DisconnectFrame farewell, boolean stayAway) {
		synchronized (this.monitor) {
			if (this.closeReason == null) {
				flush();
				this.closeReason = reason;
				this.disconnect = (this.settings.format == WireFormat.FIXED || stayAway) ? farewell : null;
			}
		}
	}

	@Override
	public String toString() {
		return "Connection[id=" + this.id + ", state=" + state() + "]";
	}

	/**
	 * Makes connections. By default they are of the listener {@code tcp}, from an
	 * {@linkplain DeviceFlag#APP app} on the device {@code device} at the loopback
	 * address, over the fixed header and in the newest protocol version.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private final Map<String, Object> attributes = new ConcurrentHashMap<>();

		private @Nullable Identity identity;

		private String deviceId = "device";

		private DeviceFlag deviceFlag = DeviceFlag.APP;

		private String listener = "tcp";

		private WireFormat format = WireFormat.FIXED;

		private int protocolVersion = ProtocolVersion.LATEST;

		private SocketAddress remoteAddress = new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);

		private SocketAddress localAddress = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5100);

		private @Nullable SSLSession tlsSession;

		private Builder() {
		}

		private Builder(Builder other) {
			this.attributes.putAll(other.attributes);
			this.identity = other.identity;
			this.deviceId = other.deviceId;
			this.deviceFlag = other.deviceFlag;
			this.listener = other.listener;
			this.format = other.format;
			this.protocolVersion = other.protocolVersion;
			this.remoteAddress = other.remoteAddress;
			this.localAddress = other.localAddress;
			this.tlsSession = other.tlsSession;
		}

		/**
		 * Whose connection it is, without attributes.
		 * @param uid the user
		 * @return this
		 */
		public Builder uid(String uid) {
			return identity(Identity.of(uid));
		}

		/**
		 * Whose connection it is.
		 * @param newIdentity the identity; its attributes become those of the connection
		 * @return this
		 */
		public Builder identity(Identity newIdentity) {
			this.identity = newIdentity;
			return this;
		}

		/**
		 * Which device.
		 * @param newDeviceId the device id
		 * @return this
		 */
		public Builder deviceId(String newDeviceId) {
			this.deviceId = newDeviceId;
			return this;
		}

		/**
		 * What kind of device.
		 * @param newDeviceFlag the device flag
		 * @return this
		 */
		public Builder deviceFlag(DeviceFlag newDeviceFlag) {
			this.deviceFlag = newDeviceFlag;
			return this;
		}

		/**
		 * An attribute of the connection.
		 * @param name its name
		 * @param value its value
		 * @return this
		 */
		public Builder attribute(String name, Object value) {
			this.attributes.put(name, value);
			return this;
		}

		/**
		 * Which listener has accepted it.
		 * @param newListener the listener's name
		 * @return this
		 */
		public Builder listener(String newListener) {
			this.listener = newListener;
			return this;
		}

		/**
		 * Which header it has. Over {@link WireFormat#WKPROTO} frames of the
		 * application's own can not be sent.
		 * @param newFormat the header
		 * @return this
		 */
		public Builder format(WireFormat newFormat) {
			this.format = newFormat;
			return this;
		}

		/**
		 * Which protocol version it has.
		 * @param newProtocolVersion
		 * {@link ProtocolVersion#OLDEST}..{@link ProtocolVersion#LATEST}
		 * @return this
		 */
		public Builder protocolVersion(int newProtocolVersion) {
			if (ProtocolVersion.negotiate(newProtocolVersion) != newProtocolVersion) {
				throw new IllegalArgumentException("The protocol version must be " + ProtocolVersion.OLDEST + ".."
						+ ProtocolVersion.LATEST + ", found " + newProtocolVersion);
			}
			this.protocolVersion = newProtocolVersion;
			return this;
		}

		/**
		 * Where the client is.
		 * @param newRemoteAddress the address
		 * @return this
		 */
		public Builder remoteAddress(SocketAddress newRemoteAddress) {
			this.remoteAddress = newRemoteAddress;
			return this;
		}

		/**
		 * Where the server is.
		 * @param newLocalAddress the address
		 * @return this
		 */
		public Builder localAddress(SocketAddress newLocalAddress) {
			this.localAddress = newLocalAddress;
			return this;
		}

		/**
		 * The TLS session, for example with the client's certificates.
		 * @param newTlsSession the session
		 * @return this
		 */
		public Builder tlsSession(SSLSession newTlsSession) {
			this.tlsSession = newTlsSession;
			return this;
		}

		/**
		 * Make the connection.
		 * @return a new connection
		 */
		public TestWkConnection build() {
			return new TestWkConnection(new Builder(this));
		}

	}

}
