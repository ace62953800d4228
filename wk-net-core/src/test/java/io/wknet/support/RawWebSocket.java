package io.wknet.support;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A client that writes WebSocket by hand, so that it can break any rule of it.
 */
public final class RawWebSocket implements AutoCloseable {

	public static final int CONTINUATION = 0;

	public static final int TEXT = 1;

	public static final int BINARY = 2;

	public static final int CLOSE = 8;

	public static final int PING = 9;

	public static final int PONG = 10;

	private static final int TIMEOUT_MILLIS = 20_000;

	private static final int FINAL = 0x80;

	private static final byte[] MASK = { 0x12, 0x34, 0x56, 0x78 };

	private final Socket socket;

	private final DataInputStream in;

	private RawWebSocket(Socket socket) throws IOException {
		this.socket = socket;
		this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
	}

	/**
	 * Open a TCP connection, without a handshake.
	 */
	public static RawWebSocket connect(int port) {
		try {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
			socket.setTcpNoDelay(true);
			socket.setSoTimeout(TIMEOUT_MILLIS);
			return new RawWebSocket(socket);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Open a WebSocket.
	 */
	public static RawWebSocket open(int port) {
		RawWebSocket client = connect(port);
		String answer = client.request(handshake("/"));
		if (!answer.startsWith("HTTP/1.1 101 ")) {
			throw new IllegalStateException("Refused: " + answer);
		}
		return client;
	}

	/**
	 * Open a WebSocket and log in.
	 */
	public static RawWebSocket login(int port, String uid) {
		RawWebSocket client = open(port).send(Bytes.connect(uid));
		RawFrame connack = client.readFrame();
		if (connack.type() != RawFrame.CONNACK || connack.connackCode() != 1) {
			throw new IllegalStateException("Refused: " + connack);
		}
		return client;
	}

	/**
	 * An opening handshake, with more headers.
	 */
	public static String handshake(String path, String... headers) {
		StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost:5200\r\n"
				+ "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
				+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n");
		for (String header : headers) {
			request.append(header).append("\r\n");
		}
		return request.append("\r\n").toString();
	}

	/**
	 * Send an HTTP request.
	 * @return the head of the answer, lines ended by a line feed
	 */
	public String request(String request) {
		sendBytes(request.getBytes(StandardCharsets.ISO_8859_1));
		return readHead();
	}

	/**
	 * Read the head of an HTTP response.
	 */
	public String readHead() {
		try {
			StringBuilder head = new StringBuilder();
			while (!head.toString().endsWith("\n\n")) {
				int next = this.in.read();
				if (next < 0) {
					return head.toString();
				}
				if (next != '\r') {
					head.append((char) next);
				}
			}
			return head.toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Send one binary message.
	 */
	public RawWebSocket send(byte[] payload) {
		return sendBytes(frame(BINARY, true, payload));
	}

	/**
	 * Send one text message.
	 * @param text the text, in which an apostrophe stands for a quotation mark
	 */
	public RawWebSocket sendText(String text) {
		return sendBytes(frame(TEXT, true, text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Send bytes as they are.
	 */
	public RawWebSocket sendBytes(byte[] bytes) {
		try {
			this.socket.getOutputStream().write(bytes);
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Send bytes, unless the server has closed already.
	 */
	public RawWebSocket trySendBytes(byte[] bytes) {
		try {
			this.socket.getOutputStream().write(bytes);
		}
		catch (IOException ex) {
			// Closed, as the server may do at any byte.
		}
		return this;
	}

	/**
	 * A frame as a client has to send it: masked.
	 */
	public static byte[] frame(int opcode, boolean last, byte[] payload) {
		byte[] masked = payload.clone();
		for (int i = 0; i < masked.length; i++) {
			masked[i] ^= MASK[i % MASK.length];
		}
		return Bytes.join(header((last ? FINAL : 0) | opcode, FINAL, payload.length), MASK, masked);
	}

	/**
	 * The head of a frame, up to its length.
	 * @param first the first byte
	 * @param mask 0x80 if there is a mask
	 * @param length the length of the payload
	 */
	public static byte[] header(int first, int mask, long length) {
		ByteBuffer header = ByteBuffer.allocate(10).put((byte) first);
		if (length < 126) {
			header.put((byte) (mask | length));
		}
		else if (length <= 0xFFFF) {
			header.put((byte) (mask | 126)).putShort((short) length);
		}
		else {
			header.put((byte) (mask | 127)).putLong(length);
		}
		byte[] result = new byte[header.position()];
		header.flip().get(result);
		return result;
	}

	/**
	 * Read a message of the server.
	 */
	public Message read() {
		Message message = readOrEnd();
		if (message == null) {
			throw new IllegalStateException("The server has closed the connection");
		}
		return message;
	}

	/**
	 * Read a message of the server, or {@code null} at the end of the stream.
	 */
	public @Nullable Message readOrEnd() {
		try {
			int first = this.in.read();
			if (first < 0) {
				return null;
			}
			long length = this.in.readByte();
			if (length == 126) {
				length = this.in.readUnsignedShort();
			}
			else if (length == 127) {
				length = this.in.readLong();
			}
			byte[] payload = new byte[(int) length];
			this.in.readFully(payload);
			return new Message(first, payload);
		}
		catch (EOFException | SocketException ex) {
			return null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Read a binary message that holds exactly one frame.
	 */
	public RawFrame readFrame() {
		return read().onlyFrame();
	}

	/**
	 * Read a text message.
	 */
	public String readText() {
		return read().text();
	}

	/**
	 * All messages up to the end of the stream.
	 */
	public List<Message> readAll() {
		List<Message> messages = new ArrayList<>();
		Message message = readOrEnd();
		while (message != null) {
			messages.add(message);
			message = readOrEnd();
		}
		return messages;
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

	/**
	 * A message of the server, which is never in fragments.
	 */
	public static final class Message {

		private final int first;

		private final byte[] payload;

		Message(int first, byte[] payload) {
			this.first = first;
			this.payload = payload;
		}

		public byte[] payload() {
			return this.payload;
		}

		public int opcode() {
			return this.first & 0xF;
		}

		public boolean isCompressed() {
			return (this.first & 0x40) != 0;
		}

		/**
		 * The status of a Close, or -1 without one.
		 */
		public int status() {
			if (opcode() != CLOSE) {
				throw new IllegalStateException("Not a Close but " + opcode());
			}
			return (this.payload.length == 0) ? -1 : ByteBuffer.wrap(this.payload).getShort() & 0xFFFF;
		}

		/**
		 * The text of a text message, in which an apostrophe stands for a quotation mark.
		 */
		public String text() {
			if (this.first != (FINAL | TEXT)) {
				throw new IllegalStateException("Not one text message but 0x" + Integer.toHexString(this.first));
			}
			return new String(this.payload, StandardCharsets.UTF_8).replace('"', '\'');
		}

		public RawFrame onlyFrame() {
			if (this.first != (FINAL | BINARY)) {
				throw new IllegalStateException("Not one binary message but 0x" + Integer.toHexString(this.first));
			}
			List<RawFrame> frames = RawFrame.split(this.payload);
			if (frames.size() != 1) {
				throw new IllegalStateException("Not one frame in a message but " + frames.size());
			}
			return frames.get(0);
		}

	}

}
