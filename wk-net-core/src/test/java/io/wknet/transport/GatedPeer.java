package io.wknet.transport;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import io.wknet.frame.Frame;
import io.wknet.frame.ProtocolException;
import io.wknet.support.Bytes;
import io.wknet.timer.WheelSettings;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a channel whose pipeline has gates, without a network and with a clock
 * of its own. Remembers what is behind the gates, or why there is nothing.
 */
final class GatedPeer implements AutoCloseable, SessionOpener, FrameReceiver {

	static final InetSocketAddress ADDRESS = new InetSocketAddress("10.1.2.3", 40_000);

	private final Channel channel;

	private final LoopContext loop;

	final List<String> refusals = new ArrayList<>();

	final List<Frame> frames = new ArrayList<>();

	final List<String> mistakes = new ArrayList<>();

	@Nullable SocketAddress openedFrom;

	@Nullable SocketAddress refusedFrom;

	int bytes;

	int ends;

	int closes;

	GatedPeer(ProxyProtocolSettings proxyProtocol) {
		this(proxyProtocol, Protocol.AUTO, null, ADDRESS);
	}

	GatedPeer(ProxyProtocolSettings proxyProtocol, Protocol protocol, @Nullable Admission admission,
			SocketAddress address) {
		this.channel = new Channel(address);
		this.channel.freezeTime();
		this.loop = new LoopContext(this.channel.eventLoop(), WheelSettings.defaults());
		ChannelSettings settings = new ChannelSettings(protocol, FrameLimits.defaults(), OutboundSettings.defaults(),
				proxyProtocol, null, null);
		this.channel.config().setAutoRead(false);
		new PipelineInstaller(settings, (eventLoop) -> this.loop, this, admission).install(this.channel);
		this.channel.pipeline().fireChannelActive();
		this.channel.runPendingTasks();
	}

	GatedPeer receive(byte[] received) {
		this.channel.pipeline().fireChannelRead(Unpooled.copiedBuffer(received));
		this.channel.pipeline().fireChannelReadComplete();
		this.channel.runPendingTasks();
		return this;
	}

	/**
	 * Let closing take for ever.
	 */
	GatedPeer closeSlowly() {
		this.channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {

			@Override
			public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
				GatedPeer.this.closes++;
			}

		});
		return this;
	}

	/**
	 * Let time pass, in steps of a tick.
	 */
	GatedPeer after(Duration time) {
		for (long millis = time.toMillis(); millis > 0; millis -= 10) {
			this.channel.advanceTimeBy(Math.min(millis, 10), TimeUnit.MILLISECONDS);
			this.channel.runPendingTasks();
		}
		return this;
	}

	/**
	 * The server stops.
	 */
	void stop() {
		this.loop.refuseWaiting();
		this.channel.runPendingTasks();
	}

	void fail(Throwable failure) {
		this.channel.pipeline().fireExceptionCaught(failure);
		this.channel.runPendingTasks();
	}

	boolean isOpen() {
		return this.channel.isOpen();
	}

	boolean isReading() {
		return this.channel.config().isAutoRead();
	}

	/**
	 * The handlers that are left, without those of Netty's own.
	 */
	List<String> handlers() {
		return this.channel.pipeline().names().stream().filter((name) -> name.startsWith("wk.")).toList();
	}

	/**
	 * Whether a task waits for its time.
	 */
	boolean hasTimer() {
		return this.channel.runScheduledPendingTasks() >= 0;
	}

	byte[] sent() {
		byte[] all = {};
		ByteBuf next = this.channel.readOutbound();
		while (next != null) {
			all = Bytes.join(all, ByteBufUtil.getBytes(next));
			next.release();
			next = this.channel.readOutbound();
		}
		return all;
	}

	void disconnect() {
		this.channel.close();
		this.channel.runPendingTasks();
	}

	@Override
	public void close() {
		this.channel.finishAndReleaseAll();
	}

	@Override
	public FrameReceiver open(FrameChannel frameChannel) {
		this.openedFrom = frameChannel.remoteAddress();
		return this;
	}

	@Override
	public void refused(SocketAddress remoteAddress, Refusal refusal, String what) {
		this.refusedFrom = remoteAddress;
		this.refusals.add(refusal + ": " + what);
	}

	@Override
	public void opened() {
	}

	@Override
	public void bytesReceived(int count) {
		this.bytes += count;
	}

	@Override
	public void frameReceived(Frame frame, int count) {
		this.frames.add(frame);
	}

	@Override
	public void deadlineSet(long nanoTime) {
	}

	@Override
	public void frameSent(Frame frame, int count) {
	}

	@Override
	public void bytesSent(int count) {
	}

	@Override
	public void malformed(ProtocolException ex) {
		this.mistakes.add(String.valueOf(ex.getMessage()));
	}

	@Override
	public void overflowed() {
	}

	@Override
	public RuntimeException closeCause() {
		return new IllegalStateException();
	}

	@Override
	public void closed(@Nullable Throwable failure) {
		this.ends++;
	}

	/**
	 * A channel with an address.
	 */
	private static final class Channel extends EmbeddedChannel {

		private final SocketAddress address;

		Channel(SocketAddress address) {
			this.address = address;
		}

		@Override
		protected SocketAddress remoteAddress0() {
			return this.address;
		}

	}

}
