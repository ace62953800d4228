package io.wknet.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A client of the driver. Replies are counted by their bytes; of each read, the first
 * whole reply is looked at.
 */
final class LoadConnection {

	private static final int ANSWER_BYTES = 512;

	private static final byte[] HANDSHAKE = String
		.join("\r\n", "GET / HTTP/1.1", "Host: localhost", "Upgrade: websocket", "Connection: Upgrade",
				"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", "", "")
		.getBytes(StandardCharsets.ISO_8859_1);

	private static final int SOURCE_ADDRESSES = 8;

	private static final int FIRST_SOURCE_ADDRESS = 2;

	private static final int CONNACK_FLAGS = 1;

	private static final int HAS_SERVER_VERSION = 1;

	private static final int REASON_OFFSET = LoadFrames.HEADER_BYTES + Long.BYTES;

	private static final int SUCCESS = 1;

	final SocketChannel channel;

	private @Nullable SelectionKey key;

	private @Nullable ByteBuffer unsent;

	private int partialBytes;

	private long[] due = new long[4];

	private int oldestDue;

	private int nextDue;

	private LoadConnection(SocketChannel channel) {
		this.channel = channel;
	}

	/**
	 * Open a channel at one of several local addresses, so that ports do not run out.
	 */
	private static SocketChannel channel(int number) throws IOException {
		SocketChannel channel = SocketChannel.open();
		channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		channel.setOption(StandardSocketOptions.SO_LINGER, 0);
		channel.bind(new InetSocketAddress("127.0.0." + (FIRST_SOURCE_ADDRESS + number % SOURCE_ADDRESSES), 0));
		return channel;
	}

	static LoadConnection connect(int number, LoadFrames.Connect frame, InetSocketAddress server) throws IOException {
		SocketChannel channel = channel(number);
		channel.connect(server);
		write(channel, frame.numbered(number));
		ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES);
		while (!isConnack(answer)) {
			read(channel, answer);
		}
		return new LoadConnection(channel);
	}

	/**
	 * Connect over a WebSocket.
	 */
	static LoadConnection connectWebSocket(int number, LoadFrames.Connect frame, InetSocketAddress server)
			throws IOException {
		SocketChannel channel = channel(number);
		channel.connect(server);
		write(channel, ByteBuffer.wrap(HANDSHAKE));
		ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES);
		while (!text(answer).endsWith("\r\n\r\n")) {
			read(channel, answer);
		}
		if (!text(answer).startsWith("HTTP/1.1 101 ")) {
			throw new IOException("No WebSocket: " + text(answer));
		}
		write(channel, LoadFrames.message(frame.numbered(number)));
		answer.clear();
		ByteBuffer connack = answer;
		do {
			read(channel, answer);
			connack = answer.slice(LoadFrames.MESSAGE_HEADER_BYTES, answer.capacity() - LoadFrames.MESSAGE_HEADER_BYTES)
				.position(Math.max(answer.position() - LoadFrames.MESSAGE_HEADER_BYTES, 0));
		}
		while (!isConnack(connack));
		return new LoadConnection(channel);
	}

	private static String text(ByteBuffer bytes) {
		return StandardCharsets.ISO_8859_1.decode(bytes.duplicate().flip()).toString();
	}

	private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
		while (bytes.hasRemaining()) {
			channel.write(bytes);
		}
	}

	private static void read(SocketChannel channel, ByteBuffer answer) throws IOException {
		if (channel.read(answer) < 0) {
			throw new IOException("Closed before CONNACK");
		}
	}

	/**
	 * Whether a whole CONNACK was read.
	 * @throws IOException if it is something else, or refuses
	 */
	static boolean isConnack(ByteBuffer answer) throws IOException {
		int bytes = answer.position();
		if (bytes < LoadFrames.HEADER_BYTES || bytes < LoadFrames.HEADER_BYTES + answer.getInt(2)) {
			return false;
		}
		int reason = REASON_OFFSET + (answer.get(CONNACK_FLAGS) & HAS_SERVER_VERSION);
		if (answer.get(0) != LoadFrames.CONNACK || answer.get(reason) != SUCCESS
				|| bytes != LoadFrames.HEADER_BYTES + answer.getInt(2)) {
			throw new IOException("Expected one CONNACK with success, found type " + answer.get(0));
		}
		return true;
	}

	void register(Selector selector) throws IOException {
		this.channel.configureBlocking(false);
		this.key = this.channel.register(selector, SelectionKey.OP_READ, this);
		this.partialBytes = 0;
		this.oldestDue = 0;
		this.nextDue = 0;
	}

	/**
	 * Read once.
	 * @return how many replies are complete now
	 */
	int read(ByteBuffer buffer, LoadFrames.Operation operation) throws IOException {
		buffer.clear();
		int count = this.channel.read(buffer);
		if (count < 0) {
			throw new IOException("The server closed a connection");
		}
		int size = operation.replyBytes();
		int first = (this.partialBytes != 0) ? size - this.partialBytes : 0;
		if (count > first && buffer.get(first) != (byte) operation.replyType()) {
			throw new IOException("Expected a reply of type " + operation.replyType() + ", found " + buffer.get(first));
		}
		int bytes = this.partialBytes + count;
		this.partialBytes = bytes % size;
		return bytes / size;
	}

	/**
	 * Send some of what was prepared; what the network does not take follows later.
	 */
	void write(ByteBuffer requests) throws IOException {
		if (this.unsent == null) {
			this.channel.write(requests);
			if (!requests.hasRemaining()) {
				return;
			}
		}
		int before = (this.unsent != null) ? this.unsent.remaining() : 0;
		ByteBuffer later = ByteBuffer.allocate(before + requests.remaining());
		if (this.unsent != null) {
			later.put(this.unsent);
		}
		later.put(requests);
		this.unsent = later.flip();
		key().interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
	}

	void writeUnsent() throws IOException {
		if (this.unsent != null) {
			this.channel.write(this.unsent);
			if (!this.unsent.hasRemaining()) {
				this.unsent = null;
				key().interestOps(SelectionKey.OP_READ);
			}
		}
	}

	/**
	 * Remember when a request was to be sent.
	 */
	void pushDue(long nanoTime) {
		if (this.nextDue - this.oldestDue == this.due.length) {
			long[] larger = new long[this.due.length * 2];
			for (int i = this.oldestDue; i < this.nextDue; i++) {
				larger[i & (larger.length - 1)] = this.due[i & (this.due.length - 1)];
			}
			this.due = larger;
		}
		this.due[this.nextDue++ & (this.due.length - 1)] = nanoTime;
	}

	/**
	 * When the oldest request without a reply was to be sent.
	 */
	long popDue() throws IOException {
		if (this.oldestDue == this.nextDue) {
			throw new IOException("A reply without a request");
		}
		return this.due[this.oldestDue++ & (this.due.length - 1)];
	}

	private SelectionKey key() {
		SelectionKey current = this.key;
		assert current != null;
		return current;
	}

	void close() throws IOException {
		this.channel.close();
	}

}
