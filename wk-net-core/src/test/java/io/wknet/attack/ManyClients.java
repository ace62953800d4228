package io.wknet.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.wknet.support.Bytes;
import io.wknet.support.RawFrame;
import org.jspecify.annotations.Nullable;

/**
 * Thousands of clients on the thread that calls: they log in, and remember the last frame
 * and when their connection ended.
 */
final class ManyClients implements AutoCloseable {

	private static final int SOURCE_ADDRESSES = 8;

	private static final int MAX_CONNECTING = 1000;

	private static final long RETRY_NANOS = 50_000_000;

	private static final int HEADER_BYTES = 6;

	private final InetSocketAddress server;

	private final List<Client> clients = new ArrayList<>();

	private final Deque<Client> waiting = new ArrayDeque<>();

	private final Selector selector;

	private final ByteBuffer in = ByteBuffer.allocate(4096);

	private boolean reconnecting;

	private int connecting;

	private int loggedIn;

	private boolean ended;

	private long retryAt = System.nanoTime();

	ManyClients(int count, int port) {
		this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		try {
			this.selector = Selector.open();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		for (int i = 0; i < count; i++) {
			Client client = new Client(i);
			this.clients.add(client);
			this.waiting.add(client);
		}
	}

	int loggedIn() {
		return this.loggedIn;
	}

	/**
	 * Have every client come back as soon as it has lost its connection.
	 */
	void reconnect() {
		this.reconnecting = true;
	}

	/**
	 * Go on until all are logged in.
	 */
	void awaitLoggedIn(Duration atMost) {
		await("all logged in", atMost, () -> this.loggedIn == this.clients.size());
	}

	/**
	 * Go on until nobody is connected.
	 */
	void awaitEnd(Duration atMost) {
		await("all connections ended", atMost, () -> this.loggedIn == 0 && this.connecting == 0);
	}

	/**
	 * How many were told these words, at last.
	 */
	long toldAtLast(String text) {
		return this.clients.stream()
			.filter((client) -> client.last != null && client.last.type() == RawFrame.DISCONNECT
					&& client.last.disconnectText().equals(text))
			.count();
	}

	/**
	 * From the end of the first connection to that of the last.
	 */
	Duration endedOver() {
		long first = this.clients.stream().mapToLong((client) -> client.endedAt).min().orElseThrow();
		long last = this.clients.stream().mapToLong((client) -> client.endedAt).max().orElseThrow();
		return Duration.ofNanos(last - first);
	}

	private void await(String what, Duration atMost, BooleanSupplier condition) {
		long deadline = System.nanoTime() + atMost.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > deadline) {
				throw new AssertionError("Not within " + atMost + ": " + what + "; " + this.loggedIn + " of "
						+ this.clients.size() + " are logged in");
			}
			step();
		}
	}

	private void step() {
		try {
			do {
				// A channel that was closed keeps its file until the next turn.
				this.ended = false;
				this.selector.select((key) -> ((Client) key.attachment()).ready(key), 10);
			}
			while (this.ended);
			while (!this.waiting.isEmpty() && this.connecting < MAX_CONNECTING && System.nanoTime() >= this.retryAt) {
				this.waiting.remove().open();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			for (Client client : this.clients) {
				if (client.channel != null) {
					client.channel.close();
				}
			}
			this.selector.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * One of them.
	 */
	private final class Client {

		private final int number;

		private @Nullable SocketChannel channel;

		private byte[] begun = {};

		private boolean isLoggedIn;

		private @Nullable RawFrame last;

		private long endedAt;

		Client(int number) {
			this.number = number;
		}

		void open() throws IOException {
			SocketChannel opened = SocketChannel.open();
			this.channel = opened;
			this.begun = new byte[0];
			opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
			opened.setOption(StandardSocketOptions.SO_LINGER, 0);
			// So that the ports do not run out.
			opened.bind(new InetSocketAddress("127.0.0." + (2 + this.number % SOURCE_ADDRESSES), 0));
			opened.configureBlocking(false);
			ManyClients.this.connecting++;
			opened.register(ManyClients.this.selector, SelectionKey.OP_CONNECT, this);
			opened.connect(ManyClients.this.server);
		}

		void ready(SelectionKey key) {
			SocketChannel current = (SocketChannel) key.channel();
			try {
				if (key.isConnectable()) {
					current.finishConnect();
					key.interestOps(SelectionKey.OP_READ);
					current.write(ByteBuffer.wrap(Bytes.connect("client-" + this.number)));
				}
				else if (!read(current)) {
					ended(current);
				}
			}
			catch (IOException ex) {
				ended(current);
			}
		}

		private boolean read(SocketChannel current) throws IOException {
			ByteBuffer buffer = ManyClients.this.in.clear();
			int count = current.read(buffer);
			if (count < 0) {
				return false;
			}
			byte[] bytes = new byte[count];
			buffer.flip().get(bytes);
			this.begun = Bytes.join(this.begun, bytes);
			while (this.begun.length >= HEADER_BYTES) {
				int length = HEADER_BYTES + ByteBuffer.wrap(this.begun).getInt(2);
				if (this.begun.length < length) {
					break;
				}
				ByteBuffer all = ByteBuffer.wrap(this.begun);
				byte[] frame = new byte[length];
				byte[] rest = new byte[this.begun.length - length];
				all.get(frame).get(rest);
				this.begun = rest;
				received(RawFrame.split(frame).get(0));
			}
			return true;
		}

		private void received(RawFrame frame) {
			this.last = frame;
			if (frame.type() == RawFrame.CONNACK && frame.connackCode() == 1 && !this.isLoggedIn) {
				this.isLoggedIn = true;
				ManyClients.this.connecting--;
				ManyClients.this.loggedIn++;
			}
		}

		private void ended(SocketChannel current) {
			ManyClients.this.ended = true;
			this.endedAt = System.nanoTime();
			if (this.isLoggedIn) {
				this.isLoggedIn = false;
				ManyClients.this.loggedIn--;
			}
			else {
				ManyClients.this.connecting--;
				// Nobody is there yet.
				ManyClients.this.retryAt = this.endedAt + RETRY_NANOS;
			}
			try {
				current.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			if (ManyClients.this.reconnecting) {
				ManyClients.this.waiting.add(this);
			}
		}

	}

}
