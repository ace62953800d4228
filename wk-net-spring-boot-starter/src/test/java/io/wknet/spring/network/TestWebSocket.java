package io.wknet.spring.network;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLContext;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.wknet.codec.FrameDecoder;
import io.wknet.codec.FrameEncoder;
import io.wknet.codec.WireFormat;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ConnackFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A client on the JDK's WebSocket. Every wait gives up after ten seconds.
 */
final class TestWebSocket implements AutoCloseable {

	private static final int VERSION = 5;

	private final Listener listener = new Listener();

	private final WebSocket socket;

	private TestWebSocket(HttpClient http, URI uri, @Nullable String origin) throws Exception {
		WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
		if (origin != null) {
			builder.header("Origin", origin);
		}
		this.socket = builder.buildAsync(uri, this.listener).get(10, TimeUnit.SECONDS);
	}

	static TestWebSocket connect(int port, String path) throws Exception {
		return connect(port, path, null);
	}

	static TestWebSocket connect(int port, String path, @Nullable String origin) throws Exception {
		return new TestWebSocket(HttpClient.newHttpClient(), URI.create("ws://localhost:" + port + path), origin);
	}

	static TestWebSocket connectSecurely(int port, String path, SSLContext context) throws Exception {
		return new TestWebSocket(HttpClient.newBuilder().sslContext(context).build(),
				URI.create("wss://localhost:" + port + path), null);
	}

	ConnackFrame authenticate(String uid, String token) throws Exception {
		send(new ConnectFrame(0, VERSION, DeviceFlag.WEB, "device", uid, token, 0, ""));
		return (ConnackFrame) receive();
	}

	void send(Frame frame) throws Exception {
		ByteBuf out = Unpooled.buffer();
		FrameEncoder.of(WireFormat.FIXED).encode(frame, VERSION, out);
		this.socket.sendBinary(out.nioBuffer(), true).get(10, TimeUnit.SECONDS);
	}

	void send(int typeCode, String payload) throws Exception {
		send(ApplicationFrame.of(typeCode, Payload.utf8(payload)));
	}

	Frame receive() throws Exception {
		Frame frame = this.listener.frames.poll(10, TimeUnit.SECONDS);
		if (frame == null) {
			throw new TimeoutException("No frame was received");
		}
		return frame;
	}

	String receiveText() throws Exception {
		return ((ApplicationFrame) receive()).payload().toUtf8();
	}

	int closeStatus() throws Exception {
		return this.listener.closeStatus.get(10, TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		this.socket.abort();
	}

	/**
	 * Takes frames out of messages.
	 */
	private static final class Listener implements WebSocket.Listener {

		private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();

		private final CompletableFuture<Integer> closeStatus = new CompletableFuture<>();

		private final ByteBuf received = Unpooled.buffer();

		@Override
		public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
			this.received.writeBytes(data);
			Frame frame = decode();
			while (frame != null) {
				this.frames.add(frame);
				frame = decode();
			}
			webSocket.request(1);
			return null;
		}

		private @Nullable Frame decode() {
			return FrameDecoder.of(WireFormat.FIXED).decode(this.received, VERSION, 1 << 20);
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
