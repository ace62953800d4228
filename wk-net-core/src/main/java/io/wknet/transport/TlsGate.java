package io.wknet.transport;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.function.Supplier;

import javax.net.ssl.SSLException;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.wknet.log.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Lets those through who have finished the TLS handshake. What it costs is not made
 * before the channel has reached this gate, and so not for those who are refused earlier:
 *
 * <pre>
 * bytes --> wk.tls.records --> wk.tls.name, then wk.tls --> wk.tls.gate
 * </pre>
 */
final class TlsGate extends Gate {

	private final TlsContexts contexts;

	private @Nullable TlsRecords records;

	TlsGate(PipelineInstaller installer, LoopContext loop, TlsContexts contexts) {
		super(installer, loop);
		this.contexts = contexts;
	}

	@Override
	String task() {
		return "the TLS handshake";
	}

	@Override
	Duration timeout() {
		return this.contexts.settings().handshakeTimeout();
	}

	@Override
	void reached(ChannelHandlerContext ctx) {
		TlsRecords front = new TlsRecords(loop());
		this.records = front;
		ctx.pipeline().addBefore(ctx.name(), "wk.tls.records", front);
		if (this.contexts.areNamed()) {
			ctx.pipeline().addBefore(ctx.name(), "wk.tls.name", new TlsNameHandler(this.contexts, this));
		}
		else {
			protect(ctx, this.contexts.of(null));
		}
		if (isWaiting()) {
			super.reached(ctx);
		}
	}

	/**
	 * Begin with the TLS, in place of what found out the name if there was that.
	 * @param ctx of this gate, or of what found out the name
	 */
	void protect(ChannelHandlerContext ctx, Supplier<SslContext> context) {
		SslHandler handler;
		try {
			handler = handler(ctx, context.get());
		}
		catch (RuntimeException | LinkageError ex) {
			refuse(ctx, Refusal.FAILED, "There is no usable TLS context for it: " + Printable.of(ex.toString()));
			return;
		}
		front().handler(handler);
		if (ctx.handler() == this) {
			ctx.pipeline().addBefore(ctx.name(), "wk.tls", handler);
		}
		else {
			ctx.pipeline().replace(ctx.handler(), "wk.tls", handler);
		}
	}

	private static SslHandler handler(ChannelHandlerContext ctx, SslContext context) {
		if (!context.isServer()) {
			throw new IllegalArgumentException(
					"The TLS context must be one for servers (SslContextBuilder.forServer), found one for clients");
		}
		SslHandler handler = context.newHandler(ctx.alloc());
		// The gate has a deadline, which costs no task of the event loop.
		handler.setHandshakeTimeoutMillis(0);
		return handler;
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (!(event instanceof SslHandshakeCompletionEvent handshake) || !isWaiting()) {
			return;
		}
		if (handshake.isSuccess()) {
			front().established();
			pass(ctx);
			return;
		}
		// Who fires this closes the channel, but not before the peer is told why.
		Throwable cause = handshake.cause();
		if (cause instanceof ClosedChannelException) {
			left(ctx);
		}
		else {
			front().failed();
			boolean network = cause instanceof IOException && !(cause instanceof SSLException);
			refused(ctx, network ? Refusal.IO_ERROR : Refusal.PROTOCOL_ERROR,
					"Failed: " + task() + ": " + Printable.of(cause));
		}
	}

	@Override
	void close(ChannelHandlerContext ctx) {
		// Past the TLS, which would wait for the peer to take what can not be said yet.
		front().close();
	}

	private TlsRecords front() {
		TlsRecords front = this.records;
		assert front != null;
		return front;
	}

}
