package io.wknet.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.frame.ReasonCode;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.server.BoundWkServer;
import io.wknet.server.WkServer;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.lifecycle.BoundServerReference;
import io.wknet.spring.lifecycle.PresenceEvents;
import io.wknet.spring.lifecycle.WkServerLifecycle;
import io.wknet.spring.listener.AnnotatedWkListener;
import io.wknet.spring.listener.PayloadConverter;
import io.wknet.spring.listener.PayloadValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class WkNetAutoConfigurationTests {

	private final ApplicationContextRunner runner = ServerRunner.create();

	@Test
	void startsAServerWithoutAnyListenerMethod() {
		this.runner.run((context) -> {
			assertThat(context.getBean(WkServerLifecycle.class).isRunning()).isTrue();
			try (TestClient client = TestClient.connect(ServerRunner.port(context))) {
				assertThat(client.authenticate("alice", ServerRunner.TOKEN).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
			}
			try (TestClient client = TestClient.connect(ServerRunner.port(context))) {
				assertThat(client.authenticate("alice", "wrong").reasonCode()).isEqualTo(ReasonCode.AUTH_FAIL);
			}
		});
	}

	@Test
	void switchesOffAltogether() {
		this.runner.withPropertyValues("wk.net.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(WkServer.class)
				.doesNotHaveBean(WkServerLifecycle.class)
				.doesNotHaveBean(ConnectionRegistry.class));
	}

	@Test
	void startsNothingWithoutAListener(CapturedOutput output) {
		this.runner.withPropertyValues("wk.net.tcp.enabled=false").run((context) -> {
			assertThat(context.getBean(WkServerLifecycle.class).isRunning()).isFalse();
			assertThat(context.getBean(ConnectionRegistry.class).connectionCount()).isZero();
			assertThat(output).contains("not started").contains("wk.net.tcp.enabled=false");
		});
	}

	@Test
	void asksSeveralAuthenticatorsInTheirOrder() {
		this.runner.withUserConfiguration(SeveralAuthenticators.class).run((context) -> {
			for (String uid : List.of("device-1", "alice")) {
				try (TestClient client = TestClient.connect(ServerRunner.port(context))) {
					assertThat(client.authenticate(uid, "any").reasonCode()).isEqualTo(ReasonCode.SUCCESS);
				}
			}
			try (TestClient client = TestClient.connect(ServerRunner.port(context))) {
				assertThat(client.authenticate("mallory", "any").reasonCode()).isEqualTo(ReasonCode.AUTH_FAIL);
			}
			assertThat(context.getBean(SeveralAuthenticators.class).asked).containsExactly("devices device-1",
					"devices alice", "people alice", "devices mallory", "people mallory");
		});
	}

	@Test
	void asksOnlyThePrimaryOfSeveralAuthenticators() {
		this.runner.withUserConfiguration(SeveralAuthenticators.class)
			.withBean("primary", Authenticator.class, () -> (credentials) -> AuthResult.accepted(credentials.uid()),
					(definition) -> definition.setPrimary(true))
			.run((context) -> {
				try (TestClient client = TestClient.connect(ServerRunner.port(context))) {
					assertThat(client.authenticate("mallory", "any").reasonCode()).isEqualTo(ReasonCode.SUCCESS);
				}
				assertThat(context.getBean(SeveralAuthenticators.class).asked).isEmpty();
			});
	}

	@Test
	void backsOffToTheUsersAuthenticatorEvenIfThereIsAToken() {
		this.runner
			.withBean(Authenticator.class, () -> (credentials) -> AuthResult.accepted(credentials.uid() + "-checked"))
			.run((context) -> {
				assertThat(context).hasSingleBean(Authenticator.class);
				try (TestClient client = TestClient.connect(ServerRunner.port(context))) {
					assertThat(client.authenticate("alice", "any").reasonCode()).isEqualTo(ReasonCode.SUCCESS);
					assertThat(context.getBean(ConnectionRegistry.class).isOnline("alice-checked")).isTrue();
				}
			});
	}

	@Test
	void backsOffToTheUsersServer() {
		WkServer server = WkServer.create().port(0).authenticator(Authenticator.sharedToken("own"));
		this.runner.withBean(WkServer.class, () -> server).run((context) -> {
			assertThat(context.getBean(WkServer.class)).isSameAs(server);
			try (TestClient client = TestClient.connect(ServerRunner.port(context))) {
				assertThat(client.authenticate("alice", "own").reasonCode()).isEqualTo(ReasonCode.SUCCESS);
			}
		});
	}

	@Test
	void backsOffToTheUsersListener() {
		this.runner.withBean(WkListener.class, () -> Mockito.mock(WkListener.class))
			.run((context) -> assertThat(context).doesNotHaveBean(AnnotatedWkListener.class));
		this.runner
			.withBean(AsyncWkListener.class, () -> AsyncWkListener.of(Mockito.mock(WkListener.class), Dispatch.WORKER))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(AnnotatedWkListener.class));
	}

	@Test
	void backsOffToTheUsersRegistry() {
		ConnectionRegistry registry = Mockito.mock(ConnectionRegistry.class);
		this.runner.withBean(ConnectionRegistry.class, () -> registry)
			.run((context) -> assertThat(context.getBean(ConnectionRegistry.class)).isSameAs(registry));
	}

	@Test
	void backsOffToTheUsersPresenceEvents() {
		PresenceEvents events = new PresenceEvents((event) -> {
		}, Runnable::run);
		this.runner.withBean(PresenceEvents.class, () -> events)
			.run((context) -> assertThat(context.getBean(PresenceEvents.class)).isSameAs(events));
	}

	@Test
	void backsOffToTheUsersConverterAndValidator() {
		this.runner.withBean(PayloadConverter.class, () -> Mockito.mock(PayloadConverter.class))
			.withBean(PayloadValidator.class, () -> Mockito.mock(PayloadValidator.class))
			.run((context) -> assertThat(context).hasSingleBean(PayloadConverter.class)
				.hasSingleBean(PayloadValidator.class));
	}

	@Test
	void appliesCustomizersInOrder() {
		this.runner.withUserConfiguration(Customizers.class).run((context) -> {
			assertThat(context.getBean(Customizers.class).calls).containsExactly("first", "second");
			BoundWkServer server = context.getBean(BoundServerReference.class).get();
			assertThat(server).isNotNull();
			assertThat(server.addresses()).containsOnlyKeys("other");
			assertThat(context.getEnvironment().getProperty("local.wk.other.port")).isNotNull();
		});
	}

	@Test
	void generatesATokenAndLogsItOnce(CapturedOutput output) {
		new ApplicationContextRunner()
			.withConfiguration(
					org.springframework.boot.autoconfigure.AutoConfigurations.of(WkNetAutoConfiguration.class))
			.withPropertyValues("wk.net.tcp.port=0")
			.run((context) -> {
				String[] parts = output.toString().split("Using generated wk-net token: ", -1);
				assertThat(parts).hasSize(2);
				String token = parts[1].lines().findFirst().orElseThrow().trim();
				try (TestClient client = TestClient.connect(ServerRunner.port(context))) {
					assertThat(client.authenticate("alice", token).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
				}
				assertThat(output.toString().split(token, -1)).hasSize(2);
			});
	}

	@Test
	void neverLogsTheSharedToken(CapturedOutput output) {
		this.runner.run((context) -> {
			TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN).close();
			assertThat(context.getBean(WkNetProperties.class).toString()).doesNotContain(ServerRunner.TOKEN);
		});
		assertThat(output).doesNotContain(ServerRunner.TOKEN).doesNotContain("generated");
	}

	static Stream<Arguments> badValues() {
		return Stream.of(Arguments.of("wk.net.tcp.port", "70000", "0 to 65535"),
				Arguments.of("wk.net.tcp.port", "-1", "0 to 65535"),
				Arguments.of("wk.net.ws.port", "70000", "0 to 65535"),
				Arguments.of("wk.net.wss.port", "-1", "0 to 65535"),
				Arguments.of("wk.net.ws.path", "chat", "begin with a slash"),
				Arguments.of("wk.net.wss.path", "/chat?a", "'?'"),
				Arguments.of("wk.net.ws.allowed-origins", "example.org", "https://example.org"),
				Arguments.of("wk.net.ws.allowed-origins", "*,https://example.org/", "without a path"),
				Arguments.of("wk.net.wss.allowed-origins", "https://*.example.org", "'https://*.example.org'"),
				Arguments.of("wk.net.wss.enabled", "true", "wk.net.wss.ssl.bundle"),
				Arguments.of("wk.net.tcp.ssl.handshake-timeout", "0", "longer than 0"),
				Arguments.of("wk.net.tcp.ssl.client-auth", "need", "wk.net.tcp.ssl.bundle"),
				Arguments.of("wk.net.tcp.ssl.bundle", "gateway", "Boot's SslAutoConfiguration"),
				Arguments.of("wk.net.limits.max-connections", "0", "at least 1"),
				Arguments.of("wk.net.limits.max-connections-per-ip", "-1", "at least 1"),
				Arguments.of("wk.net.limits.connects-per-second", "0", "at least 1"),
				Arguments.of("wk.net.proxy-protocol", "required", "wk.net.proxy-protocol-trusted"),
				Arguments.of("wk.net.proxy-protocol", "optional", "can claim any address"),
				Arguments.of("wk.net.proxy-protocol-trusted", "10.0.0.0/33", "'10.0.0.0/33'"),
				Arguments.of("wk.net.proxy-protocol-trusted", "10.0.0.0/8,balancer", "'balancer'"),
				Arguments.of("wk.net.frame.max-size", "0B", "1 to 1073741824 bytes"),
				Arguments.of("wk.net.frame.max-size", "2GB", "1 to 1073741824 bytes"),
				Arguments.of("wk.net.frame.timeout", "0", "longer than 0"),
				Arguments.of("wk.net.tcp.frame.max-size", "2GB", "1 to 1073741824 bytes"),
				Arguments.of("wk.net.ws.frame.timeout", "0", "longer than 0"),
				Arguments.of("wk.net.wss.auth.timeout", "0", "longer than 0"),
				Arguments.of("wk.net.tcp.idle.timeout", "-1s", "0 or longer"),
				Arguments.of("wk.net.ws.outbound.max-pending", "0B", "1 to 2147483647 bytes"),
				Arguments.of("wk.net.wss.outbound.timeout", "-1s", "longer than 0"),
				Arguments.of("wk.net.auth.timeout", "-1s", "longer than 0"),
				Arguments.of("wk.net.auth.max-frame-size", "-1B", "1 to 1073741824 bytes"),
				Arguments.of("wk.net.auth.max-pending", "0", "at least 1"),
				Arguments.of("wk.net.auth.token", "", "not be blank"),
				Arguments.of("wk.net.idle.timeout", "-1s", "0 or longer"),
				Arguments.of("wk.net.idle.timeout", "1000d", "365 days"),
				Arguments.of("wk.net.idle.tick", "10us", "at least 1ms"),
				Arguments.of("wk.net.idle.wheel-size", "1000", "power of two"),
				Arguments.of("wk.net.idle.wheel-size", "1", "2 to 1048576"),
				Arguments.of("wk.net.outbound.max-pending", "2GB", "1 to 2147483647 bytes"),
				Arguments.of("wk.net.outbound.max-total-pending", "0B", "at least 1 byte"),
				Arguments.of("wk.net.outbound.timeout", "0", "longer than 0"),
				Arguments.of("wk.net.dispatch.max-pending-frames", "0", "at least 1"),
				Arguments.of("wk.net.dispatch.max-pending-size", "0B", "1 to 2147483647 bytes"),
				Arguments.of("wk.net.topics.max-per-connection", "0", "at least 1"),
				Arguments.of("wk.net.topics.max-subscribers", "-1", "at least 1"),
				Arguments.of("wk.net.fan-out.max-pending", "0B", "at least 1 byte"),
				Arguments.of("wk.net.fan-out.max-pending", "-1MB", "at least 1 byte"),
				Arguments.of("wk.net.socket.keep-alive", "-1s", "0 or longer"),
				Arguments.of("wk.net.socket.receive-buffer", "-1B", "0 to 1073741824 bytes"),
				Arguments.of("wk.net.socket.send-buffer", "2GB", "0 to 1073741824 bytes"),
				Arguments.of("wk.net.socket.backlog", "0", "at least 1"),
				Arguments.of("wk.net.event-loops", "0", "1 to 32767"),
				Arguments.of("wk.net.shutdown.close-over", "-1s", "0 or longer"),
				Arguments.of("wk.net.cluster.node-id", "", "1 to 32 letters"),
				Arguments.of("wk.net.cluster.node-id", "node one", "1 to 32 letters"),
				Arguments.of("wk.net.cluster.node-id", "n".repeat(33), "1 to 32 letters"),
				Arguments.of("wk.net.cluster.lease", "299ms", "300ms to 1h"),
				Arguments.of("wk.net.cluster.lease", "61m", "300ms to 1h"),
				Arguments.of("wk.net.cluster.timeout", "9ms", "at least 10ms"),
				Arguments.of("wk.net.cluster.timeout", "15s", "less than wk.net.cluster.lease"),
				Arguments.of("wk.net.cluster.max-pending", "0", "at least 1"),
				Arguments.of("wk.net.cluster.max-message-size", "1023B", "1024 to 536870912 bytes"),
				Arguments.of("wk.net.cluster.max-message-size", "513MB", "1024 to 536870912 bytes"),
				Arguments.of("wk.net.cluster.redis.key-prefix", "", "1 to 64 letters"),
				Arguments.of("wk.net.cluster.redis.key-prefix", "{wk}", "1 to 64 letters"),
				Arguments.of("spring.lifecycle.timeout-per-shutdown-phase", "0", "longer than 0"));
	}

	@ParameterizedTest(name = "{0}={1}")
	@MethodSource("badValues")
	void refusesABadValueByName(String property, String value, String allowed) {
		this.runner.withClassLoader(new FilteredClassLoader("jakarta.validation"))
			.withPropertyValues(property + "=" + value)
			.run((context) -> {
				assertThat(context).hasFailed();
				Throwable root = rootCause(context.getStartupFailure());
				assertThat(root).isInstanceOf(InvalidConfigurationPropertyValueException.class)
					.hasMessageContaining(property)
					.hasMessageContaining(allowed);
			});
	}

	@ParameterizedTest
	@MethodSource
	void refusesAValueOfAnotherKindByName(String property) {
		this.runner.withPropertyValues(property + "=nonsense")
			.run((context) -> assertThat(context.getStartupFailure()).hasStackTraceContaining(property));
	}

	static Stream<String> refusesAValueOfAnotherKindByName() {
		return Stream.of("wk.net.tcp.port", "wk.net.tcp.protocol", "wk.net.ws.encryption", "wk.net.transport",
				"wk.net.frame.max-size", "wk.net.idle.timeout", "wk.net.dispatch.close-on-error");
	}

	private static Throwable rootCause(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return root;
	}

	@Test
	void isReactiveWithTheSharedToken() {
		this.runner.run((context) -> assertThat(context.getBean(Authenticator.class))
			.isInstanceOf(ReactiveAuthenticator.class));
	}

	static class Customizers {

		private final List<String> calls = new ArrayList<>();

		@Bean
		@Order(2)
		WkServerCustomizer second() {
			return (server) -> {
				this.calls.add("second");
				return server;
			};
		}

		@Bean
		@Order(1)
		WkServerCustomizer first() {
			return (server) -> {
				this.calls.add("first");
				return server.listen(io.wknet.server.ListenerSettings.tcp(0).withName("other").withHost("127.0.0.1"));
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SeveralAuthenticators {

		final List<String> asked = new CopyOnWriteArrayList<>();

		@Bean
		@Order(2)
		Authenticator people() {
			return (credentials) -> {
				this.asked.add("people " + credentials.uid());
				return credentials.uid().equals("alice") ? AuthResult.accepted("alice") : AuthResult.undecided();
			};
		}

		@Bean
		@Order(1)
		Authenticator devices() {
			return (credentials) -> {
				this.asked.add("devices " + credentials.uid());
				return credentials.uid().startsWith("device-") ? AuthResult.accepted(credentials.uid())
						: AuthResult.undecided();
			};
		}

	}

}
