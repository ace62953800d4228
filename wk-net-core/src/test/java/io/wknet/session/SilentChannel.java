package io.wknet.session;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import javax.net.ssl.SSLSession;

import io.wknet.codec.WireFormat;
import io.wknet.frame.Frame;
import io.wknet.transport.FrameChannel;
import io.wknet.transport.FrameSeal;
import io.wknet.transport.LoopContext;
import io.wknet.transport.SharedFrame;
import org.jspecify.annotations.Nullable;

/**
 * As little of a channel as a session can live with: nothing comes, and what is sent
 * disappears. For tests that need very many sessions, or sessions and nothing else.
 */
final class SilentChannel implements FrameChannel {

	private static final SocketAddress ADDRESS = InetSocketAddress.createUnresolved("localhost", 1);

	private static final CompletionStage<@Nullable Void> SENT = CompletableFuture.completedStage(null);

	private @Nullable LoopContext loop;

	private final long openedNanos;

	private @Nullable Session session;

	private boolean over;

	SilentChannel(LoopContext loop) {
		this.loop = loop;
		this.openedNanos = loop.nanoTime();
	}

	/**
	 * Open a session on this channel, on its event loop.
	 */
	Session open(Sessions sessions) {
		Session opened = (Session) sessions.open("tcp", this);
		this.session = opened;
		opened.opened();
		return opened;
	}

	/**
	 * Be of no use any more, and hold on to nothing of Netty's.
	 */
	void forgetLoop() {
		this.loop = null;
	}

	/**
	 * The channel is over, on the event loop: the peer has left, or all is sent.
	 */
	void disconnect() {
		if (!this.over && this.session != null) {
			this.over = true;
			this.session.closed(null);
		}
	}

	@Override
	public LoopContext loop() {
		LoopContext current = this.loop;
		assert current != null;
		return current;
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
	public @Nullable SSLSession tlsSession() {
		return null;
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
		return SENT;
	}

	@Override
	public void write(Frame frame) {
	}

	@Override
	public void write(SharedFrame frame) {
	}

	@Override
	public void send(SharedFrame frame) {
		frame.release();
	}

	@Override
	public void flush() {
	}

	@Override
	public void flushNow() {
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
		return this.openedNanos;
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
