package io.wknet.spring.network;

import io.wknet.spring.ServerRunner;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkOnFrame;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/**
 * Contexts with a server on free ports of the loopback address that echoes frames of type
 * 16, and Boot's SSL bundles.
 */
final class NetworkRunner {

	private NetworkRunner() {
	}

	static ApplicationContextRunner create() {
		return ServerRunner.create()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
			.withPropertyValues("wk.net.ws.port=0", "wk.net.ws.host=127.0.0.1", "wk.net.wss.port=0",
					"wk.net.wss.host=127.0.0.1")
			.withBean(Echo.class);
	}

	static int port(ApplicationContext context, String listener) {
		return context.getEnvironment().getRequiredProperty("local.wk." + listener + ".port", Integer.class);
	}

	static class Echo {

		@WkOnFrame(16)
		String echo(@Payload String payload) {
			return payload;
		}

	}

}
