package io.wknet.spring.autoconfigure;

import java.time.Duration;

import io.wknet.codec.FrameLimits;
import io.wknet.server.ListenerOverrides;
import io.wknet.transport.OutboundSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Turns what a listener has of its own into the core's settings, and refuses bad values
 * by name. Where it has a part of a setting, the server's fill in the rest.
 *
 * @param properties the properties of the server
 * @param prefix what the names of the listener's properties begin with
 * @param listener the properties of the listener
 */
record OverrideSettings(WkNetProperties properties, String prefix, ListenerProperties.Listener listener) {

	ListenerOverrides overrides() {
		return new ListenerOverrides(authTimeout(), frameLimits(), idleTimeout(), outbound());
	}

	private @Nullable Duration authTimeout() {
		Duration timeout = this.listener.auth().timeout();
		return (timeout != null) ? PropertyChecks.positive(this.prefix + ".auth.timeout", timeout) : null;
	}

	private @Nullable Duration idleTimeout() {
		Duration timeout = this.listener.idle().timeout();
		return (timeout != null) ? PropertyChecks.notNegative(this.prefix + ".idle.timeout", timeout) : null;
	}

	private @Nullable FrameLimits frameLimits() {
		DataSize maxSize = this.listener.frame().maxSize();
		Duration timeout = this.listener.frame().timeout();
		if (maxSize == null && timeout == null) {
			return null;
		}
		WkNetProperties.Frame server = this.properties.frame();
		return new FrameLimits(
				PropertyChecks.bytes(owner(maxSize) + ".frame.max-size", orElse(maxSize, server.maxSize()), 1,
						ServerSettings.GIGABYTE),
				PropertyChecks.positive(owner(timeout) + ".frame.timeout", orElse(timeout, server.timeout())));
	}

	private @Nullable OutboundSettings outbound() {
		DataSize maxPending = this.listener.outbound().maxPending();
		Duration timeout = this.listener.outbound().timeout();
		if (maxPending == null && timeout == null) {
			return null;
		}
		WkNetProperties.Outbound server = this.properties.outbound();
		return OutboundSettings.defaults()
			.withMaxPendingBytes(PropertyChecks.bytes(owner(maxPending) + ".outbound.max-pending",
					orElse(maxPending, server.maxPending()), 1, Integer.MAX_VALUE))
			.withTimeout(
					PropertyChecks.positive(owner(timeout) + ".outbound.timeout", orElse(timeout, server.timeout())));
	}

	/**
	 * Whose property a value comes from.
	 */
	private String owner(@Nullable Object own) {
		return (own != null) ? this.prefix : "wk.net";
	}

	private static <T> T orElse(@Nullable T own, T server) {
		return (own != null) ? own : server;
	}

}
