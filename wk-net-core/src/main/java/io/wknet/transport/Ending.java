package io.wknet.transport;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

/**
 * How a channel ends towards its peer. There is one from the moment on at which there is
 * nothing more to send, so that open channels pay nothing for it.
 */
final class Ending {

	private final ChannelHandlerContext context;

	private final LoopContext loop;

	private final @Nullable TlsRecords tls;

	private @Nullable Linger linger;

	Ending(ChannelHandlerContext context, LoopContext loop, @Nullable TlsRecords tls) {
		this.context = context;
		this.loop = loop;
		this.tls = tls;
	}

	/**
	 * Close a channel, with a farewell of TLS if that does not have to wait.
	 */
	static void close(ChannelHandlerContext context, @Nullable TlsRecords tls) {
		if (context.channel().isWritable()) {
			context.close();
		}
		else {
			closeNow(context, tls);
		}
	}

	/**
	 * Close a channel without a farewell of TLS, which would wait for what the peer does
	 * not take.
	 */
	static void closeNow(ChannelHandlerContext context, @Nullable TlsRecords tls) {
		if (tls != null) {
			tls.close();
		}
		else {
			context.close();
		}
	}

	/**
	 * Let the peer read what it was sent.
	 */
	Linger linger() {
		Linger current = this.linger;
		if (current == null) {
			current = new Linger(() -> closeNow(this.context, this.tls));
			this.linger = current;
			this.loop.begin(current);
		}
		return current;
	}

	/**
	 * Tell the peer that nothing follows; TLS has a farewell of its own for that.
	 */
	void endOutput(DuplexChannel socket) {
		TlsRecords records = this.tls;
		Linger dropped = linger();
		if (records != null) {
			records.drop(dropped);
			// After this read, the rest of which could not be read otherwise.
			this.loop.execute(() -> records.closeOutput((ended) -> shutdownOutput(socket)));
		}
		else {
			shutdownOutput(socket);
		}
		socket.config().setAutoRead(true);
	}

	private static void shutdownOutput(DuplexChannel socket) {
		socket.shutdownOutput().addListener((ChannelFutureListener) (ended) -> {
			if (!ended.isSuccess()) {
				socket.close();
			}
		});
	}

	/**
	 * The peer sent something that nobody reads.
	 */
	void dropped(int bytes) {
		if (this.linger != null) {
			this.linger.dropped(bytes);
		}
	}

	/**
	 * The channel is closed.
	 */
	void closed() {
		if (this.linger != null) {
			this.loop.end(this.linger);
			this.linger = null;
		}
	}

}
