package io.wknet.transport;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Counts the connections of a server, over all its listeners, and admits no more than
 * there may be. All event loops use it at once, and the numbers are exact: a place is
 * taken before it is used. Of a client nothing is left but the rate of its connects when
 * its last connection is closed, and that is forgotten 2 seconds later.
 *
 * @since 0.1.0
 */
public final class Admission {

	private final LimitSettings limits;

	private final AtomicInteger open = new AtomicInteger();

	private final ConcurrentMap<ClientNetwork, Integer> openByClient = new ConcurrentHashMap<>();

	private final @Nullable ConnectRates rates;

	/**
	 * Create the admission of a server.
	 * @param limits what is admitted
	 * @param nanoTime a monotonic clock, in nanoseconds; called on any event loop
	 */
	public Admission(LimitSettings limits, LongSupplier nanoTime) {
		this.limits = limits;
		this.rates = (limits.connectsPerSecond() > 0) ? new ConnectRates(limits.connectsPerSecond(), nanoTime) : null;
	}

	/**
	 * Take a place.
	 * @param client the client, or {@code null} if it has no IP address, and with it no
	 * limit of its own
	 * @return {@code null} if there was one, or the limit that is reached, in words; only
	 * in the first case the place has to be {@linkplain #leave given back}
	 */
	@Nullable String enter(@Nullable ClientNetwork client) {
		if (client != null && this.rates != null && !this.rates.connects(client)) {
			return "The address connects more often than connectsPerSecond=" + this.limits.connectsPerSecond();
		}
		if (client != null && !enterOf(client)) {
			return "The address has maxConnectionsPerAddress=" + this.limits.maxConnectionsPerAddress()
					+ " connections already";
		}
		// Last, so that nobody is refused for a place that is given back at once.
		if (!enterOfAll()) {
			if (client != null) {
				leaveOf(client);
			}
			return "There are maxConnections=" + this.limits.maxConnections() + " connections already";
		}
		return null;
	}

	/**
	 * Give a place back.
	 * @param client the client that took it
	 */
	void leave(@Nullable ClientNetwork client) {
		this.open.decrementAndGet();
		if (client != null) {
			leaveOf(client);
		}
	}

	/**
	 * How many places are taken.
	 */
	int open() {
		return this.open.get();
	}

	/**
	 * How many clients have connections.
	 */
	int clients() {
		return this.openByClient.size();
	}

	private boolean enterOfAll() {
		int max = (this.limits.maxConnections() > 0) ? this.limits.maxConnections() : Integer.MAX_VALUE;
		return this.open.getAndUpdate((count) -> (count < max) ? count + 1 : count) < max;
	}

	private boolean enterOf(ClientNetwork client) {
		int max = this.limits.maxConnectionsPerAddress();
		if (max == 0) {
			return true;
		}
		while (true) {
			Integer count = this.openByClient.putIfAbsent(client, 1);
			if (count == null) {
				return true;
			}
			if (count >= max) {
				return false;
			}
			if (this.openByClient.replace(client, count, count + 1)) {
				return true;
			}
		}
	}

	private void leaveOf(ClientNetwork client) {
		this.openByClient.computeIfPresent(client, (key, count) -> (count > 1) ? count - 1 : null);
	}

}
