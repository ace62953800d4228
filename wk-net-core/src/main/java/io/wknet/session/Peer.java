package io.wknet.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLSession;

import io.wknet.auth.Identity;
import io.wknet.codec.WireFormat;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionClosedException;
import io.wknet.connection.ConnectionState;
import io.wknet.connection.WkConnection;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.ServerFrame;
import io.wknet.timer.Deadline;
import io.wknet.transport.FrameChannel;
import org.jspecify.annotations.Nullable;

/**
 * What a session knows of its peer, and the part of {@link WkConnection} that needs
 * nothing else. What other threads may read is volatile or never changes; the counters
 * have one writer, the event loop, and readers that are content with a recent value.
 */
abstract class Peer extends Deadline implements WkConnection {

	private static final VarHandle ATTRIBUTES;

	private static final VarHandle CLOSE_REASON;
	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			ATTRIBUTES = lookup.findVarHandle(Peer.class, "attributes", ConcurrentMap.class);
			CLOSE_REASON = lookup.findVarHandle(Peer.class, "closeReason", CloseReason.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final long id;

	private final String listener;

	private final FrameChannel channel;

	private final long connectedAtMillis;

	private final long openedNanos;

	private volatile ConnectionState state = ConnectionState.CONNECTED;

	private volatile @Nullable CloseReason closeReason;

	private volatile @Nullable ConcurrentMap<String, Object> attributes;

	private volatile @Nullable Identity identity;

	private @Nullable String deviceId;

	private @Nullable DeviceFlag deviceFlag;

	long framesIn;

	long framesOut;

	long bytesIn;

	long bytesOut;

	Peer(long id, String listener, FrameChannel channel) {
		this.id = id;
		this.listener = listener;
		this.channel = channel;
		this.openedNanos = channel.lastReadNanos();
		this.connectedAtMillis = System.currentTimeMillis()
				- TimeUnit.NANOSECONDS.toMillis(channel.loop().nanoTime() - this.openedNanos);
	}

	@Override
	public final long id() {
		return this.id;
	}

	@Override
	public final ConnectionState state() {
		return this.state;
	}

	@Override
	public final boolean isOpen() {
		return this.closeReason == null;
	}

	@Override
	public final @Nullable CloseReason closeReason() {
		return this.closeReason;
	}

	@Override
	public final @Nullable Identity identity() {
		return this.identity;
	}

	@Override
	public final @Nullable String deviceId() {
		return (this.identity != null) ? this.deviceId : null;
	}

	@Override
	public final @Nullable DeviceFlag deviceFlag() {
		return (this.identity != null) ? this.deviceFlag : null;
	}

	@Override
	public final String listener() {
		return this.listener;
	}

	@Override
	public final String protocol() {
		WireFormat format = this.channel.format();
		if (format == null) {
			return this.channel.isJson() ? "json" : "auto";
		}
		return (format == WireFormat.FIXED) ? "fixed" : "wkproto";
	}

	@Override
	public final int protocolVersion() {
		return this.channel.version();
	}

	@Override
	public final SocketAddress remoteAddress() {
		return this.channel.remoteAddress();
	}

	@Override
	public final SocketAddress localAddress() {
		return this.channel.localAddress();
	}

	@Override
	public final @Nullable SSLSession tlsSession() {
		return this.channel.tlsSession();
	}

	@Override
	public final Instant connectedAt() {
		return Instant.ofEpochMilli(this.connectedAtMillis);
	}

	@Override
	public final Instant lastActivityAt() {
		return connectedAt().plusNanos(Math.max(this.channel.lastReadNanos() - this.openedNanos, 0));
	}

	@Override
	public final ConcurrentMap<String, Object> attributes() {
		ConcurrentMap<String, Object> current = this.attributes;
		if (current == null) {
			ConcurrentMap<String, Object> created = new ConcurrentHashMap<>(4);
			current = ATTRIBUTES.compareAndSet(this, null, created) ? created : this.attributes;
			assert current != null;
		}
		return current;
	}

	@Override
	public final CompletionStage<@Nullable Void> send(ServerFrame frame) {
		return isOpen() ? this.channel.send(frame) : CompletableFuture.failedStage(failure());
	}

	@Override
	public final void write(ServerFrame frame) {
		if (isOpen()) {
			this.channel.write(frame);
		}
	}

	@Override
	public final void flush() {
		this.channel.flush();
	}

	/**
	 * What fails frames that can't be sent.
	 */
	final RuntimeException failure() {
		CloseReason reason = this.closeReason;
		return new ConnectionClosedException(this.id, (reason != null) ? reason : CloseReason.CLIENT);
	}

	final FrameChannel channel() {
		return this.channel;
	}

	final long openedNanos() {
		return this.openedNanos;
	}

	final void state(ConnectionState newState) {
		this.state = newState;
	}

	final void authenticatedAs(Identity newIdentity, String newDeviceId, DeviceFlag newDeviceFlag) {
		this.deviceId = newDeviceId;
		this.deviceFlag = newDeviceFlag;
		if (!newIdentity.attributes().isEmpty()) {
			attributes().putAll(newIdentity.attributes());
		}
		this.identity = newIdentity;
	}

	final CloseReason fixedCloseReason() {
		CloseReason reason = this.closeReason;
		assert reason != null;
		return reason;
	}

	/**
	 * Fix why the connection ends.
	 * @return {@code false} if that was fixed before
	 */
	final boolean closeFor(CloseReason reason) {
		return CLOSE_REASON.compareAndSet(this, null, reason);
	}

	@Override
	public final boolean equals(@Nullable Object other) {
		return this == other;
	}

	/**
	 * As {@link SessionKey} has it.
	 */
	@Override
	public final int hashCode() {
		return Long.hashCode(this.id);
	}

	@Override
	public final String toString() {
		return "Connection[id=" + this.id + ", state=" + this.state + "]";
	}

}
