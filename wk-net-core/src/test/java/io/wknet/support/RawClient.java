package io.wknet.support;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A client of nothing but a blocking socket: sends bytes made by hand, and reads frames
 * under the fixed header.
 */
public final class RawClient implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 20_000;

	private final Socket socket;

	private final DataInputStream in;

	private RawClient(Socket socket) throws IOException {
		this.socket = socket;
		this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 256));
	}

	public static RawClient open(int port) {
		return open(port, 0);
	}

	/**
	 * Open a connection with a receive buffer of a size; 0 for the system's.
	 */
	public static RawClient open(int port, int receiveBufferBytes) {
		try {
			Socket socket = new Socket();
			if (receiveBufferBytes != 0) {
				socket.setReceiveBufferSize(receiveBufferBytes);
			}
			socket.setTcpNoDelay(true);
			socket.setSoTimeout(TIMEOUT_MILLIS);
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
			return new RawClient(socket);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Use a socket that is connected already, one with TLS for example.
	 */
	public static RawClient of(Socket socket) {
		try {
			return new RawClient(socket);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Open a connection and log in.
	 */
	public static RawClient login(int port, String uid) {
		RawClient client = open(port);
		client.login(uid);
		return client;
	}

	public void login(String uid) {
		login(Bytes.connect(uid));
	}

	public void login(byte[] connect) {
		send(connect);
		RawFrame connack = read();
		if (connack.type() != RawFrame.CONNACK || connack.connackCode() != 1) {
			throw new IllegalStateException("Refused: " + connack);
		}
	}

	public RawClient send(byte[] bytes) {
		try {
			this.socket.getOutputStream().write(bytes);
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Send, unless the server has closed already.
	 */
	public RawClient trySend(byte[] bytes) {
		try {
			this.socket.getOutputStream().write(bytes);
		}
		catch (IOException ex) {
			// Closed, as the server may do at any byte.
		}
		return this;
	}

	/**
	 * Read a frame.
	 */
	public RawFrame read() {
		RawFrame frame = readOrEnd();
		if (frame == null) {
			throw new IllegalStateException("The server has closed the connection");
		}
		return frame;
	}

	/**
	 * Read a frame, or {@code null} at the end of the stream.
	 */
	public @Nullable RawFrame readOrEnd() {
		try {
			int type = this.in.read();
			if (type < 0) {
				return null;
			}
			int flags = this.in.readUnsignedByte();
			byte[] body = new byte[this.in.readInt()];
			this.in.readFully(body);
			return new RawFrame(type, flags, body);
		}
		catch (EOFException | SocketException ex) {
			return null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * All frames up to the end of the stream.
	 */
	public List<RawFrame> readAll() {
		List<RawFrame> frames = new ArrayList<>();
		RawFrame frame = readOrEnd();
		while (frame != null) {
			frames.add(frame);
			frame = readOrEnd();
		}
		return frames;
	}

	/**
	 * Send PING and read PONG.
	 */
	public void ping() {
		send(Bytes.PING);
		RawFrame pong = read();
		if (pong.type() != RawFrame.PONG) {
			throw new IllegalStateException("Found type " + pong.type() + " in place of PONG");
		}
	}

	/**
	 * The raw stream, for what is no frame.
	 */
	public InputStream stream() {
		return this.in;
	}

	/**
	 * End our side of the stream.
	 */
	public void endOutput() {
		try {
			this.socket.shutdownOutput();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Close with a reset.
	 */
	public void reset() {
		try {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
