package io.wknet.spring.test;

import java.util.ArrayList;
import java.util.List;

import io.wknet.connection.CloseReason;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.autoconfigure.WkNetAutoConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs test classes as an application has them.
 */
class WkNetTestTests {

	private static final List<WkTestClient> clients = new ArrayList<>();

	private static final List<ApplicationContext> contexts = new ArrayList<>();

	@BeforeEach
	void forget() {
		clients.clear();
		contexts.clear();
	}

	@Test
	void givesClientsToMethodsAndFields() {
		run(Echoes.class);
		assertThat(clients).hasSize(2);
	}

	@Test
	void givesClientsToConstructors() {
		run(InAConstructor.class);
		assertThat(clients).hasSize(1);
	}

	@Test
	void givesClientsToNestedClasses() {
		run(Outer.class, Outer.Inner.class);
		assertThat(clients).hasSize(2);
	}

	@Test
	void givesClientsBesideAPlainSpringBootTest() {
		run(Plain.class);
		assertThat(clients).hasSize(1);
	}

	@Test
	void closesAfterATestWhatItHasConnected() {
		run(Echoes.class);
		assertThat(clients).extracting((client) -> client.connection().closeReason())
			.containsOnly(CloseReason.CLIENT)
			.hasSize(2);
	}

	@Test
	void listensAtRandomPortsWhateverIsConfigured() {
		run(FixedPorts.class);
		Integer tcp = contexts.get(0).getEnvironment().getProperty("local.wk.tcp.port", Integer.class);
		Integer ws = contexts.get(0).getEnvironment().getProperty("local.wk.ws.port", Integer.class);
		assertThat(tcp).isPositive().isNotEqualTo(5100);
		assertThat(ws).isPositive().isNotEqualTo(5200);
	}

	@Test
	void sharesAnApplicationAmongClassesThatAskForTheSame() {
		run(Echoes.class, EchoesToo.class);
		assertThat(contexts).hasSize(3).containsOnly(contexts.get(0));
	}

	@Test
	void doesNotShareAnApplicationWithOtherProperties() {
		run(Echoes.class, FixedPorts.class);
		assertThat(contexts.get(0)).isNotSameAs(contexts.get(contexts.size() - 1));
	}

	@Test
	void passesAttributesOn() {
		run(Attributes.class);
		assertThat(contexts).hasSize(1);
	}

	private static void run(Class<?>... tests) {
		EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter");
		for (Class<?> test : tests) {
			kit.selectors(DiscoverySelectors.selectClass(test));
		}
		kit.execute().testEvents().assertStatistics((statistics) -> statistics.failed(0).aborted(0));
		assertThat(contexts).isNotEmpty();
	}

	private static void echo(WkTestClients clientsOfTest, ApplicationContext context) {
		WkTestClient client = clientsOfTest.login("alice", ServerRunner.TOKEN);
		client.send(16, "hello");
		WkAssertions.assertThat(client.receive()).isApplication(16).hasPayload("hello");
		clients.add(client);
		contexts.add(context);
	}

	@WkNetTest(classes = Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
			properties = "wk.net.auth.token=" + ServerRunner.TOKEN)
	static class Echoes {

		@Autowired
		private WkTestClients clients;

		@Autowired
		private ApplicationContext context;

		@Test
		void echoesToAParameter(WkTestClients parameter) {
			echo(parameter, this.context);
		}

		@Test
		void echoesToAField() {
			echo(this.clients, this.context);
		}

	}

	@WkNetTest(classes = Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
			properties = "wk.net.auth.token=" + ServerRunner.TOKEN)
	static class EchoesToo {

		@Test
		void echoes(@Autowired WkTestClients clients, ApplicationContext context) {
			echo(clients, context);
		}

	}

	@WkNetTest(classes = Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
			properties = "wk.net.auth.token=" + ServerRunner.TOKEN)
	static class InAConstructor {

		private final WkTestClients clients;

		private final ApplicationContext context;

		@Autowired
		InAConstructor(WkTestClients clients, ApplicationContext context) {
			this.clients = clients;
			this.context = context;
		}

		@Test
		void echoes() {
			echo(this.clients, this.context);
		}

	}

	@WkNetTest(classes = Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
			properties = "wk.net.auth.token=" + ServerRunner.TOKEN)
	static class Outer {

		@Test
		void echoes(WkTestClients clients, ApplicationContext context) {
			echo(clients, context);
		}

		@Nested
		class Inner {

			@Test
			void echoes(WkTestClients clients, ApplicationContext context) {
				echo(clients, context);
			}

		}

	}

	@SpringBootTest(classes = Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
			properties = { "wk.net.tcp.port=0", "wk.net.auth.token=" + ServerRunner.TOKEN })
	@AutoConfigureWkTestClients
	static class Plain {

		@Test
		void echoes(WkTestClients clients, ApplicationContext context) {
			echo(clients, context);
		}

	}

	@WkNetTest(classes = Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
			properties = { "spring.config.additional-location=classpath:io/wknet/spring/test/fixed-ports.yml",
					"wk.net.auth.token=" + ServerRunner.TOKEN })
	static class FixedPorts {

		@Test
		void echoes(WkTestClients clients, ApplicationContext context) {
			assertThat(context.getEnvironment().getProperty("wk.net.ws.enabled")).isEqualTo("true");
			echo(clients, context);
		}

	}

	@WkNetTest(value = "wk.net.auth.token=" + ServerRunner.TOKEN, classes = Application.class,
			webEnvironment = SpringBootTest.WebEnvironment.NONE, args = "--name=value")
	static class Attributes {

		@Test
		void echoes(WkTestClients clients, ApplicationContext context, @Value("${name}") String name,
				@Autowired ApplicationArguments arguments) {
			assertThat(name).isEqualTo("value");
			assertThat(arguments.getSourceArgs()).containsExactly("--name=value");
			echo(clients, context);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ PropertyPlaceholderAutoConfiguration.class, LifecycleAutoConfiguration.class,
			TaskExecutionAutoConfiguration.class, WkNetAutoConfiguration.class })
	@Import(Echo.class)
	static class Application {

	}

	static class Echo {

		@WkOnFrame(16)
		String echo(@Payload String text) {
			return text;
		}

	}

}
