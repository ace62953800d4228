package io.wknet.transport;

import java.io.IOException;
import java.time.Duration;

import javax.net.ssl.SSLException;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.wknet.timer.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Holds a channel back until its peer has done what has to come first, or refuses it. For
 * the handlers behind a gate the channel becomes active when it {@linkplain #pass
 * passes}; then the gate is gone. All gates of a channel together tell of one refusal at
 * most, because the next one is not reached before this one is passed.
 */
abstract class Gate extends ChannelInboundHandlerAdapter {

	private final PipelineInstaller installer;

	private final LoopContext loop;

	/**
	 * There while the peer has something to do.
	 */
	private @Nullable Deadline deadline;

	Gate(PipelineInstaller installer, LoopContext loop) {
		this.installer = installer;
		this.loop = loop;
	}

	/**
	 * What the peer has to do, for messages.
	 */
	abstract String task();

	/**
	 * How long the peer has for it.
	 */
	abstract Duration timeout();

	/**
	 * The channel has reached the gate.
	 */
	void reached(ChannelHandlerContext ctx) {
		ctx.channel().config().setAutoRead(true);
	}

	@Override
	public final void channelActive(ChannelHandlerContext ctx) {
		// Remembered by the channel, so that it is known after the close too.
		ctx.channel().remoteAddress();
		this.deadline = new Expiry(ctx);
		this.loop.schedule(this.deadline, this.loop.nanoTime() + timeout().toNanos());
		reached(ctx);
	}

	/**
	 * Behind the gate nothing has been read yet.
	 */
	@Override
	public final void channelReadComplete(ChannelHandlerContext ctx) {
		if (this.deadline == null) {
			ctx.fireChannelReadComplete();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		refused(ctx, Refusal.LEFT, "The peer left before it had finished " + task());
		ctx.fireChannelInactive();
	}

	@Override
	public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		if (this.deadline == null) {
			ctx.fireExceptionCaught(cause);
			return;
		}
		Throwable reason = (cause instanceof DecoderException && cause.getCause() != null) ? cause.getCause() : cause;
		boolean network = reason instanceof IOException && !(reason instanceof SSLException);
		refuse(ctx, network ? Refusal.IO_ERROR : Refusal.PROTOCOL_ERROR,
				"Failed: " + task() + ": " + Printable.of(cause));
	}

	/**
	 * Let the channel through.
	 */
	final void pass(ChannelHandlerContext ctx) {
		if (end()) {
			ctx.fireChannelActive();
			ctx.pipeline().remove(this);
		}
	}

	/**
	 * Close the channel at once.
	 */
	final void refuse(ChannelHandlerContext ctx, Refusal refusal, String what) {
		if (refused(ctx, refusal, what)) {
			ctx.close();
		}
	}

	/**
	 * Tell that the channel will be closed, which the caller sees to.
	 * @return {@code false} if it has passed or was refused before
	 */
	final boolean refused(ChannelHandlerContext ctx, Refusal refusal, String what) {
		boolean first = end();
		if (first) {
			this.installer.sessions().refused(ClientAddress.of(ctx.channel()), refusal, what);
		}
		return first;
	}

	final boolean isWaiting() {
		return this.deadline != null;
	}

	final PipelineInstaller installer() {
		return this.installer;
	}

	final LoopContext loop() {
		return this.loop;
	}

	private boolean end() {
		Deadline current = this.deadline;
		if (current == null) {
			return false;
		}
		this.deadline = null;
		this.loop.cancel(current);
		return true;
	}

	/**
	 * The peer was too slow.
	 */
	private final class Expiry extends Deadline {

		private final ChannelHandlerContext context;

		Expiry(ChannelHandlerContext context) {
			this.context = context;
		}

		@Override
		protected void expired(long nanoTime) {
			refuse(this.context, Refusal.TIMEOUT, "Not finished within " + timeout() + ": " + task());
		}

	}

}
