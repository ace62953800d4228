package io.wknet.server;

import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator once that a listener can not accept, for want of file descriptors
 * above all, and once that it can again. Reactor Netty, behind this, says nothing and
 * tries again after a second.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {

	/**
	 * So long without a failure, and it is over.
	 */
	static final long QUIET_SECONDS = 10;

	private static final Logger logger = LoggerFactory.getLogger(AcceptFailures.class);

	private final String listener;

	private long failures;

	AcceptFailures(String listener) {
		this.listener = listener;
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
