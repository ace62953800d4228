package io.wknet.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import org.jspecify.annotations.Nullable;

/**
 * The part of an {@link OutboundBuffer} that is in flight: handed to the network, which
 * has not taken all of it. Nothing else is handed over meanwhile.
 */
abstract class InFlightBytes extends OutboundQueue implements GenericFutureListener<Future<? super Void>> {

	/**
	 * Stands for several buffers in flight, which Netty counts.
	 */
	static final ByteBuf SEVERAL = Unpooled.EMPTY_BUFFER;

	/**
	 * A channel is writable while nothing at all waits to be written.
	 */
	private static final WriteBufferWaterMark ANYTHING = new WriteBufferWaterMark(1, 1);

	private final FrameHandler handler;

	private @Nullable ByteBuf inFlight;

	private @Nullable Fate inFlightFates;

	private long inFlightSince;

	private int inFlightBytes;

	/**
	 * What the loop has counted of this connection.
	 */
	private int countedBytes;

	InFlightBytes(FrameHandler handler) {
		this.handler = handler;
	}

	/**
	 * Whether nothing waits and nothing is in flight.
	 */
	abstract boolean isEmpty();

	/**
	 * How much waits for what is in flight, as far as the loop has it.
	 */
	abstract int waitingBytes();

	/**
	 * Since when the oldest part of what is handed over now has waited.
	 */
	abstract long waitingSince();

	final FrameHandler handler() {
		return this.handler;
	}

	@Override
	final void tellLoop() {
		this.handler.loop().execute(this);
	}

	@Override
	final void overflowed() {
		this.handler.receiver().overflowed();
	}

	@Override
	final RuntimeException closeCause() {
		return this.handler.receiver().closeCause();
	}

	@Override
	final int maxPendingBytes() {
		return settings().maxPendingBytes();
	}

	@Override
	final long takenBytes() {
		return (long) waitingBytes() + inFlightNow();
	}

	final boolean isInFlight() {
		return this.inFlight != null;
	}

	/**
	 * See what has become of what was handed to the network.
	 */
	final void flushed(ByteBuf full, int bytes, @Nullable Fate fates) {
		ChannelHandlerContext ctx = this.handler.context();
		this.handler.receiver().bytesSent(bytes);
		ChannelOutboundBuffer netty = ctx.channel().unsafe().outboundBuffer();
		if (netty == null || isClosed()) {
			fail(fates);
		}
		else if (netty.isEmpty()) {
			Fate.allSent(fates);
		}
		else {
			this.inFlight = full;
			this.inFlightBytes = isCountedByNetty(full) ? bytes : full.readableBytes();
			this.inFlightFates = fates;
			this.inFlightSince = waitingSince();
			count();
			this.handler.receiver().deadlineSet(nextDeadline());
			if (!tellsWhenWritten(ctx.channel(), this.handler.settings())) {
				// Completes when everything before it is written.
				ctx.writeAndFlush(Unpooled.EMPTY_BUFFER, ctx.newPromise().addListener(this));
			}
		}
	}

	/**
	 * Let the loop count what the network has not taken. As long as it takes everything
	 * at once, there is nothing to count.
	 */
	final void count() {
		int bytes = isInFlight() ? this.inFlightBytes + waitingBytes() : 0;
		if (bytes != this.countedBytes) {
			int change = bytes - this.countedBytes;
			this.countedBytes = bytes;
			this.handler.loop().outboundChanged(change);
		}
	}

	/**
	 * Prepare a channel of a transport that writes after the call, so that each burst is
	 * in flight for a while: let it {@linkplain #drained() tell} when a burst is written,
	 * for which there would be a promise each otherwise. The same serves for TLS and
	 * compression, which make other buffers of a burst.
	 */
	static void prepare(Channel channel, ChannelSettings settings) {
		if (tellsWhenWritten(channel, settings)) {
			channel.config().setWriteBufferWaterMark(ANYTHING);
		}
	}

	private static boolean tellsWhenWritten(Channel channel, ChannelSettings settings) {
		return settings.isRewritten() || channel instanceof IoUringSocketChannel;
	}

	/**
	 * The channel has written enough to be writable again.
	 */
	final void drained() {
		ChannelOutboundBuffer netty = this.handler.context().channel().unsafe().outboundBuffer();
		if (this.inFlight != null && netty != null && netty.isEmpty()) {
			written(true);
		}
	}

	/**
	 * What was in flight is written, or failed.
	 */
	@Override
	public final void operationComplete(Future<? super Void> written) {
		written(written.isSuccess());
	}

	private void written(boolean success) {
		Fate fates = this.inFlightFates;
		this.inFlight = null;
		this.inFlightBytes = 0;
		this.inFlightFates = null;
		if (!success) {
			count();
			fail(fates);
			return;
		}
		Fate.allSent(fates);
		flush();
		count();
		if (isEmpty()) {
			this.handler.outboundEmpty();
		}
	}

	/**
	 * When what is in flight becomes too old.
	 */
	final long nextDeadline() {
		return (this.inFlight != null) ? this.inFlightSince + settings().timeout().toNanos() : Long.MAX_VALUE;
	}

	/**
	 * How much is in flight, as far as that is known without asking the network.
	 */
	final int inFlightBytes() {
		return this.inFlightBytes;
	}

	/**
	 * Ask the network how much it has taken meanwhile.
	 */
	final void updateInFlightBytes() {
		if (this.inFlight != null) {
			this.inFlightBytes = inFlightNow();
		}
	}

	/**
	 * How much of what is in flight the network has not taken, on any thread. The loop
	 * may let go of the buffer meanwhile, so the figure is never more than was handed
	 * over.
	 */
	final int inFlightNow() {
		ByteBuf flying = this.inFlight;
		return (flying != null) ? Math.min(notTaken(flying), this.inFlightBytes) : 0;
	}

	private int notTaken(ByteBuf flying) {
		if (!isCountedByNetty(flying)) {
			return flying.readableBytes();
		}
		ChannelOutboundBuffer netty = this.handler.context().channel().unsafe().outboundBuffer();
		return (netty != null) ? (int) Math.min(netty.totalPendingWriteBytes(), Integer.MAX_VALUE) : 0;
	}

	/**
	 * Whether the buffer does not tell how much of it was taken.
	 */
	@SuppressWarnings("ReferenceEquality")
	private boolean isCountedByNetty(ByteBuf flying) {
		return flying == SEVERAL || this.handler.settings().isRewritten();
	}

	/**
	 * What is in flight is of no interest any more.
	 */
	final void failInFlight() {
		this.handler.loop().outboundChanged(-this.countedBytes);
		this.countedBytes = 0;
		Fate fates = this.inFlightFates;
		this.inFlightFates = null;
		fail(fates);
	}

	final OutboundSettings settings() {
		return this.handler.settings().outbound();
	}

	final void fail(@Nullable Fate fates) {
		if (fates != null) {
			Fate.noneSent(fates, this.handler.receiver().closeCause());
		}
	}

}
