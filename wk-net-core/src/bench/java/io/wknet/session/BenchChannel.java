package io.wknet.session;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import javax.net.ssl.SSLSession;

import io.wknet.codec.WireFormat;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.Frame;
import io.wknet.frame.PingFrame;
import io.wknet.transport.FrameChannel;
import io.wknet.transport.FrameReceiver;
import io.wknet.transport.FrameSeal;
import io.wknet.transport.LoopContext;
import io.wknet.transport.SharedFrame;
import org.jspecify.annotations.Nullable;

/**
 * As little of a channel as a session can live with: what is sent disappears.
 */
final class BenchChannel implements FrameChannel {

	private static final SocketAddress ADDRESS = InetSocketAddress.createUnresolved("localhost", 1);

	private static final CompletionStage<@Nullable Void> SENT = CompletableFuture.completedStage(null);

	private static final int CONNECT_BYTES = 60;

	private static final int SMALL_FRAME_BYTES = 6;

	private final LoopContext loop;

	private final FrameReceiver session;

	private long lastReadNanos;

	private boolean over;

	BenchChannel(LoopContext loop, Sessions sessions) {
		this.loop = loop;
		this.lastReadNanos = loop.nanoTime();
		this.session = sessions.open("tcp", this);
		this.session.opened();
	}

	FrameReceiver session() {
		return this.session;
	}

	BenchChannel login(String uid) {
		receive(ConnectFrame.of(uid, DeviceFlag.APP, "device", "token"), CONNECT_BYTES);
		return this;
	}

	void ping() {
		receive(PingFrame.INSTANCE, SMALL_FRAME_BYTES);
	}

	void receive(Frame frame, int bytes) {
		this.lastReadNanos = this.loop.nanoTime();
		this.session.bytesReceived(bytes);
		this.session.frameReceived(frame, bytes);
	}

	/**
	 * The peer goes away.
	 */
	void disconnect() {
		if (!this.over) {
			this.over = true;
			this.session.closed(null);
		}
	}

	@Override
	public @Nullable SSLSession tlsSession() {
		return null;
	}

	@Override
	public LoopContext loop() {
		return this.loop;
	}

	@Override
	public SocketAddress remoteAddress() {
		return ADDRESS;
	}

	@Override
	public SocketAddress localAddress() {
		return ADDRESS;
	}

	@Override
	public WireFormat format() {
		return WireFormat.FIXED;
	}

	@Override
	public boolean isJson() {
		return false;
	}

	@Override
	public void format(WireFormat format) {
	}

	@Override
	public int version() {
		return 5;
	}

	@Override
	public void version(int version) {
	}

	@Override
	public void seal(FrameSeal seal) {
	}

	@Override
	public void maxFrameBytes(int maxFrameBytes) {
	}

	@Override
	public CompletionStage<@Nullable Void> send(Frame frame) {
		write(frame);
		return SENT;
	}

	@Override
	public void write(Frame frame) {
		this.session.frameSent(frame, SMALL_FRAME_BYTES);
	}

	@Override
	public void write(SharedFrame frame) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void send(SharedFrame frame) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void flushNow() {
		flush();
	}

	@Override
	public void flush() {
	}

	@Override
	public boolean isReading() {
		return false;
	}

	@Override
	public void pauseReading() {
	}

	@Override
	public void resumeReading() {
	}

	@Override
	public long lastReadNanos() {
		return this.lastReadNanos;
	}

	@Override
	public long nextDeadline() {
		return Long.MAX_VALUE;
	}

	@Override
	public boolean isFrameLate(long nanoTime) {
		return false;
	}

	@Override
	public int pendingBytes() {
		return 0;
	}

	@Override
	public void finish(@Nullable Frame last, int webSocketStatus) {
		disconnect();
	}

	@Override
	public void abort() {
		disconnect();
	}

}
