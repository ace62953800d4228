package io.wknet.spring.test;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A WebSocket, whose binary messages are taken for one stream of bytes. It asks for the
 * next message when one was read.
 */
final class WebSocketWire implements Wire, WebSocket.Listener {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static final byte[] END = {};

	private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();

	private final Duration timeout;

	private final WebSocket socket;

	WebSocketWire(URI uri, Duration timeout) throws IOException {
		this.timeout = timeout;
		this.socket = await(HTTP.newWebSocketBuilder().connectTimeout(timeout).buildAsync(uri, this));
	}

	@Override
	public void write(byte[] bytes) throws IOException {
		await(this.socket.sendBinary(ByteBuffer.wrap(bytes), true));
	}

	@Override
	public byte @Nullable [] read(Duration patience) throws IOException {
		byte[] bytes;
		try {
			bytes = this.received.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted", ex);
		}
		if (bytes == null) {
			throw new SocketTimeoutException("No message");
		}
		if (bytes == END) {
			this.received.add(END);
			return null;
		}
		this.socket.request(1);
		return bytes;
	}

	@Override
	public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
		byte[] bytes = new byte[data.remaining()];
		data.get(bytes);
		if (bytes.length > 0) {
			this.received.add(bytes);
		}
		else {
			webSocket.request(1);
		}
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.received.add(END);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.received.add(END);
	}

	@Override
	public void finish() throws IOException {
		await(this.socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
	}

	@Override
	public void close() {
		this.socket.abort();
	}

	@Override
	public void abort() {
		this.socket.abort();
	}

	private <T> T await(CompletableFuture<T> result) throws IOException {
		try {
			return result.orTimeout(this.timeout.toNanos(), TimeUnit.NANOSECONDS).join();
		}
		catch (CompletionException ex) {
			throw new IOException("The WebSocket failed: " + ex.getCause(), ex.getCause());
		}
	}

}
