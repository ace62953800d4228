package io.wknet.server;

import java.time.Duration;

import io.wknet.codec.FrameLimits;
import io.wknet.transport.OutboundSettings;
import org.jspecify.annotations.Nullable;

/**
 * What holds at one listener in place of what holds for the server. {@code null} is
 * always: as for the server.
 *
 * @param authTimeout the longest time from accept to authenticated; positive
 * @param frameLimits how large and how slow a frame may be
 * @param idleTimeout after this much silence a connection closes; zero for never
 * @param outbound how much may wait to be sent over one connection, and how long; what
 * may wait over all connections together is the server's
 * @since 0.1.0
 */
public record ListenerOverrides(@Nullable Duration authTimeout, @Nullable FrameLimits frameLimits,
		@Nullable Duration idleTimeout, @Nullable OutboundSettings outbound) {

	private static final ListenerOverrides NONE = new ListenerOverrides(null, null, null, null);

	public ListenerOverrides {
		if (authTimeout != null && (authTimeout.isNegative() || authTimeout.isZero())) {
			throw new IllegalArgumentException("The authentication timeout must be positive, found " + authTimeout);
		}
		if (idleTimeout != null && idleTimeout.isNegative()) {
			throw new IllegalArgumentException("The idle timeout must not be negative, found " + idleTimeout);
		}
	}

	/**
	 * Everything as for the server.
	 * @return the overrides
	 */
	public static ListenerOverrides none() {
		return NONE;
	}

	/**
	 * The same with an authentication timeout of its own.
	 * @param newAuthTimeout the longest time from accept to authenticated; positive
	 * @return new overrides
	 */
	public ListenerOverrides withAuthTimeout(Duration newAuthTimeout) {
		return new ListenerOverrides(newAuthTimeout, this.frameLimits, this.idleTimeout, this.outbound);
	}

	/**
	 * The same with limits of its own on frames.
	 * @param newFrameLimits how large and how slow a frame may be
	 * @return new overrides
	 */
	public ListenerOverrides withFrameLimits(FrameLimits newFrameLimits) {
		return new ListenerOverrides(this.authTimeout, newFrameLimits, this.idleTimeout, this.outbound);
	}

	/**
	 * The same with an idle timeout of its own.
	 * @param newIdleTimeout the time; zero for never
	 * @return new overrides
	 */
	public ListenerOverrides withIdleTimeout(Duration newIdleTimeout) {
		return new ListenerOverrides(this.authTimeout, this.frameLimits, newIdleTimeout, this.outbound);
	}

	/**
	 * The same with limits of its own on what waits to be sent.
	 * @param newOutbound the limits; that on all connections together has no effect
	 * @return new overrides
	 */
	public ListenerOverrides withOutbound(OutboundSettings newOutbound) {
		return new ListenerOverrides(this.authTimeout, this.frameLimits, this.idleTimeout, newOutbound);
	}

}
