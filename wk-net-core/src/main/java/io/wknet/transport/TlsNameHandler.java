package io.wknet.transport;

import java.util.List;
import java.util.function.Supplier;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads the name of the host that a client asks for in its first message, and then makes
 * way for the TLS with that host's certificate.
 */
final class TlsNameHandler extends AbstractSniHandler<Supplier<SslContext>> {

	/**
	 * The largest first message. It may come in small pieces, which take more than it
	 * does, so what has come is bounded too.
	 */
	static final int MAX_BYTES = 64 * 1024;

	private final TlsContexts contexts;

	private final TlsGate gate;

	TlsNameHandler(TlsContexts contexts, TlsGate gate) {
		// No timeout of its own: the gate has one.
		super(MAX_BYTES, 0);
		this.contexts = contexts;
		this.gate = gate;
	}

	@Override
	protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
		super.decode(ctx, in, out);
		if (!ctx.isRemoved() && in.readableBytes() > MAX_BYTES) {
			int bytes = in.readableBytes();
			in.skipBytes(bytes);
			throw new TooLongFrameException(
					"The first message must be complete within " + MAX_BYTES + " bytes, found " + bytes);
		}
	}

	@Override
	protected Future<Supplier<SslContext>> lookup(ChannelHandlerContext ctx, @Nullable String name) {
		return ctx.executor().newSucceededFuture(this.contexts.of(name));
	}

	@Override
	protected void onLookupComplete(ChannelHandlerContext ctx, @Nullable String name,
			Future<Supplier<SslContext>> found) {
		this.gate.protect(ctx, found.getNow());
	}

}
