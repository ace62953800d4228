package io.wknet.spring.autoconfigure;

import io.wknet.spring.Hints;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.autoconfigure.actuate.WkNetEndpointAutoConfiguration;
import io.wknet.spring.autoconfigure.health.WkNetHealthAutoConfiguration;
import io.wknet.spring.autoconfigure.metrics.WkNetMetricsAutoConfiguration;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.Compiled;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A context that was processed ahead of time.
 */
class AheadOfTimeTests {

	private static final String[] PROPERTIES = { "wk.net.tcp.port=0", "wk.net.tcp.host=127.0.0.1",
			"wk.net.auth.token=" + ServerRunner.TOKEN, "management.endpoints.web.exposure.include=*",
			"management.endpoints.jmx.exposure.include=*" };

	@Test
	@CompileWithForkedClassLoader
	void servesClientsWithTheGeneratedBeans() {
		start((context) -> {
			context.refresh();
			try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
				client.send(16, "{\"x\":1,\"y\":2}");
				assertThat(client.receiveText()).isEqualTo("{\"sum\":3}");
			}
		});
	}

	@Test
	void letsAllPropertiesBeBound() {
		RuntimeHints hints = Hints.of(Application.class);
		assertBound(hints, WkNetProperties.class);
		for (Class<?> type : WkNetProperties.class.getDeclaredClasses()) {
			assertBound(hints, type);
		}
		assertBound(hints, WkNetProperties.Cluster.Redis.class);
		for (Class<?> type : ListenerProperties.class.getDeclaredClasses()) {
			if (type.isRecord()) {
				assertBound(hints, type);
			}
		}
	}

	private static void assertBound(RuntimeHints hints, Class<?> properties) {
		assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(properties.getDeclaredConstructors()[0]))
			.as(properties.getName())
			.accepts(hints);
	}

	/**
	 * Let somebody refresh what was generated.
	 */
	private static void start(ThrowingConsumer<GenericApplicationContext> consumer) {
		TestGenerationContext generated = new TestGenerationContext(AheadOfTimeTests.class);
		ClassName initializer;
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			TestPropertyValues.of(PROPERTIES).applyTo(context);
			context.register(Application.class);
			initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generated);
		}
		generated.writeGeneratedContent();
		TestCompiler.forSystem()
			.with(generated)
			.compile((compiled) -> initialize(compiled, initializer.toString(), consumer));
	}

	@SuppressWarnings("unchecked")
	private static void initialize(Compiled compiled, String initializer,
			ThrowingConsumer<GenericApplicationContext> consumer) {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			TestPropertyValues.of(PROPERTIES).applyTo(context);
			compiled.getInstance(ApplicationContextInitializer.class, initializer).initialize(context);
			consumer.accept(context);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LifecycleAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
			JacksonAutoConfiguration.class, ValidationAutoConfiguration.class, MetricsAutoConfiguration.class,
			CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
			WkNetAutoConfiguration.class, WkNetEndpointAutoConfiguration.class, WkNetHealthAutoConfiguration.class,
			WkNetMetricsAutoConfiguration.class })
	static class Application {

		@WkOnFrame(16)
		Sum add(@Payload Point point) {
			return new Sum(point.x() + point.y());
		}

	}

	record Point(int x, int y) {

	}

	record Sum(int sum) {

	}

}
