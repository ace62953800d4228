package io.wknet.spring.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ProtocolVersion;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * A client in a test, over a real socket and the fixed header. It does nothing of its own
 * accord, so that a test can do whatever a client may, or may not: all that the server
 * sends is received by {@link #receive()}, in order, and what is not expected fails the
 * test with what came instead. Use it on one thread at a time.
 * <p>
 * Whatever waits gives up after a {@linkplain #timeout(Duration) time}, 10 seconds by
 * default, and throws an {@link AssertionError}. A network that fails on the way to the
 * server is an {@link UncheckedIOException}.
 *
 * @since 0.1.0
 * @see WkTestClients
 */
public final class WkTestClient implements AutoCloseable {

	private static final int HISTORY = 10;

	private final TestedServer server;

	private final FrameStream frames;

	private final Deque<ServerFrame> waiting = new ArrayDeque<>();

	private final Deque<ServerFrame> history = new ArrayDeque<>();

	private Duration timeout;

	private @Nullable ConnackFrame connack;

	private @Nullable WkConnection connection;

	private boolean ended;

	WkTestClient(TestedServer server, FrameStream frames) {
		this.server = server;
		this.frames = frames;
		this.timeout = server.timeout();
	}

	/**
	 * How long to wait from now on for what is expected.
	 * @param newTimeout the time; positive
	 * @return this client
	 */
	public WkTestClient timeout(Duration newTimeout) {
		if (newTimeout.isNegative() || newTimeout.isZero()) {
			throw new IllegalArgumentException("The timeout must be positive, found " + newTimeout);
		}
		this.timeout = newTimeout;
		return this;
	}

	// Authentication

	/**
	 * Ask to be let in, as an {@linkplain DeviceFlag#APP app} on a device of its own.
	 * @param uid the user
	 * @param token the credentials
	 * @return the answer, whatever its reason code
	 */
	public ConnackFrame authenticate(String uid, String token) {
		return authenticate(ConnectFrame.of(uid, DeviceFlag.APP, WkTestClients.deviceId(), token));
	}

	/**
	 * Ask to be let in.
	 * @param connect the first frame
	 * @return the answer, whatever its reason code
	 */
	public ConnackFrame authenticate(ConnectFrame connect) {
		this.frames.version(ProtocolVersion.negotiate(connect.version()));
		send(connect);
		ServerFrame frame = receive("a CONNACK");
		if (!(frame instanceof ConnackFrame answer)) {
			throw unexpected("a CONNACK", frame);
		}
		if (answer.isSuccess()) {
			this.connack = answer;
			this.connection = this.server.connection(connect.deviceId());
		}
		return answer;
	}

	/**
	 * What the server said when it let the client in.
	 * @return the frame
	 * @throws IllegalStateException if the client is not let in yet
	 */
	public ConnackFrame connack() {
		if (this.connack == null) {
			throw new IllegalStateException("The client is not let in; call authenticate, or login of WkTestClients");
		}
		return this.connack;
	}

	/**
	 * The other end: what listeners get as their connection. It tells how they see the
	 * client, and after the end {@linkplain WkConnection#closeReason() why} it ended.
	 * @return the connection
	 * @throws IllegalStateException if the client is not let in yet, or was closed as
	 * soon as it was
	 */
	public WkConnection connection() {
		connack();
		if (this.connection == null) {
			throw new IllegalStateException("The server has closed the connection as soon as the client was let in");
		}
		return this.connection;
	}

	// Sending

	/**
	 * Send frames, all at once.
	 * @param clientFrames the frames
	 */
	public void send(ClientFrame... clientFrames) {
		try {
			this.frames.write(clientFrames);
		}
		catch (IOException ex) {
			throw notSent(ex);
		}
	}

	/**
	 * Send a frame of the application's own.
	 * @param typeCode 16..255
	 * @param payload {@code byte[]}, text (as UTF-8), a {@code ByteBuffer} or a
	 * {@code Payload} as they are; any other object as JSON, written by the application's
	 * {@code PayloadConverter}
	 */
	public void send(int typeCode, Object payload) {
		send(ApplicationFrame.of(typeCode, this.server.writer().write(payload)));
	}

	/**
	 * Send any bytes: a part of a frame, or what is none.
	 * @param bytes the bytes
	 */
	public void sendBytes(byte[] bytes) {
		try {
			this.frames.wire().write(bytes);
		}
		catch (IOException ex) {
			throw notSent(ex);
		}
	}

	private UncheckedIOException notSent(IOException ex) {
		return new UncheckedIOException("Could not send; " + history(), ex);
	}

	// Receiving

	/**
	 * Take the next frame, or wait for it.
	 * @return the frame
	 * @throws AssertionError if none comes in time, or the connection ends
	 */
	public ServerFrame receive() {
		return receive("a frame");
	}

	/**
	 * Take the payload of the next frame, which must be one of the application's own.
	 * @param <T> the type of the payload
	 * @param typeCode 16..255
	 * @param type {@code String}, {@code byte[]} or {@code Payload}; any other type is
	 * read from JSON by the application's {@code PayloadConverter}
	 * @return the payload
	 * @throws AssertionError if something else comes, or nothing in time
	 */
	public <T> T receive(int typeCode, Class<T> type) {
		String expected = "an application frame of type " + typeCode;
		ServerFrame frame = receive(expected);
		if (frame instanceof ApplicationFrame application && application.typeCode() == typeCode) {
			return this.server.reader().read(application.payload(), type);
		}
		throw unexpected(expected, frame);
	}

	/**
	 * Wait for the answer to a PING. The server has then received all that this client
	 * sent before, and the client all that the server sent before; it waits for
	 * {@link #receive()}. Listener methods may not be done with it: the server answers
	 * whatever they are doing.
	 * @throws AssertionError if there is no answer in time
	 * @see #awaitListeners()
	 */
	public void ping() {
		exchange(PingFrame.INSTANCE, PongFrame.INSTANCE, "a PONG");
	}

	/**
	 * Wait until listener methods have ended for all that this client sent before, those
	 * included that answer later, by a {@code Mono} for example. Their replies wait for
	 * {@link #receive()}. What they began elsewhere may go on, as a delivery to other
	 * clients or a task on another thread.
	 * @throws AssertionError if they have not ended in time
	 */
	public void awaitListeners() {
		connack();
		ApplicationFrame barrier = this.server.barrier().frame();
		exchange(barrier, barrier, "the end of all listener methods");
	}

	/**
	 * Make sure that the server sends nothing in return for what this client sent, once
	 * {@linkplain #awaitListeners() its listener methods have ended}, nor has sent
	 * anything before that was not received.
	 * @throws AssertionError if there is a frame, which tells all of them
	 */
	public void expectNothing() {
		awaitListeners();
		if (!this.waiting.isEmpty()) {
			throw new AssertionError("Expected no frame, received " + text(this.waiting));
		}
	}

	/**
	 * Wait until the server says good-bye and closes the connection. The DISCONNECT must
	 * be the next frame.
	 * @return the DISCONNECT
	 * @throws AssertionError if something else comes, or nothing in time
	 */
	public DisconnectFrame expectDisconnect() {
		ServerFrame frame = receive("a DISCONNECT");
		if (!(frame instanceof DisconnectFrame disconnect)) {
			throw unexpected("a DISCONNECT", frame);
		}
		expectClosed();
		return disconnect;
	}

	/**
	 * Wait until the server has closed the connection, whatever it sends before that; it
	 * waits for {@link #receive()}.
	 * @throws AssertionError if the connection is open still when the time is over
	 */
	public void expectClosed() {
		long deadline = System.nanoTime() + this.timeout.toNanos();
		while (!this.ended) {
			try {
				keep(read(Duration.ofNanos(Math.max(deadline - System.nanoTime(), 0))));
			}
			catch (SocketTimeoutException ex) {
				throw new AssertionError("Expected the server to close the connection, but it is open after "
						+ FrameText.of(this.timeout) + "; " + history(), ex);
			}
			catch (IOException ex) {
				this.ended = true;
			}
		}
	}

	private void keep(@Nullable ServerFrame frame) {
		if (frame != null) {
			this.waiting.add(frame);
		}
	}

	private void exchange(ClientFrame question, ServerFrame answer, String expected) {
		send(question);
		ServerFrame frame = next(expected);
		while (!frame.equals(answer)) {
			this.waiting.add(frame);
			frame = next(expected);
		}
		this.history.removeLast();
	}

	private ServerFrame receive(String expected) {
		ServerFrame frame = this.waiting.poll();
		return (frame != null) ? frame : next(expected);
	}

	private ServerFrame next(String expected) {
		ServerFrame frame;
		try {
			frame = this.ended ? null : read(this.timeout);
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError(
					"Expected " + expected + ", but nothing came in " + FrameText.of(this.timeout) + "; " + history(),
					ex);
		}
		catch (IOException ex) {
			this.ended = true;
			throw new AssertionError("Expected " + expected + ", but the connection broke; " + history(), ex);
		}
		if (frame == null) {
			throw new AssertionError(
					"Expected " + expected + ", but the server has closed the connection; " + history());
		}
		return frame;
	}

	private @Nullable ServerFrame read(Duration patience) throws IOException {
		ServerFrame frame = this.frames.read(patience);
		if (frame == null) {
			this.ended = true;
			return null;
		}
		if (this.history.size() == HISTORY) {
			this.history.removeFirst();
		}
		this.history.add(frame);
		return frame;
	}

	private AssertionError unexpected(String expected, ServerFrame frame) {
		return new AssertionError("Expected " + expected + ", received " + FrameText.of(frame));
	}

	private String history() {
		return this.history.isEmpty() ? "nothing was received before"
				: "the last frames received are " + text(this.history);
	}

	private static String text(Deque<ServerFrame> frames) {
		return frames.stream().map(FrameText::of).collect(Collectors.joining(", ", "[", "]"));
	}

	// Closing

	/**
	 * Leave as a client does, with a DISCONNECT if it was let in, and wait until the
	 * server has closed the connection too. Nothing more is received. Does nothing if the
	 * client is closed already.
	 */
	@Override
	public void close() {
		try {
			if (!this.ended) {
				leave();
			}
			this.frames.wire().close();
		}
		catch (IOException ex) {
			// It is closed, if not by this client then by the network.
		}
		this.ended = true;
	}

	private void leave() throws IOException {
		try {
			if (this.connack != null) {
				this.frames.write(DisconnectFrame.of(ReasonCode.UNKNOWN, ""));
			}
			this.frames.wire().finish();
		}
		catch (IOException ex) {
			// The server was first; its end is still to be read.
		}
		ServerFrame frame = read(this.timeout);
		while (frame != null) {
			frame = read(this.timeout);
		}
	}

	/**
	 * Vanish without a word, as a device does that loses its network: the server sees a
	 * connection that was reset.
	 */
	public void abort() {
		this.ended = true;
		try {
			this.frames.wire().abort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not close the socket", ex);
		}
	}

	/**
	 * Who it is, without what it received.
	 */
	@Override
	public String toString() {
		return "WkTestClient[" + ((this.connection != null) ? this.connection.uid() : "not let in") + "]";
	}

}
