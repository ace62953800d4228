package com.example.load;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.wknet.client.WkClient;
import io.wknet.client.WkClientConnection;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.spring.GuideApplication;
import io.wknet.spring.ServerRunner;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The settings and the load of docs/guides/many-connections.md, on a small scale.
 */
class LoadGuideTests {

	private static final int COUNT = 500;

	@Test
	void opensManyConnectionsAndPingsThem() {
		try (ConfigurableApplicationContext gateway = GuideApplication.run("many-connections", Application.class,
				"wk.net.auth.token=" + ServerRunner.TOKEN)) {
			ConnectionRegistry registry = gateway.getBean(ConnectionRegistry.class);
			WkClient client = WkClient.create().port(ServerRunner.port(gateway)).token(ServerRunner.TOKEN);
			AtomicInteger open = new AtomicInteger();
			List<WkClientConnection> connections = LoadClient.open(client, List.of("127.0.0.1", "localhost"), COUNT,
					open);
			try {
				assertThat(connections).hasSize(COUNT).allMatch(WkClientConnection::isConnected);
				assertThat(open).hasValue(COUNT);
				assertThat(LoadClient.slowestPing(connections)).isPositive();
				assertThat(registry.connectionCount()).isEqualTo(COUNT);
				assertThat(registry.findByUid("load-" + (COUNT - 1))).hasSize(1);
			}
			finally {
				connections.forEach(WkClientConnection::close);
			}
			await().atMost(10, TimeUnit.SECONDS).until(() -> registry.connectionCount() == 0 && open.get() == 0);
		}
	}

	@SpringBootApplication
	static class Application {

	}

}
