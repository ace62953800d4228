package io.wknet.transport;

import java.net.SocketAddress;
import java.time.Duration;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import io.wknet.log.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Takes the PROXY header off the beginning of a connection and believes it. Only trusted
 * peers are heard: others are refused where a header is
 * {@linkplain ProxyProtocol#REQUIRED required}, and pass at once where it is
 * {@linkplain ProxyProtocol#OPTIONAL optional}, so that a header of theirs is garbage to
 * whatever comes next.
 * <p>
 * A trusted peer that is silent has no header to send, because load balancers begin with
 * it: where it is optional, such a peer passes when the time is up.
 */
final class ProxyGate extends Gate {

	/**
	 * What was received, while it may be the beginning of a header.
	 */
	private @Nullable ByteBuf begun;

	private boolean decoding;

	ProxyGate(PipelineInstaller installer, LoopContext loop) {
		super(installer, loop);
	}

	@Override
	String task() {
		return "the PROXY header";
	}

	@Override
	Duration timeout() {
		return installer().settings().proxyProtocol().timeout();
	}

	@Override
	void reached(ChannelHandlerContext ctx) {
		if (installer().isTrusted(ctx.channel().remoteAddress())) {
			super.reached(ctx);
		}
		else if (isRequired()) {
			refuse(ctx, Refusal.FORBIDDEN, "Not the address of a trusted load balancer");
		}
		else {
			pass(ctx);
		}
	}

	@Override
	void expired(ChannelHandlerContext ctx) {
		if (this.begun == null && !isRequired()) {
			pass(ctx);
		}
		else {
			super.expired(ctx);
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		ByteBuf bytes = (ByteBuf) msg;
		ByteBuf all = this.begun;
		this.begun = null;
		if (all == null) {
			all = bytes;
		}
		else {
			all.writeBytes(bytes);
			bytes.release();
		}
		try {
			if (isWaiting()) {
				received(ctx, all);
			}
		}
		finally {
			all.release();
		}
	}

	/**
	 * Netty closes the channel before it tells what is wrong with a header: that is no
	 * peer that has left.
	 */
	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		if (!this.decoding) {
			super.channelInactive(ctx);
		}
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext ctx) {
		if (this.begun != null) {
			this.begun.release();
			this.begun = null;
		}
	}

	private void received(ChannelHandlerContext ctx, ByteBuf all) {
		try {
			int length = ProxyHeader.length(all);
			if (length > all.readableBytes()) {
				this.begun = ctx.alloc().heapBuffer(all.readableBytes()).writeBytes(all);
				return;
			}
			if (length > 0) {
				header(ctx, all.readSlice(length));
			}
			else if (isRequired()) {
				refuse(ctx, Refusal.PROTOCOL_ERROR, "A connection must begin with a PROXY header, found 0x"
						+ Integer.toHexString(all.getUnsignedByte(all.readerIndex())));
				return;
			}
		}
		catch (HAProxyProtocolException ex) {
			refuse(ctx, Refusal.PROTOCOL_ERROR, "The PROXY header is malformed: " + Printable.of(ex));
			return;
		}
		pass(ctx);
		if (all.isReadable()) {
			ctx.fireChannelRead(all.readRetainedSlice(all.readableBytes()));
		}
	}

	private void header(ChannelHandlerContext ctx, ByteBuf header) {
		this.decoding = true;
		try {
			SocketAddress client = ProxyHeader.client(ctx, header);
			if (client != null) {
				ClientAddress.tell(ctx.channel(), client);
			}
		}
		finally {
			this.decoding = false;
		}
	}

	private boolean isRequired() {
		return installer().settings().proxyProtocol().mode() == ProxyProtocol.REQUIRED;
	}

}
