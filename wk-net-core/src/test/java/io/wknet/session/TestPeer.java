package io.wknet.session;

import java.io.ByteArrayOutputStream;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.support.RawFrame;
import io.wknet.timer.WheelSettings;
import io.wknet.transport.ChannelSettings;
import io.wknet.transport.FrameChannel;
import io.wknet.transport.FrameReceiver;
import io.wknet.transport.LoopContext;
import io.wknet.transport.PipelineInstaller;
import io.wknet.transport.Refusal;
import io.wknet.transport.SessionOpener;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a session, without a network and with a clock of its own.
 */
final class TestPeer implements AutoCloseable {

	private static final int SMALL_STEPS_MILLIS = 100;

	private static final int TICK_MILLIS = 10;

	private final Channel channel = new Channel();

	private @Nullable Session session;

	TestPeer(Sessions sessions, Encryption encryption, ChannelSettings settings) {
		this.channel.freezeTime();
		LoopContext loop = new LoopContext(this.channel.eventLoop(), WheelSettings.defaults());
		new PipelineInstaller(settings, (eventLoop) -> loop, new Opener(sessions, encryption)).install(this.channel);
		this.channel.pipeline().fireChannelActive();
		this.channel.runPendingTasks();
	}

	WkConnection connection() {
		Session opened = this.session;
		assert opened != null;
		return opened;
	}

	@Nullable CloseReason closeReason() {
		return connection().closeReason();
	}

	TestPeer receive(byte[] bytes) {
		this.channel.pipeline().fireChannelRead(Unpooled.copiedBuffer(bytes));
		this.channel.pipeline().fireChannelReadComplete();
		this.channel.runPendingTasks();
		return this;
	}

	/**
	 * Bytes of a read that goes on.
	 */
	void receiveMore(byte[] bytes) {
		this.channel.pipeline().fireChannelRead(Unpooled.copiedBuffer(bytes));
	}

	/**
	 * Bytes and the end of a read, one byte per read.
	 */
	TestPeer receiveByteByByte(byte[] bytes) {
		for (byte one : bytes) {
			receive(new byte[] { one });
		}
		return this;
	}

	/**
	 * Let time pass, in steps of a tick, and for the last in steps of a millisecond.
	 */
	TestPeer after(Duration time) {
		long millis = time.toMillis();
		while (millis > SMALL_STEPS_MILLIS) {
			step(TICK_MILLIS);
			millis -= TICK_MILLIS;
		}
		for (; millis > 0; millis--) {
			step(1);
		}
		return this;
	}

	private void step(int millis) {
		this.channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
		this.channel.runPendingTasks();
	}

	TestPeer run() {
		this.channel.runPendingTasks();
		return this;
	}

	/**
	 * The frames sent to the peer since the last call.
	 */
	List<RawFrame> sent() {
		return RawFrame.split(sentBytes());
	}

	byte[] sentBytes() {
		this.channel.runPendingTasks();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		ByteBuf next = this.channel.readOutbound();
		while (next != null) {
			bytes.writeBytes(ByteBufUtil.getBytes(next));
			next.release();
			next = this.channel.readOutbound();
		}
		return bytes.toByteArray();
	}

	/**
	 * Take buffers from here.
	 */
	void allocator(ByteBufAllocator allocator) {
		this.channel.config().setAllocator(allocator);
	}

	/**
	 * Take nothing more from the server.
	 */
	void stall() {
		this.channel.stalled = true;
	}

	/**
	 * Take what is in flight, and nothing that follows it.
	 */
	void takeInFlight() {
		this.channel.once = true;
		this.channel.flush();
		this.channel.runPendingTasks();
	}

	/**
	 * Take everything again.
	 */
	void unstall() {
		this.channel.stalled = false;
		this.channel.flush();
		this.channel.runPendingTasks();
	}

	/**
	 * The peer's connection ends.
	 */
	void disconnect() {
		this.channel.close();
		this.channel.runPendingTasks();
	}

	void fail(Throwable failure) {
		this.channel.pipeline().fireExceptionCaught(failure);
		this.channel.runPendingTasks();
	}

	boolean isReading() {
		return this.channel.config().isAutoRead();
	}

	boolean isChannelOpen() {
		return this.channel.isOpen();
	}

	@Override
	public void close() {
		this.channel.stalled = false;
		this.channel.finishAndReleaseAll();
	}

	/**
	 * Opens the one session of this peer.
	 */
	private final class Opener implements SessionOpener {

		private final Sessions sessions;

		private final Encryption encryption;

		Opener(Sessions sessions, Encryption encryption) {
			this.sessions = sessions;
			this.encryption = encryption;
		}

		@Override
		public FrameReceiver open(FrameChannel frames) {
			Session opened = (Session) this.sessions.open(this.sessions.rules("tcp").withEncryption(this.encryption),
					frames);
			TestPeer.this.session = opened;
			return opened;
		}

		@Override
		public void refused(SocketAddress remoteAddress, Refusal refusal, String what) {
			this.sessions.refused("tcp", remoteAddress, refusal, what);
		}

	}

	/**
	 * A channel that can be told to take nothing.
	 */
	private static final class Channel extends EmbeddedChannel {

		private boolean stalled;

		private boolean once;

		@Override
		protected void doWrite(ChannelOutboundBuffer in) throws Exception {
			if (!this.stalled) {
				super.doWrite(in);
			}
			else if (this.once) {
				this.once = false;
				for (int left = in.size(); left > 0; left--) {
					outboundMessages().add(ReferenceCountUtil.retain(in.current()));
					in.remove();
				}
			}
		}

	}

}
