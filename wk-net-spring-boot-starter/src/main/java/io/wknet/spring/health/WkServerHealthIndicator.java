package io.wknet.spring.health;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.wknet.server.BoundWkServer;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.util.StringUtils;

/**
 * {@code UP} with the bound addresses when all listeners accept, {@code OUT_OF_SERVICE}
 * while the server drains, {@code DOWN} if a listener is not bound.
 *
 * @since 0.1.0
 */
public final class WkServerHealthIndicator extends AbstractHealthIndicator {

	private final Supplier<@Nullable BoundWkServer> server;

	/**
	 * Create the indicator.
	 * @param server the server that runs; {@code null} if none does
	 */
	public WkServerHealthIndicator(Supplier<@Nullable BoundWkServer> server) {
		super("The health check of the wk-net server failed");
		this.server = server;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		BoundWkServer current = this.server.get();
		if (current == null) {
			builder.down().withDetail("reason", "The server is not bound");
			return;
		}
		builder.withDetail("listeners", addresses(current));
		if (current.isStopping()) {
			builder.outOfService().withDetail("reason", "The server is stopping");
		}
		else if (current.isAccepting()) {
			builder.up();
		}
		else {
			builder.down().withDetail("reason", "A listener is not bound any more");
		}
	}

	private static Map<String, String> addresses(BoundWkServer server) {
		Map<String, String> result = new TreeMap<>();
		server.addresses().forEach((name, address) -> result.put(name, describe(address)));
		return result;
	}

	private static String describe(InetSocketAddress address) {
		return StringUtils.trimLeadingCharacter(address.toString(), '/');
	}

}
