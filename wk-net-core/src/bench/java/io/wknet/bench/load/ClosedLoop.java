package io.wknet.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps a number of requests on their way on every connection: each reply is followed by
 * a request at once, those of one read by one write.
 */
final class ClosedLoop {

	private static final int SELECT_MILLIS = 100;

	private final LoadOptions options;

	private final LoadFrames.Operation operation;

	private final ByteBuffer requests;

	private final int requestBytes;

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);

	private final Consumer<SelectionKey> ready = this::ready;

	private long count;

	ClosedLoop(LoadOptions options) {
		this.options = options;
		this.operation = options.operation();
		this.requests = LoadFrames.repeated(this.operation, options.payloadBytes(), options.depth());
		this.requestBytes = this.requests.remaining() / options.depth();
	}

	String run(List<LoadConnection> connections) throws IOException {
		try (Selector selector = Selector.open()) {
			for (LoadConnection connection : connections) {
				connection.register(selector);
				request(connection, this.options.depth());
			}
			Window window = new Window(this.options);
			while (window.isOpen(System.nanoTime(), this.count)) {
				selector.select(this.ready, SELECT_MILLIS);
			}
			return window.result(this.count);
		}
	}

	private void ready(SelectionKey key) {
		LoadConnection connection = (LoadConnection) key.attachment();
		try {
			if (key.isWritable()) {
				connection.writeUnsent();
			}
			if (key.isReadable()) {
				int replies = connection.read(this.buffer, this.operation);
				if (replies != 0) {
					this.count += replies;
					request(connection, replies);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void request(LoadConnection connection, int times) throws IOException {
		connection.write(this.requests.clear().limit(times * this.requestBytes));
	}

}
