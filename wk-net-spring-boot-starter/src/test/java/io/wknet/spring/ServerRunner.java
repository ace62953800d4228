package io.wknet.spring;

import io.wknet.canary.Canary;
import io.wknet.spring.autoconfigure.WkNetAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ApplicationContext;

/**
 * Contexts with a server on any free port, whose shared token is {@link #TOKEN}.
 */
public final class ServerRunner {

	public static final String TOKEN = Canary.TOKEN;

	private ServerRunner() {
	}

	public static ApplicationContextRunner create() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
					TaskExecutionAutoConfiguration.class, JacksonAutoConfiguration.class,
					ValidationAutoConfiguration.class, WkNetAutoConfiguration.class))
			.withPropertyValues("wk.net.tcp.port=0", "wk.net.tcp.host=127.0.0.1", "wk.net.auth.token=" + TOKEN,
					"wk.net.event-loops=2");
	}

	public static int port(ApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.wk.tcp.port", Integer.class);
	}

}
