package io.wknet.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Connects, logs in and closes, a number of connections at a time. They are reset, so
 * that no port has to wait.
 */
final class ConnectLoop {

	private static final int SELECT_MILLIS = 100;

	private static final int ANSWER_BYTES = 512;

	private final LoadOptions options;

	private long count;

	private int opened;

	ConnectLoop(LoadOptions options) {
		this.options = options;
	}

	String run() throws IOException {
		try (Selector selector = Selector.open()) {
			for (int i = 0; i < this.options.concurrency(); i++) {
				open(selector);
			}
			Window window = new Window(this.options);
			while (window.isOpen(System.nanoTime(), this.count)) {
				selector.select(this::ready, SELECT_MILLIS);
			}
			for (SelectionKey key : selector.keys()) {
				key.channel().close();
			}
			return window.result(this.count);
		}
	}

	private void open(Selector selector) throws IOException {
		int number = this.opened++;
		SocketChannel channel = LoadConnection.channel(number);
		channel.configureBlocking(false);
		channel.register(selector, SelectionKey.OP_CONNECT, new Login(number));
		channel.connect(this.options.server());
	}

	private void ready(SelectionKey key) {
		SocketChannel channel = (SocketChannel) key.channel();
		Login login = (Login) key.attachment();
		try {
			if (key.isConnectable()) {
				channel.finishConnect();
				channel.write(LoadFrames.connect(login.number));
				key.interestOps(SelectionKey.OP_READ);
			}
			else if (key.isReadable()) {
				if (channel.read(login.answer) < 0) {
					throw new IOException("The server closed a connection before CONNACK");
				}
				if (LoadConnection.isConnack(login.answer)) {
					this.count++;
					channel.close();
					open(key.selector());
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A connection that is not logged in yet.
	 */
	private static final class Login {

		private final int number;

		private final ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES);

		Login(int number) {
			this.number = number;
		}

	}

}
