package io.wknet.session;

import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.wknet.connection.WkConnection;
import io.wknet.support.Bytes;
import io.wknet.transport.ChannelSettings;
import io.wknet.transport.FrameChannel;
import io.wknet.transport.FrameReceiver;
import io.wknet.transport.LoopContext;
import io.wknet.transport.PipelineInstaller;
import io.wknet.transport.Refusal;
import io.wknet.transport.SessionOpener;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a session that has an event loop with a thread of its own, and no
 * network: it takes as many bytes as a test says, and any thread may use the connection.
 */
final class RacedPeer implements SessionOpener {

	private static final int SECONDS = 30;

	private final EventLoop eventLoop;

	private final Sessions sessions;

	private final Channel channel;

	private @Nullable Session session;

	private RacedPeer(EventLoop eventLoop, LoopContext loop, Sessions sessions, ChannelSettings settings) {
		this.eventLoop = eventLoop;
		this.sessions = sessions;
		this.channel = new Channel();
		new PipelineInstaller(settings, (any) -> loop, this).install(this.channel);
		this.channel.pipeline().fireChannelActive();
	}

	/**
	 * Open a session and log in.
	 */
	static RacedPeer login(EventLoop eventLoop, LoopContext loop, Sessions sessions, ChannelSettings settings,
			String uid) throws Exception {
		RacedPeer peer = eventLoop.submit(() -> new RacedPeer(eventLoop, loop, sessions, settings)).get();
		peer.onLoop(() -> {
			peer.channel.takes = Integer.MAX_VALUE;
			peer.channel.pipeline().fireChannelRead(Unpooled.wrappedBuffer(Bytes.connect(uid)));
			peer.channel.pipeline().fireChannelReadComplete();
		});
		peer.awaitLoop();
		peer.onLoop(() -> peer.channel.takes = 0);
		return peer;
	}

	WkConnection connection() {
		Session opened = this.session;
		assert opened != null;
		return opened;
	}

	/**
	 * Take so many bytes more, on the loop, soon.
	 */
	void take(int bytes) {
		onLoop(() -> {
			this.channel.takes = bytes;
			this.channel.flush();
		});
	}

	/**
	 * The peer's connection ends, on the loop, soon.
	 */
	void disconnect() {
		onLoop(this.channel::close);
	}

	/**
	 * The network fails, on the loop, soon.
	 */
	void fail(Throwable failure) {
		onLoop(() -> {
			if (this.channel.isOpen()) {
				this.channel.pipeline().fireExceptionCaught(failure);
				this.channel.close();
			}
		});
	}

	/**
	 * Do something on the loop, soon.
	 */
	void onLoop(Runnable task) {
		this.eventLoop.execute(() -> {
			task.run();
			this.channel.runPendingTasks();
		});
	}

	/**
	 * Let the loop do what was in its queue, and what that led to.
	 */
	void awaitLoop() throws ExecutionException, InterruptedException, TimeoutException {
		for (int i = 0; i < 3; i++) {
			CompletableFuture<Void> done = new CompletableFuture<>();
			onLoop(() -> done.complete(null));
			done.get(SECONDS, TimeUnit.SECONDS);
		}
	}

	/**
	 * End the channel, whatever has become of it.
	 */
	void end() throws ExecutionException, InterruptedException, TimeoutException {
		// Does not tell again how the network failed, as finish() would.
		onLoop(() -> {
			this.channel.close();
			this.channel.releaseInbound();
			this.channel.releaseOutbound();
		});
		awaitLoop();
	}

	@Override
	public FrameReceiver open(FrameChannel frames) {
		Session opened = (Session) this.sessions.open("tcp", frames);
		this.session = opened;
		return opened;
	}

	@Override
	public void refused(SocketAddress remoteAddress, Refusal refusal, String what) {
		throw new IllegalStateException(what);
	}

	/**
	 * Takes as much as it is told.
	 */
	private static final class Channel extends EmbeddedChannel {

		private int takes;

		@Override
		protected void doWrite(ChannelOutboundBuffer in) {
			while (this.takes > 0 && in.current() instanceof ByteBuf bytes) {
				int taken = Math.min(this.takes, bytes.readableBytes());
				this.takes -= taken;
				in.removeBytes(taken);
			}
		}

	}

}
