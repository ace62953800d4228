package io.wknet.client;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import io.wknet.frame.ClientFrame;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.ServerFrame;
import io.wknet.frame.SubackFrame;
import org.jspecify.annotations.Nullable;

/**
 * A connected client. With {@link WkClient#reconnect reconnect} it outlives its sockets:
 * what is sent while there is none fails, and what is received goes on once there is one
 * again.
 * <p>
 * All methods may be called from any thread, and only {@link #receive} waits. The stages
 * they return complete on the event loop, where nothing may block.
 *
 * @since 0.1.0
 */
public interface WkClientConnection extends AutoCloseable {

	/**
	 * Whether there is a socket, and the server has let the client in.
	 * @return {@code true} if frames can be sent
	 */
	boolean isConnected();

	/**
	 * The answer to the last CONNECT that succeeded.
	 * @return the frame, with the difference of the clocks and the server's node
	 */
	ConnackFrame connack();

	/**
	 * Send a frame. What one thread sends leaves in that order. The answer, if there is
	 * one, is received like any other frame.
	 * @param frame any frame but CONNECT
	 * @return completes when the operating system has taken the bytes. Fails with
	 * {@link WkClientClosedException} without a connection, and with
	 * {@link IllegalArgumentException} if the frame can't be written in the format in use
	 */
	CompletionStage<@Nullable Void> send(ClientFrame frame);

	/**
	 * Send a message and wait for its SENDACK, which is then not received elsewhere.
	 * @param frame the message; its {@code clientSeq} must differ from those that wait
	 * @param timeout how long to wait; positive
	 * @return completes with the answer, whatever its reason code. Fails with
	 * {@link WkClientTimeoutException}, or as {@link #send}
	 */
	CompletionStage<SendackFrame> sendForAck(SendFrame frame, Duration timeout);

	/**
	 * Send a plain message, numbered by this connection from 1 on, and wait for its
	 * SENDACK.
	 * @param channelId where to
	 * @param channelType what kind of channel, 0..255; 1 is a person, 2 a group
	 * @param payload the message
	 * @param timeout how long to wait; positive
	 * @return as {@link #sendForAck(SendFrame, Duration)}
	 */
	CompletionStage<SendackFrame> sendForAck(String channelId, int channelType, Payload payload, Duration timeout);

	/**
	 * The same as {@link #subscribe(String, int, String, Duration)} without parameters.
	 * @param channelId which channel
	 * @param channelType what kind of channel, 0..255; 1 is a person, 2 a group
	 * @param timeout how long to wait; positive
	 * @return completes with the answer, whatever its reason code
	 */
	default CompletionStage<SubackFrame> subscribe(String channelId, int channelType, Duration timeout) {
		return subscribe(channelId, channelType, "", timeout);
	}

	/**
	 * Subscribe to a topic with a SUB, numbered by this connection from 1 on, and wait
	 * for its SUBACK, which is then not received elsewhere. A subscription ends with the
	 * socket: a client that {@linkplain WkClient#reconnect connects again} subscribes
	 * again in {@link WkClient#onConnected}.
	 * @param channelId which channel
	 * @param channelType what kind of channel, 0..255; 1 is a person, 2 a group
	 * @param param parameters for the server's application; may be empty
	 * @param timeout how long to wait; positive. A server without a topic authorizer need
	 * not answer
	 * @return completes with the answer, whatever its reason code. Fails with
	 * {@link WkClientTimeoutException}, or as {@link #send}
	 */
	CompletionStage<SubackFrame> subscribe(String channelId, int channelType, String param, Duration timeout);

	/**
	 * End a subscription with a SUB, and wait for its SUBACK.
	 * @param channelId which channel
	 * @param channelType what kind of channel, 0..255; 1 is a person, 2 a group
	 * @param timeout how long to wait; positive
	 * @return as {@link #subscribe(String, int, String, Duration)}; it is a success as
	 * well if there was no subscription
	 */
	CompletionStage<SubackFrame> unsubscribe(String channelId, int channelType, Duration timeout);

	/**
	 * Send a PING. The PONG is then not received elsewhere.
	 * @return completes with the time the answer took. Fails with
	 * {@link WkClientClosedException} when the connection ends before; there is no other
	 * timeout
	 */
	CompletionStage<Duration> ping();

	/**
	 * Take the next received frame, or wait for it. All frames come here in the order
	 * sent by the server, DISCONNECT included; not those that answered
	 * {@link #sendForAck}, {@link #subscribe}, {@link #unsubscribe} and {@link #ping}.
	 * Only without a listener ({@link WkClient#onFrame}), and not on an event loop.
	 * <p>
	 * At most {@link WkClient#maxPendingFrames} wait here. When they do, the client stops
	 * reading until half of them are taken: no frame is lost, and acknowledgements wait
	 * too.
	 * @param timeout how long to wait; zero for not at all
	 * @return the frame
	 * @throws WkClientTimeoutException if none is received in time
	 * @throws WkClientClosedException if the connection is closed for good, and all
	 * frames were taken
	 * @throws InterruptedException if the thread is interrupted
	 * @throws IllegalStateException if there is a listener, or on an event loop
	 */
	ServerFrame receive(Duration timeout) throws InterruptedException;

	/**
	 * When the connection is closed for good.
	 * @return completes, never exceptionally, with how it ended, after
	 * {@link WkClient#onDisconnected}
	 */
	CompletionStage<WkClientDisconnect> closed();

	/**
	 * Close for good: send what was written and a DISCONNECT, close the socket, and don't
	 * connect again. Does not wait; {@link #closed} tells when it is done. Further calls
	 * do nothing.
	 */
	@Override
	void close();

	/**
	 * Close for good and at once, without a word to the server.
	 */
	void abort();

}
