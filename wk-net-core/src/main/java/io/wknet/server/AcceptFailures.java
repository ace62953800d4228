package io.wknet.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator once that a listener can not accept, for want of file descriptors
 * above all, and once that it can again. Reactor Netty, behind this, says nothing and
 * tries again after a second. Over io_uring the kernel is asked again at once, whatever
 * Reactor Netty wants; there the thread that accepts, and does nothing else, takes a
 * break.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {

	/**
	 * So long without a failure, and it is over.
	 */
	static final long QUIET_SECONDS = 10;

	private static final Logger logger = LoggerFactory.getLogger(AcceptFailures.class);

	private static final long BREAK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final String listener;

	private final TransportType transport;

	private long failures;

	AcceptFailures(String listener, TransportType transport) {
		this.listener = listener;
		this.transport = transport;
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		this.failures++;
		if (this.failures == 1) {
			logger
				.warn("Listener '{}' can not accept connections: {}. Those it has are served on, and it tries again every "
						+ "second. If files are what is missing, raise the limit of open files (ulimit -n) or set the limit "
						+ "of connections (limits.max-connections) below it", this.listener, cause.toString());
		}
		endUnlessMore(ctx, this.failures);
		ctx.fireExceptionCaught(cause);
		if (this.transport == TransportType.IO_URING) {
			LockSupport.parkNanos(BREAK_NANOS);
		}
	}

	private void endUnlessMore(ChannelHandlerContext ctx, long known) {
		ctx.executor().schedule(() -> {
			if (this.failures == known) {
				logger.info("Listener '{}' accepts connections again, after {} failures", this.listener, known);
				this.failures = 0;
			}
		}, QUIET_SECONDS, TimeUnit.SECONDS);
	}

}
