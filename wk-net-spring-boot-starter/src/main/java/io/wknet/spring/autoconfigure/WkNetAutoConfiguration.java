package io.wknet.spring.autoconfigure;

import java.util.UUID;
import java.util.concurrent.Executor;

import io.wknet.auth.Authenticator;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.listener.AsyncWkListener;
import io.wknet.listener.Dispatch;
import io.wknet.listener.PresenceListener;
import io.wknet.listener.TrafficListener;
import io.wknet.listener.WkListener;
import io.wknet.metrics.WkMetricsRecorder;
import io.wknet.server.WkServer;
import io.wknet.spring.lifecycle.BoundServerReference;
import io.wknet.spring.lifecycle.CurrentConnectionRegistry;
import io.wknet.spring.lifecycle.LifecycleSettings;
import io.wknet.spring.lifecycle.PresenceEvents;
import io.wknet.spring.lifecycle.WkServerLifecycle;
import io.wknet.spring.listener.AnnotatedWkListener;
import io.wknet.spring.listener.JacksonPayloadConverter;
import io.wknet.spring.listener.JakartaPayloadValidator;
import io.wknet.spring.listener.ListenerObservations;
import io.wknet.spring.listener.ListenerSupport;
import io.wknet.spring.listener.ListenerTimings;
import io.wknet.spring.listener.PayloadConverter;
import io.wknet.spring.listener.PayloadValidator;
import io.wknet.topic.TopicAuthorizer;
import jakarta.validation.Validator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of the connection server.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { LifecycleAutoConfiguration.class, TaskExecutionAutoConfiguration.class }, afterName = {
		"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
		"org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
		"org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration",
		"org.springframework.boot.security.oauth2.server.resource.autoconfigure.reactive.ReactiveOAuth2ResourceServerAutoConfiguration",
		"org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration" })
