package io.wknet.spring.listener;

import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import jakarta.validation.constraints.Min;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Contexts with a server and one bean that listens.
 */
final class ListenerRunner {

	private ListenerRunner() {
	}

	static ApplicationContextRunner create(Class<?> listener) {
		return ServerRunner.create().withUserConfiguration(listener);
	}

	/**
	 * Let a client that has logged in talk to the listener.
	 */
	static <T> void run(Class<T> listener, Conversation<T> conversation) {
		create(listener).run((context) -> {
			assertThat(context).hasNotFailed();
			try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
				conversation.with(client, context.getBean(listener));
			}
		});
	}

	/**
	 * What a client and a listener do.
	 */
	interface Conversation<T> {

		void with(TestClient client, T listener) throws Exception;

	}

	/**
	 * A payload of JSON, with a rule.
	 */
	record Figure(@Min(0) int number) {

	}

}
