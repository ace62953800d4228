package io.wknet.spring.test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.wknet.connection.WkConnection;
import io.wknet.server.BoundWkServer;
import io.wknet.spring.lifecycle.BoundServerReference;
import io.wknet.spring.listener.PayloadConverter;
import io.wknet.spring.listener.PayloadWriter;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.ApplicationContext;

/**
 * What clients have to know of the application that a test runs.
 */
final class TestedServer {

	private static final String TIMEOUT = "wk.net.test.timeout";

	private final ApplicationContext context;

	TestedServer(ApplicationContext context) {
		this.context = context;
	}

	private BoundWkServer bound() {
		BoundServerReference reference = this.context.getBeanProvider(BoundServerReference.class).getIfAvailable();
		BoundWkServer bound = (reference != null) ? reference.get() : null;
		if (bound == null) {
			throw new IllegalStateException("No wk-net server runs in " + this.context.getDisplayName()
					+ "; it may have been stopped, or switched off by wk.net.enabled or all wk.net.*.enabled");
		}
		return bound;
	}

	/**
	 * The name of the listener to use unless a test names one.
	 */
	String listener() {
		Map<String, InetSocketAddress> addresses = bound().addresses();
		return (addresses.containsKey("tcp") || !addresses.containsKey("ws")) ? "tcp" : "ws";
	}

	/**
	 * Where to connect to, which is this machine if a listener listens everywhere.
	 */
	InetSocketAddress address(String listener) {
		Map<String, InetSocketAddress> addresses = bound().addresses();
		InetSocketAddress address = addresses.get(listener);
		if (address == null) {
			throw new IllegalStateException("The server has no listener '" + listener + "'; it has "
					+ addresses.keySet() + ", see wk.net." + listener + ".enabled");
		}
		return address.getAddress().isAnyLocalAddress()
				? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()) : address;
	}

	String webSocketPath() {
		return this.context.getEnvironment().getProperty("wk.net.ws.path", "/");
	}

	/**
	 * The token that every client shows.
	 */
	String sharedToken() {
		String token = this.context.getEnvironment().getProperty("wk.net.auth.token");
		if (token == null) {
			throw new IllegalStateException(
					"Without wk.net.auth.token there is no token that all users share; use login(uid, token)");
		}
		return token;
	}

	/**
	 * How long clients wait.
	 */
	Duration timeout() {
		String value = this.context.getEnvironment().getProperty(TIMEOUT, "10s");
		Duration timeout = ApplicationConversionService.getSharedInstance().convert(value, Duration.class);
		if (timeout == null || timeout.isNegative() || timeout.isZero()) {
			throw new IllegalStateException(TIMEOUT + " must be longer than 0, found '" + value + "'");
		}
		return timeout;
	}

	PayloadWriter writer() {
		return new PayloadWriter(converter());
	}

	PayloadReader reader() {
		return new PayloadReader(converter());
	}

	private @Nullable PayloadConverter converter() {
		return this.context.getBeanProvider(PayloadConverter.class).getIfAvailable();
	}

	Barrier barrier() {
		Barrier barrier = this.context.getBeanProvider(Barrier.class).getIfAvailable();
		if (barrier == null) {
			throw new IllegalStateException(
					"Nobody tells when listeners are done; annotate the test with @AutoConfigureWkTestClients");
		}
		return barrier;
	}

	/**
	 * The newest connection of a device.
	 */
	@Nullable WkConnection connection(String deviceId) {
		AtomicReference<@Nullable WkConnection> found = new AtomicReference<>();
		bound().connections().forEach((connection) -> {
			WkConnection newest = found.get();
			if (deviceId.equals(connection.deviceId()) && (newest == null || newest.id() < connection.id())) {
				found.set(connection);
			}
		});
		return found.get();
	}

}