@ConditionalOnBooleanProperty(name = "wk.net.enabled", matchIfMissing = true)
@Import({ ClusterConfiguration.class, SendingConfiguration.class })
@EnableConfigurationProperties({ WkNetProperties.class, LifecycleProperties.class })
public final class WkNetAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(WkNetAutoConfiguration.class);

	@Bean
	@ConditionalOnMissingBean
	WkServer wkServer(WkNetProperties properties, ObjectProvider<SslBundles> sslBundles,
			ObjectProvider<Authenticator> authenticators, ObjectProvider<AsyncWkListener> asyncListener,
			ObjectProvider<WkListener> listener, ObjectProvider<TopicAuthorizer> topicAuthorizer,
			ObjectProvider<PresenceListener> presenceListeners, ObjectProvider<TrafficListener> trafficListener,
			ObjectProvider<WkMetricsRecorder> metricsRecorder,
			@Qualifier(TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME) ObjectProvider<AsyncTaskExecutor> workers,
			ObjectProvider<WkServerCustomizer> customizers, ApplicationContext context) {
		FixedProperties.check(properties, context);
		EnabledListeners listeners = new EnabledListeners(properties, new ListenerTls(sslBundles.getIfAvailable()));
		WkServer server = new ServerSettings(properties, listeners).apply(WkServer.create())
			.authenticator(authenticator(authenticators));
		WkListener plain = listener.getIfAvailable();
		server = (plain != null) ? server.listener(plain, Dispatch.WORKER) : server.listener(asyncListener.getObject());
		TopicAuthorizer authorizer = topicAuthorizer.getIfAvailable();
		server = (authorizer != null) ? server.topicAuthorizer(authorizer) : server;
		for (PresenceListener presenceListener : presenceListeners.orderedStream().toList()) {
			server = server.presenceListener(presenceListener);
		}
		TrafficListener traffic = trafficListener.getIfAvailable();
		server = (traffic != null) ? server.trafficListener(traffic) : server;
		WkMetricsRecorder recorder = metricsRecorder.getIfAvailable();
		server = (recorder != null) ? server.metrics(recorder) : server;
		AsyncTaskExecutor executor = workers.getIfAvailable();
		server = (executor != null) ? server.workers(executor) : server;
		for (WkServerCustomizer customizer : customizers.orderedStream().toList()) {
			server = customizer.customize(server);
		}
		return server;
	}

	/**
	 * The one there is, or the primary one, else all in their order.
	 */
	private static Authenticator authenticator(ObjectProvider<Authenticator> authenticators) {
		Authenticator unique = authenticators.getIfUnique();
		return (unique != null) ? unique : Authenticator.inOrder(authenticators.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	BoundServerReference wkBoundServerReference() {
		return new BoundServerReference();
	}

	@Bean
	@ConditionalOnMissingBean
	ConnectionRegistry wkConnectionRegistry(BoundServerReference reference) {
		return new CurrentConnectionRegistry(reference);
	}

	@Bean
	@ConditionalOnMissingBean
	PresenceEvents wkPresenceEvents(ApplicationContext context,
			@Qualifier(TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME) ObjectProvider<AsyncTaskExecutor> workers) {
		return new PresenceEvents(context, workers(workers));
	}

	@Bean
	@ConditionalOnMissingBean
	WkServerLifecycle wkServerLifecycle(WkServer server, BoundServerReference reference, ApplicationContext context,
			WkNetProperties properties, LifecycleProperties lifecycle, ObjectProvider<PresenceEvents> presenceEvents) {
		boolean autoStartup = EnabledListeners.any(properties);
		if (!autoStartup) {
			logger.info("The wk-net server is not started: no listener is enabled (wk.net.tcp.enabled=false, "
					+ "and neither wk.net.ws.enabled nor wk.net.wss.enabled)");
		}
		if (lifecycle.getTimeoutPerShutdownPhase().isZero() || lifecycle.getTimeoutPerShutdownPhase().isNegative()) {
			throw PropertyChecks.invalid("spring.lifecycle.timeout-per-shutdown-phase",
					lifecycle.getTimeoutPerShutdownPhase(), "Must be longer than 0.");
		}
		return new WkServerLifecycle(server, reference, context,
				new LifecycleSettings(autoStartup, lifecycle.getTimeoutPerShutdownPhase()),
				presenceEvents.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean({ AsyncWkListener.class, WkListener.class })
	AnnotatedWkListener wkAnnotatedListener(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<PayloadConverter> converter, ObjectProvider<PayloadValidator> validator,
			ObjectProvider<ListenerTimings> timings, ObjectProvider<ListenerObservations> observations,
			@Qualifier(TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME) ObjectProvider<AsyncTaskExecutor> workers) {
		return new AnnotatedWkListener(beanFactory, new ListenerSupport(converter.getIfAvailable(),
				validator.getIfAvailable(), timings.getIfAvailable(), observations.getIfAvailable(), workers(workers)));
	}

	private static Executor workers(ObjectProvider<AsyncTaskExecutor> workers) {
		AsyncTaskExecutor executor = workers.getIfAvailable();
		return (executor != null) ? executor : Schedulers.boundedElastic()::schedule;
	}

	/**
	 * Payloads as JSON.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	static class JacksonConfiguration {

		@Bean
		@ConditionalOnSingleCandidate(JsonMapper.class)
		@ConditionalOnMissingBean(PayloadConverter.class)
		JacksonPayloadConverter wkPayloadConverter(JsonMapper mapper) {
			return new JacksonPayloadConverter(mapper);
		}

	}

	/**
	 * Validation of payloads.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Validator.class)
	static class ValidationConfiguration {

		@Bean
		@ConditionalOnSingleCandidate(Validator.class)
		@ConditionalOnMissingBean(PayloadValidator.class)
		JakartaPayloadValidator wkPayloadValidator(Validator validator) {
			return new JakartaPayloadValidator(validator);
		}

	}

	/**
	 * Authentication by JWT.
	 */
	@Configuration(proxyBeanMethods = false)
	@Order(1)
	@ConditionalOnClass(JwtDecoder.class)
	static class JwtConfiguration {

		@Bean
		@ConditionalOnBean(JwtDecoder.class)
		@ConditionalOnMissingBean(Authenticator.class)
		Authenticator wkJwtAuthenticator(JwtDecoder decoder) {
			return JwtAuthenticators.blocking(decoder);
		}

	}

	/**
	 * Authentication by JWT without blocking.
	 */
	@Configuration(proxyBeanMethods = false)
	@Order(2)
	@ConditionalOnClass(ReactiveJwtDecoder.class)
	static class ReactiveJwtConfiguration {

		@Bean
		@ConditionalOnBean(ReactiveJwtDecoder.class)
		@ConditionalOnMissingBean(Authenticator.class)
		Authenticator wkReactiveJwtAuthenticator(ReactiveJwtDecoder decoder) {
			return JwtAuthenticators.reactive(decoder);
		}

	}

	/**
	 * Authentication by one token, if there is nothing better. Comes last.
	 */
	@Configuration(proxyBeanMethods = false)
	@Order(3)
	@ConditionalOnMissingBean(Authenticator.class)
	static class SharedTokenConfiguration {

		@Bean
		Authenticator wkSharedTokenAuthenticator(WkNetProperties properties) {
			String token = properties.auth().token();
			if (token == null) {
				token = UUID.randomUUID().toString();
				logger.warn("\n\nUsing generated wk-net token: {}\n\nThis token is for development only. Set "
						+ "wk.net.auth.token, or add an Authenticator or a JwtDecoder bean.\n", token);
			}
			else if (!StringUtils.hasText(token)) {
				throw PropertyChecks.invalid("wk.net.auth.token", "",
						"Must not be blank. Remove it to have a token generated.");
			}
			return Authenticator.sharedToken(token);
		}

	}

}
