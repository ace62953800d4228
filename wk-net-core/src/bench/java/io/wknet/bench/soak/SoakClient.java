package io.wknet.bench.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;

/**
 * A client of any kind, driven by the one thread of {@link SoakClients}.
 */
abstract class SoakClient {

	private static final int HAS_SERVER_VERSION = 1;

	private static final byte LOOPBACK = 127;

	private static final byte[] NOTHING = new byte[0];

	final SoakClients clients;

	/**
	 * When it should have ended.
	 */
	long deadlineNanos;

	/**
	 * The reason that the server's DISCONNECT told.
	 */
	@Nullable String farewell;

	int farewellCode;

	private @Nullable SocketChannel channel;

	private @Nullable SelectionKey key;

	private byte[] partial = NOTHING;

	/**
	 * Until it has ended. A channel that could not connect closes by itself.
	 */
	private boolean open;

	SoakClient(SoakClients clients) {
		this.clients = clients;
	}

	/**
	 * The connection is there.
	 */
	abstract void connected() throws IOException;

	/**
	 * A frame other than DISCONNECT was received. Its body may be read only now.
	 */
	abstract void received(int type, int flags, ByteBuffer body) throws IOException;

	/**
	 * It is over, and that not by {@link #close()}.
	 */
	abstract void ended(Ending ending);

	/**
	 * It is the {@linkplain #deadlineNanos deadline}.
	 */
	abstract void expired();

	/**
	 * Connect.
	 * @param source which of the local addresses; there are many, or ports would run out
	 * @param receiveBufferBytes size of the socket's receive buffer, or 0
	 */
	final void open(int source, int receiveBufferBytes) {
		this.open = true;
		this.farewell = null;
		this.partial = NOTHING;
		try {
			SocketChannel opened = SocketChannel.open();
			this.channel = opened;
			opened.configureBlocking(false);
			opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
			if (receiveBufferBytes != 0) {
				opened.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
			}
			opened
				.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] { LOOPBACK, 0, 0, (byte) source }), 0));
			boolean done = opened.connect(this.clients.server()) || opened.finishConnect();
			this.key = opened.register(this.clients.selector(), done ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT,
					this);
			if (done) {
				connected();
			}
		}
		catch (IOException ex) {
			end(Ending.RESET);
		}
	}

	final void ready(SelectionKey selected) {
		try {
			if (selected.isConnectable()) {
				channel().finishConnect();
				selected.interestOps(SelectionKey.OP_READ);
				connected();
			}
			else if (selected.isReadable()) {
				read();
			}
		}
		catch (IOException ex) {
			end(Ending.RESET);
		}
	}

	private void read() throws IOException {
		ByteBuffer buffer = this.clients.buffer().clear().put(this.partial);
		int count = channel().read(buffer);
		if (count < 0) {
			end(Ending.END_OF_STREAM);
			return;
		}
		buffer.flip();
		while (isOpen() && buffer.remaining() >= SoakFrames.HEADER_BYTES) {
			int length = buffer.getInt(buffer.position() + 2);
			if (buffer.remaining() < SoakFrames.HEADER_BYTES + length) {
				break;
			}
			int type = buffer.get() & 0xFF;
			int flags = buffer.get();
			ByteBuffer body = buffer.slice(buffer.position() + Integer.BYTES, length);
			buffer.position(buffer.position() + Integer.BYTES + length);
			if (type == SoakFrames.DISCONNECT) {
				this.farewellCode = body.get();
				this.farewell = SoakFrames.string(body);
			}
			else {
				received(type, flags, body);
			}
		}
		this.partial = NOTHING;
		if (buffer.hasRemaining()) {
			this.partial = new byte[buffer.remaining()];
			buffer.get(this.partial);
		}
	}

	/**
	 * The reason code of a CONNACK.
	 */
	static int reasonCode(int flags, ByteBuffer connack) {
		return connack.get((flags & HAS_SERVER_VERSION) + Long.BYTES);
	}

	/**
	 * Write a few bytes, for which there is always room with such clients.
	 */
	final void write(ByteBuffer bytes) throws IOException {
		channel().write(bytes);
		if (bytes.hasRemaining()) {
			throw new IOException("No room for " + bytes.remaining() + " bytes");
		}
	}

	final void reads(boolean wanted) {
		SelectionKey current = this.key;
		if (current != null && current.isValid()) {
			current.interestOps(wanted ? SelectionKey.OP_READ : 0);
		}
	}

	final boolean isOpen() {
		return this.open;
	}

	final SocketChannel channel() throws IOException {
		SocketChannel current = this.channel;
		if (current == null) {
			throw new IOException("Not connected");
		}
		return current;
	}

	/**
	 * Close the socket; nothing follows.
	 */
	final void close() {
		this.open = false;
		try {
			if (this.channel != null) {
				this.channel.close();
			}
		}
		catch (IOException ex) {
			// As closed as it can be.
		}
	}

	private void end(Ending ending) {
		if (isOpen()) {
			close();
			ended(ending);
		}
	}

	/**
	 * How the server ended a connection.
	 */
	enum Ending {

		/**
		 * In order.
		 */
		END_OF_STREAM,

		/**
		 * By a reset, or there was none at all.
		 */
		RESET

	}

}
