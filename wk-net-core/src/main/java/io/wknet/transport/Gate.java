package io.wknet.transport;

import java.io.IOException;
import java.time.Duration;

import javax.net.ssl.SSLException;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import io.wknet.log.FloodLog;
import io.wknet.log.Printable;
import io.wknet.timer.Deadline;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a channel back until its peer has done what has to come first, or refuses it. For
 * the handlers behind a gate the channel becomes active when it {@linkplain #pass
 * passes}; then the gate is gone. All gates of a channel together tell of one refusal at
 * most, because the next one is not reached before this one is passed.
 */
abstract class Gate extends ChannelInboundHandlerAdapter {

	private static final Logger logger = LoggerFactory.getLogger(Gate.class);

	private static final FloodLog floodLog = new FloodLog();

	/**
	 * About 146 years, so that adding to it does not overflow.
	 */
	private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE / 2);

	private final PipelineInstaller installer;

	private final LoopContext loop;

	/**
	 * From when the channel reaches the gate until it has passed or was refused.
	 */
	private boolean waiting;

	private boolean refused;

	private @Nullable Expiry deadline;

	Gate(PipelineInstaller installer, LoopContext loop) {
		this.installer = installer;
		this.loop = loop;
	}

	/**
	 * What the peer has to do, for messages.
	 */
	abstract String task();

	/**
	 * How long the peer has for it, or {@code null} for a gate that decides as soon as it
	 * is {@linkplain #reached reached}.
	 */
	abstract @Nullable Duration timeout();

	/**
	 * The channel has reached the gate. Unless it passes or is refused by this, its time
	 * begins to run.
	 */
	void reached(ChannelHandlerContext ctx) {
		ctx.channel().config().setAutoRead(true);
	}

	/**
	 * The peer has not done in time what it has to.
	 */
	void expired(ChannelHandlerContext ctx) {
		refuse(ctx, Refusal.TIMEOUT, "Not finished within " + timeout() + ": " + task());
	}

	@Override
	public final void channelActive(ChannelHandlerContext ctx) {
		// Remembered by the channel, so that it is known after the close too.
		ctx.channel().remoteAddress();
		this.waiting = true;
		reached(ctx);
		Duration timeout = timeout();
		if (this.waiting && timeout != null) {
			Expiry expiry = new Expiry(ctx);
			this.deadline = expiry;
			this.loop.schedule(expiry, this.loop.nanoTime() + nanos(timeout));
			this.loop.waits(this);
		}
	}

	/**
	 * The server stops, and waits for nobody who is not through.
	 */
	final void stop() {
		Expiry expiry = this.deadline;
		if (expiry != null) {
			refuse(expiry.context, Refusal.SHUTDOWN, "The server stopped before it had finished " + task());
		}
	}

	/**
	 * Nothing is received behind a gate that is closed.
	 */
	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		ReferenceCountUtil.release(msg);
	}

	@Override
	public final void channelReadComplete(ChannelHandlerContext ctx) {
		// The end of a read of which nothing was handed on.
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		left(ctx);
		ctx.fireChannelInactive();
	}

	@Override
	public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		if (this.refused) {
			// It is being closed, perhaps with last words.
			return;
		}
		if (!this.waiting) {
			ctx.fireExceptionCaught(cause);
			return;
		}
		refuse(ctx, refusal(ctx, cause), "Failed: " + task() + ": " + Printable.of(cause));
	}

	private Refusal refusal(ChannelHandlerContext ctx, Throwable cause) {
		boolean decoding = cause instanceof DecoderException;
		Throwable reason = (decoding && cause.getCause() != null) ? cause.getCause() : cause;
		if (reason instanceof SSLException) {
			return Refusal.PROTOCOL_ERROR;
		}
		if (reason instanceof IOException) {
			return Refusal.IO_ERROR;
		}
		if (decoding) {
			return Refusal.PROTOCOL_ERROR;
		}
		floodLog.failed(logger, cause, "The channel of {} failed: {}", ClientAddress.of(ctx.channel()), task());
		return Refusal.IO_ERROR;
	}

	final void left(ChannelHandlerContext ctx) {
		refused(ctx, Refusal.LEFT, "The peer left before it had finished " + task());
	}

	/**
	 * Let the channel through.
	 */
	final void pass(ChannelHandlerContext ctx) {
		if (end()) {
			ctx.fireChannelActive();
			if (!ctx.isRemoved()) {
				ctx.pipeline().remove(this);
			}
		}
	}

	/**
	 * Close the channel at once.
	 */
	final void refuse(ChannelHandlerContext ctx, Refusal refusal, String what) {
		if (refused(ctx, refusal, what)) {
			close(ctx);
		}
	}

	/**
	 * Close a channel that was refused.
	 */
	void close(ChannelHandlerContext ctx) {
		ctx.close();
	}

	/**
	 * Tell that the channel will be closed, which the caller sees to.
	 * @return {@code false} if it has passed or was refused before
	 */
	final boolean refused(ChannelHandlerContext ctx, Refusal refusal, String what) {
		boolean first = end();
		if (first) {
			this.refused = true;
			this.installer.sessions().refused(ClientAddress.of(ctx.channel()), refusal, what);
		}
		return first;
	}

	final boolean isWaiting() {
		return this.waiting;
	}

	final PipelineInstaller installer() {
		return this.installer;
	}

	final LoopContext loop() {
		return this.loop;
	}

	private boolean end() {
		boolean first = this.waiting;
		this.waiting = false;
		if (this.deadline != null) {
			this.loop.cancel(this.deadline);
			this.loop.waitsNoMore(this);
			this.deadline = null;
		}
		return first;
	}

	private static long nanos(Duration duration) {
		return (duration.compareTo(FOREVER) < 0) ? duration.toNanos() : FOREVER.toNanos();
	}

	/**
	 * The time is up.
	 */
	private final class Expiry extends Deadline {

		private final ChannelHandlerContext context;

		Expiry(ChannelHandlerContext context) {
			this.context = context;
		}

		@Override
		protected void expired(long nanoTime) {
			Gate.this.expired(this.context);
		}

	}

}
