package io.wknet.transport;

/**
 * How many connections are accepted. What is over a limit is closed at accept. Zero is no
 * limit. The address is that of the real client, behind a load balancer with the PROXY
 * protocol. An IPv6 client is known by the first 64 bits of its address, because it can
 * have all the others.
 *
 * @param maxConnections how many may be open at once, over all listeners; at least 0
 * @param maxConnectionsPerAddress how many of them one client address may have; at least
 * 0
 * @param connectsPerSecond how many connections one client address may open per second,
 * with bursts of as many; 0..1,000,000. Refused connections count too
 * @since 0.1.0
 */
public record LimitSettings(int maxConnections, int maxConnectionsPerAddress, int connectsPerSecond) {

	private static final int FASTEST = 1_000_000;

	public LimitSettings {
		check("maxConnections", maxConnections);
		check("maxConnectionsPerAddress", maxConnectionsPerAddress);
		check("connectsPerSecond", connectsPerSecond);
		if (connectsPerSecond > FASTEST) {
			throw new IllegalArgumentException(
					"connectsPerSecond must be at most 1,000,000, found " + connectsPerSecond + "; 0 is no limit");
		}
	}

	/**
	 * No limits.
	 * @return the default
	 */
	public static LimitSettings none() {
		return new LimitSettings(0, 0, 0);
	}

	/**
	 * Whether there is any limit.
	 * @return {@code false} if all are 0
	 */
	public boolean isLimited() {
		return this.maxConnections > 0 || this.maxConnectionsPerAddress > 0 || this.connectsPerSecond > 0;
	}

	private static void check(String name, int value) {
		if (value < 0) {
			throw new IllegalArgumentException(name + " must not be negative, found " + value);
		}
	}

}
