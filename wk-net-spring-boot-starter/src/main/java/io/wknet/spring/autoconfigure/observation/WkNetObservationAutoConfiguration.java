package io.wknet.spring.autoconfigure.observation;

import io.micrometer.observation.ObservationRegistry;
import io.wknet.auth.Authenticator;
import io.wknet.spring.autoconfigure.WkNetAutoConfiguration;
import io.wknet.spring.autoconfigure.WkServerCustomizer;
import io.wknet.spring.lifecycle.BoundServerReference;
import io.wknet.spring.listener.ListenerObservations;
import io.wknet.spring.observation.DefaultWkListenerObservationConvention;
import io.wknet.spring.observation.MicrometerListenerObservations;
import io.wknet.spring.observation.ObservedAuthenticator;
import io.wknet.spring.observation.WkAuthenticatorObservationConvention;
import io.wknet.spring.observation.WkListenerObservationConvention;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of the observations.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WkNetAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
				"org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration" })
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({ ObservationRegistry.class, BoundServerReference.class })
@ConditionalOnBooleanProperty(name = "wk.net.observations.enabled", matchIfMissing = true)
@Conditional(WkNetObservationAutoConfiguration.WantedOrOfUse.class)
public final class WkNetObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ListenerObservations wkListenerObservations(ObservationRegistry registry,
			ObjectProvider<WkListenerObservationConvention> convention) {
		return new MicrometerListenerObservations(registry, convention.getIfAvailable(),
				new DefaultWkListenerObservationConvention());
	}

	/**
	 * Comes after the users' customizers, so that it is their authenticator that is
	 * observed.
	 */
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	WkServerCustomizer wkAuthenticatorObservations(ObservationRegistry registry,
			ObjectProvider<WkAuthenticatorObservationConvention> convention) {
		return (server) -> {
			Authenticator authenticator = server.authenticator();
			return (authenticator != null) ? server
				.authenticator(ObservedAuthenticator.of(authenticator, registry, convention.getIfAvailable())) : server;
		};
	}

	/**
	 * Without a tracer, observations are for those who ask for them.
	 */
	static final class WantedOrOfUse extends AnyNestedCondition {

		WantedOrOfUse() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBooleanProperty("wk.net.observations.enabled")
		static final class Wanted {

		}

		// Boot has a tracer that does nothing, where there is no other one.
		@ConditionalOnBean(type = "io.micrometer.tracing.Tracer")
		@ConditionalOnMissingBean(name = "noopTracer")
		static final class OfUse {

		}

	}

}
