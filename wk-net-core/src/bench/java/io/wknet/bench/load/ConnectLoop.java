package io.wknet.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * Connects, logs in and closes, a number of connections at a time. They are closed in
 * order, as clients do; as ports have to wait after that, it takes several of the
 * server's addresses in turn.
 */
final class ConnectLoop {

	private static final int SELECT_MILLIS = 100;

	private static final int ANSWER_BYTES = 512;

	private static final int ADDRESSES = 16;

	private final LoadOptions options;

	private final InetSocketAddress[] servers = new InetSocketAddress[ADDRESSES];

	private final LoadFrames.Connect connect = new LoadFrames.Connect();

	private final ByteBuffer answer = ByteBuffer.allocateDirect(ANSWER_BYTES);

	private final Consumer<SelectionKey> ready = this::ready;

	private long count;

	private int opened;

	ConnectLoop(LoadOptions options) {
		this.options = options;
		for (int i = 0; i < ADDRESSES; i++) {
			this.servers[i] = new InetSocketAddress("127.0.0." + (i + 1), options.server().getPort());
		}
	}

	String run() throws IOException {
		try (Selector selector = Selector.open()) {
			for (int i = 0; i < this.options.concurrency(); i++) {
				open(selector);
			}
			Window window = new Window(this.options);
			while (window.isOpen(System.nanoTime(), this.count)) {
				selector.select(this.ready, SELECT_MILLIS);
			}
			for (SelectionKey key : selector.keys()) {
				key.channel().close();
			}
			return window.result(this.count);
		}
	}

	/**
	 * Connect. Over the loopback that is done at once, which saves a turn of the
	 * selector.
	 */
	private void open(Selector selector) throws IOException {
		int number = this.opened++;
		SocketChannel channel = SocketChannel.open();
		channel.configureBlocking(false);
		if (channel.connect(this.servers[number % this.servers.length]) || channel.finishConnect()) {
			channel.write(this.connect.numbered(number));
			channel.register(selector, SelectionKey.OP_READ);
		}
		else {
			channel.register(selector, SelectionKey.OP_CONNECT, number);
		}
	}

	private void ready(SelectionKey key) {
		SocketChannel channel = (SocketChannel) key.channel();
		try {
			if (key.isConnectable()) {
				channel.finishConnect();
				channel.write(this.connect.numbered((Integer) key.attachment()));
				key.interestOps(SelectionKey.OP_READ);
			}
			else if (key.isReadable()) {
				this.answer.clear();
				if (channel.read(this.answer) < 0) {
					throw new IOException("The server closed a connection before CONNACK");
				}
				// Servers write it at once, and it is too small to be cut.
				if (!LoadConnection.isConnack(this.answer)) {
					throw new IOException("Expected CONNACK in one piece, found " + this.answer.position() + " bytes");
				}
				this.count++;
				channel.close();
				open(key.selector());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
