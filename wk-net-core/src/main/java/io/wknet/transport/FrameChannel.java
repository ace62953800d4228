package io.wknet.transport;

import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

import javax.net.ssl.SSLSession;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.wknet.codec.WireFormat;
import io.wknet.frame.Frame;
import org.jspecify.annotations.Nullable;

/**
 * A network channel as a session sees it: it takes frames and hides bytes. Only
 * {@link #send(Frame)}, {@link #send(SharedFrame)}, {@link #write(Frame)}, {@link #flush}
 * and the getters may be called from any thread; all else belongs to the event loop.
 *
 * @since 0.1.0
 */
public interface FrameChannel {

	/**
	 * The event loop that the channel belongs to.
	 * @return the loop
	 */
	LoopContext loop();

	/**
	 * The address of the client: the other end of the socket, or what a trusted load
	 * balancer told in its PROXY header.
	 * @return the address
	 */
	SocketAddress remoteAddress();

	/**
	 * The address of the socket on our side. Behind a load balancer that is where the
	 * load balancer connected to, whatever its PROXY header says.
	 * @return the address
	 */
	SocketAddress localAddress();

	/**
	 * The TLS session.
	 * @return the session, or {@code null} without TLS
	 */
	@Nullable SSLSession tlsSession();

	/**
	 * The header in use.
	 * @return the format, or {@code null} while it is unknown and with
	 * {@linkplain #isJson JSON}, which has none
	 */
	@Nullable WireFormat format();

	/**
	 * Whether frames are texts of JSON. That is told by the first message of a WebSocket
	 * and stays so.
	 * @return {@code true} if they are
	 */
	boolean isJson();

	/**
	 * Use a header from the start, as the side does that sends CONNECT; the other side
	 * tells it by the first byte that it reads.
	 * @param format the format
	 */
	void format(WireFormat format);

	/**
	 * The protocol version in use.
	 * @return 1..5
	 */
	int version();

	/**
	 * Use a protocol version for every frame after this call.
	 * @param version 1..5
	 */
	void version(int version);

	/**
	 * Encrypt every frame that is encoded after this call.
	 * @param seal what encrypts them
	 */
	void seal(FrameSeal seal);

	/**
	 * Accept bodies up to this size from now on.
	 * @param maxFrameBytes the largest body accepted, in bytes
	 */
	void maxFrameBytes(int maxFrameBytes);

	/**
	 * Write a frame and flush.
	 * @param frame the frame
	 * @return completes when the operating system has taken the bytes
	 */
	CompletionStage<@Nullable Void> send(Frame frame);

	/**
	 * Write a frame. It is sent with the next flush; one comes by itself at the end of
	 * each read.
	 * @param frame the frame
	 */
	void write(Frame frame);

	/**
	 * Write a frame that other channels get too. It is sent with the next flush.
	 * @param frame the frame, which the caller holds during the call; its receipt hears
	 * what becomes of it
	 */
	void write(SharedFrame frame);

	/**
	 * Write a frame that other channels get too, and flush. May be called from any
	 * thread.
	 * @param frame the frame, which the caller has held for this channel; it is released
	 * when it is written
	 */
	void send(SharedFrame frame);

	/**
	 * Send what was written.
	 */
	void flush();

	/**
	 * Send what was written within this call, rather than with what else there may be to
	 * send soon.
	 */
	void flushNow();

	/**
	 * Whether a read is going on, at whose end {@link FrameReceiver#readCompleted} is
	 * called. Exact on the loop only.
	 * @return {@code true} if so
	 */
	boolean isReading();

	/**
	 * Receive no more frames until {@link #resumeReading}.
	 */
	void pauseReading();

	/**
	 * Receive frames again.
	 */
	void resumeReading();

	/**
	 * When bytes were last received, or the channel was accepted if none were.
	 * @return the loop's time, in nanoseconds
	 */
	long lastReadNanos();

	/**
	 * When the oldest thing that has a limit will exceed it: a frame that has begun, or
	 * bytes that wait for the network.
	 * @return the loop's time in nanoseconds, or {@link Long#MAX_VALUE} for never
	 */
	long nextDeadline();

	/**
	 * Whether a frame has begun and is not complete in time.
	 * @param nanoTime the loop's time, in nanoseconds
	 * @return {@code true} if so
	 */
	boolean isFrameLate(long nanoTime);

	/**
	 * How many bytes wait to be sent.
	 * @return the number
	 */
	int pendingBytes();

	/**
	 * The same as {@link #finish(Frame, int)} with the status of a normal end.
	 * @param last the last frame, or {@code null} for none
	 */
	default void finish(@Nullable Frame last) {
		finish(last, WebSocketCloseStatus.NORMAL_CLOSURE.code());
	}

	/**
	 * Receive nothing more; send what was written, and then the last frame; then close.
	 * @param last the last frame, or {@code null} for none
	 * @param webSocketStatus the status of the Close that follows over a WebSocket (RFC
	 * 6455, section 7.4), unless the peer has broken a rule of WebSocket that has a
	 * status of its own
	 */
	void finish(@Nullable Frame last, int webSocketStatus);

	/**
	 * Close at once and forget what waits to be sent.
	 */
	void abort();

}
