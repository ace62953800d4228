package io.wknet.spring.network;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * A client that speaks JSON on the JDK's WebSocket. In its texts an apostrophe stands for
 * a quotation mark. Every wait gives up after ten seconds.
 */
final class TestJsonSocket implements AutoCloseable {

	private final Listener listener = new Listener();

	private final WebSocket socket;

	private TestJsonSocket(int port, @Nullable String protocol) throws Exception {
		WebSocket.Builder builder = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.connectTimeout(Duration.ofSeconds(10));
		if (protocol != null) {
			builder.subprotocols(protocol);
		}
		this.socket = builder.buildAsync(URI.create("ws://localhost:" + port + "/"), this.listener)
			.get(10, TimeUnit.SECONDS);
	}

	static TestJsonSocket connect(int port) throws Exception {
		return new TestJsonSocket(port, null);
	}

	static TestJsonSocket connect(int port, String protocol) throws Exception {
		return new TestJsonSocket(port, protocol);
	}

	String protocol() {
		return this.socket.getSubprotocol();
	}

	void send(String text) throws Exception {
		this.socket.sendText(text.replace('\'', '"'), true).get(10, TimeUnit.SECONDS);
	}

	String receive() throws Exception {
		String text = this.listener.texts.poll(10, TimeUnit.SECONDS);
		if (text == null) {
			throw new TimeoutException("No text was received");
		}
		return text.replace('"', '\'');
	}

	int closeStatus() throws Exception {
		return this.listener.closeStatus.get(10, TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		this.socket.abort();
	}

	/**
	 * Joins the parts of texts.
	 */
	private static final class Listener implements WebSocket.Listener {

		private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

		private final CompletableFuture<Integer> closeStatus = new CompletableFuture<>();

		private final StringBuilder begun = new StringBuilder();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.begun.append(data);
			if (last) {
				this.texts.add(this.begun.toString());
				this.begun.setLength(0);
			}
			webSocket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			this.closeStatus.complete(statusCode);
			return null;
		}

		@Override
		public void onError(WebSocket webSocket, Throwable error) {
			this.closeStatus.completeExceptionally(error);
		}

	}

}
