package io.wknet.spring.autoconfigure;

import io.wknet.frame.ReasonCode;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.actuate.ConnectionsEndpoint;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.autoconfigure.actuate.WkNetEndpointAutoConfiguration;
import io.wknet.spring.autoconfigure.health.WkNetHealthAutoConfiguration;
import io.wknet.spring.autoconfigure.metrics.WkNetMetricsAutoConfiguration;
import io.wknet.spring.health.WkServerHealthIndicator;
import io.wknet.spring.listener.PayloadConverter;
import io.wknet.spring.listener.PayloadValidator;
import io.wknet.spring.metrics.WkServerMetrics;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class AbsentDependencyTests {

	private static final String[] OPTIONAL = { "org.springframework.boot.actuate", "org.springframework.boot.health",
			"org.springframework.boot.micrometer", "io.micrometer", "jakarta.validation", "org.hibernate.validator",
			"tools.jackson", "org.springframework.boot.jackson", "org.springframework.boot.validation",
			"org.springframework.security", "org.springframework.web", "jakarta.servlet",
			"org.springframework.boot.web", "org.springframework.data", "io.lettuce", "kotlin", "kotlinx" };

	/**
	 * Filtered by the class path before they are loaded, as in an application.
	 */
	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("wk.net.tcp.port=0", "wk.net.auth.token=" + ServerRunner.TOKEN,
				"management.endpoints.web.exposure.include=*", "management.endpoints.jmx.exposure.include=*")
		.withBean(Echo.class);

	@Test
	void hasEverythingIfNothingIsAbsent() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(ConnectionsEndpoint.class)
				.hasSingleBean(WkServerHealthIndicator.class)
				.hasSingleBean(WkServerMetrics.class)
				.hasSingleBean(PayloadConverter.class)
				.hasSingleBean(PayloadValidator.class);
			assertWorks(context);
		});
	}

	@Test
	void worksWithoutActuator() {
		without("org.springframework.boot.actuate").run((context) -> {
			assertThat(context).doesNotHaveBean(ConnectionsEndpoint.class);
			assertWorks(context);
		});
	}

	@Test
	void worksWithoutHealth() {
		without("org.springframework.boot.health").run((context) -> {
			assertThat(context).doesNotHaveBean(WkServerHealthIndicator.class);
			assertWorks(context);
		});
	}

	@Test
	void worksWithoutMicrometer() {
		without("io.micrometer").run((context) -> {
			assertThat(context).doesNotHaveBean(WkServerMetrics.class);
			assertWorks(context);
		});
	}

	@Test
	void worksWithoutAWebServer() {
		without("org.springframework.web", "jakarta.servlet", "org.springframework.boot.web").run(this::assertWorks);
	}

	@Test
	void worksWithoutValidation() {
		without("jakarta.validation").run((context) -> {
			assertThat(context).doesNotHaveBean(PayloadValidator.class);
			assertWorks(context);
		});
	}

	@Test
	void worksWithoutJackson() {
		without("tools.jackson").run((context) -> {
			assertThat(context).doesNotHaveBean(PayloadConverter.class);
			assertWorks(context);
		});
	}

	@Test
	void worksWithoutJwt() {
		without("org.springframework.security").run(this::assertWorks);
	}

	@Test
	void worksWithoutRedis() {
		without("org.springframework.data", "io.lettuce").run(this::assertWorks);
		without("io.lettuce").run(this::assertWorks);
	}

	@Test
	void worksWithoutKotlin() {
		without("kotlin", "kotlinx").run(this::assertWorks);
	}

	@Test
	void worksWithoutTheTaskExecutorAndLifecycleConfiguration() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(WkNetAutoConfiguration.class))
			.withPropertyValues("wk.net.tcp.port=0", "wk.net.auth.token=" + ServerRunner.TOKEN)
			.withBean(Echo.class)
			.run(this::assertWorks);
	}

	@Test
	void worksWithoutAllOfThem() {
		without(OPTIONAL).run(this::assertWorks);
	}

	private ApplicationContextRunner without(String... packages) {
		return this.runner.withClassLoader(new FilteredClassLoader(packages));
	}

	private void assertWorks(AssertableApplicationContext context) throws Exception {
		assertThat(context).hasNotFailed();
		try (TestClient client = TestClient.connect(ServerRunner.port(context))) {
			assertThat(client.authenticate("alice", ServerRunner.TOKEN).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
			client.send(16, "echo");
			assertThat(client.receiveText()).isEqualTo("echo");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LifecycleAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
			JacksonAutoConfiguration.class, ValidationAutoConfiguration.class, MetricsAutoConfiguration.class,
			CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
			WkNetAutoConfiguration.class, WkNetEndpointAutoConfiguration.class, WkNetHealthAutoConfiguration.class,
			WkNetMetricsAutoConfiguration.class })
	static class Application {

	}

	static class Echo {

		@WkOnFrame(16)
		String echo(@Payload String payload) {
			return payload;
		}

	}

}
