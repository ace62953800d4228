package io.wknet.spring.lifecycle;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

/**
 * Publishes bound ports as {@code local.wk.<listener>.port}, in the context's environment
 * and in those of its parents.
 */
final class LocalPorts {

	private static final String SOURCE = "wk.net.ports";

	private LocalPorts() {
	}

	static void publish(@Nullable ApplicationContext context, Map<String, InetSocketAddress> addresses) {
		for (ApplicationContext current = context; current != null; current = current.getParent()) {
			if (current.getEnvironment() instanceof ConfigurableEnvironment environment) {
				Map<String, Object> ports = ports(environment.getPropertySources());
				addresses.forEach((name, address) -> ports.put("local.wk." + name + ".port", address.getPort()));
			}
		}
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> ports(MutablePropertySources sources) {
		if (sources.get(SOURCE) instanceof MapPropertySource source) {
			return (Map<String, Object>) (Map<String, ?>) source.getSource();
		}
		Map<String, Object> ports = new ConcurrentHashMap<>();
		sources.addFirst(new MapPropertySource(SOURCE, ports));
		return ports;
	}

}
