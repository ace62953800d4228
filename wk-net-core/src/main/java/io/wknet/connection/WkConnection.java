package io.wknet.connection;

import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentMap;

import javax.net.ssl.SSLSession;

import io.wknet.auth.DeviceLevel;
import io.wknet.auth.Identity;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection. All methods may be called from any thread and none blocks.
 *
 * <h2>Sending</h2> What one thread sends arrives in that order, and frames are never
 * interleaved. Whatever the network does not take at once waits in the outbound buffer; a
 * peer that lets more wait than {@code outbound.max-pending} bytes, or any byte longer
 * than {@code outbound.timeout}, loses its connection
 * ({@link CloseReason#SLOW_CONSUMER}).
 *
 * @since 0.1.0
 */
public interface WkConnection {

	/**
	 * Names the connection.
	 * @return a positive number that is never used again in this process
	 */
	long id();

	/**
	 * Where the connection is in its life.
	 * @return the state, which may have changed by the time it is looked at
	 */
	ConnectionState state();

	/**
	 * Whether frames can be sent.
	 * @return {@code false} from the moment on at which the close reason is fixed
	 */
	default boolean isOpen() {
		return state().compareTo(ConnectionState.CLOSING) < 0;
	}

	/**
	 * Whether the peer was let in, even if the connection has closed since.
	 * @return {@code true} once {@link #identity()} is there
	 */
	default boolean isAuthenticated() {
		return identity() != null;
	}

	/**
	 * Who the peer is.
	 * @return the identity, or {@code null} before authentication
	 */
	@Nullable Identity identity();

	/**
	 * Which user the peer is.
	 * @return the uid, or {@code null} before authentication
	 */
	default @Nullable String uid() {
		Identity identity = identity();
		return (identity != null) ? identity.uid() : null;
	}

	/**
	 * What the login did to the user's older connections.
	 * @return the level, or {@code null} before authentication
	 */
	default @Nullable DeviceLevel deviceLevel() {
		Identity identity = identity();
		return (identity != null) ? identity.deviceLevel() : null;
	}

	/**
	 * Which device the peer is.
	 * @return the device id, or {@code null} before authentication
	 */
	@Nullable String deviceId();

	/**
	 * What kind of device the peer is.
	 * @return the device flag, or {@code null} before authentication
	 */
	@Nullable DeviceFlag deviceFlag();

	/**
	 * The name of the listener that accepted the connection.
	 * @return {@code tcp}, for example
	 */
	String listener();

	/**
	 * The header format that the peer speaks, or JSON.
	 * @return {@code fixed}, {@code wkproto} or {@code json}; {@code auto} before the
	 * first byte
	 */
	String protocol();

	/**
	 * The protocol version in use.
	 * @return 1..5; the newest before authentication
	 */
	int protocolVersion();

	/**
	 * The address of the client: the other end of the socket, or what a trusted load
	 * balancer told in its PROXY header.
	 * @return the address
	 */
	SocketAddress remoteAddress();

	/**
	 * The address of the socket on our side. Behind a load balancer that is where the
	 * load balancer connected to.
	 * @return the address
	 */
	SocketAddress localAddress();

	/**
	 * The TLS session, whose {@linkplain SSLSession#getPeerCertificates() peer
	 * certificates} are those that a client showed for mutual TLS.
	 * @return the session, or {@code null} without TLS
	 */
	@Nullable SSLSession tlsSession();

	/**
	 * When the connection was accepted.
	 * @return the time
	 */
	Instant connectedAt();

	/**
	 * When bytes were last received.
	 * @return the time; {@link #connectedAt()} before the first
	 */
	Instant lastActivityAt();

	/**
	 * The application's own values, beginning with those of the identity. The map may be
	 * changed from any thread and holds no {@code null}.
	 * @return the one map of this connection
	 */
	ConcurrentMap<String, Object> attributes();

	/**
	 * What went over the connection so far.
	 * @return a snapshot
	 */
	ConnectionStats stats();

	/**
	 * Close the connection with {@link CloseReason#IDLE_TIMEOUT} after this much silence
	 * of the peer, in place of the server's {@code idle.timeout}.
	 * @param maxIdle the time; zero for never
	 */
	void maxIdle(Duration maxIdle);

	/**
	 * Write a frame and flush. Flushes of a burst are gathered.
	 * @param frame the frame
	 * @return completes when the operating system has taken the bytes, or fails with a
	 * {@link ConnectionClosedException}; it may complete on the event loop, so what
	 * depends on it must not block
	 */
	CompletionStage<@Nullable Void> send(ServerFrame frame);

	/**
	 * Write a frame, to be sent with the next {@link #flush()} or {@link #send}. If the
	 * connection is closed the frame is dropped.
	 * @param frame the frame
	 */
	void write(ServerFrame frame);

	/**
	 * Send what was written.
	 */
	void flush();

	/**
	 * Close the connection with {@link CloseReason#SERVER} and reason code 0, after
	 * everything sent so far. Does nothing if it is closing already.
	 */
	void close();

	/**
	 * Close the connection with {@link CloseReason#SERVER}, after everything sent so far,
	 * and tell the client to stay away: over the variable header, clients do not
	 * reconnect by themselves after this. Does nothing if the connection is closing
	 * already.
	 * @param reasonCode what DISCONNECT says
	 * @param reason what DISCONNECT says in words
	 */
	void close(ReasonCode reasonCode, String reason);

	/**
	 * Close the connection with {@link CloseReason#KICKED} and reason code 12, after
	 * everything sent so far. Does nothing if it is closing already.
	 */
	void kick();

	/**
	 * Why the connection ended.
	 * @return the reason, or {@code null} while it is open
	 */
	@Nullable CloseReason closeReason();

}
