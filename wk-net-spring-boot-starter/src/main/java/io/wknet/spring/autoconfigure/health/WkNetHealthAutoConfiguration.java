package io.wknet.spring.autoconfigure.health;

import io.wknet.spring.autoconfigure.WkNetAutoConfiguration;
import io.wknet.spring.health.WkClusterHealthIndicator;
import io.wknet.spring.health.WkServerHealthIndicator;
import io.wknet.spring.lifecycle.BoundServerReference;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Auto-configuration of the health contributors {@code wkNet} and {@code wkCluster}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WkNetAutoConfiguration.class)
@ConditionalOnClass({ ConditionalOnEnabledHealthIndicator.class, HealthContributor.class })
@ConditionalOnBean(BoundServerReference.class)
@Conditional(WkNetHealthAutoConfiguration.AnyListener.class)
public final class WkNetHealthAutoConfiguration {

	@Bean
	@ConditionalOnEnabledHealthIndicator("wknet")
	@ConditionalOnMissingBean(name = { "wkNetHealthIndicator", "wkNetHealthContributor" })
	WkServerHealthIndicator wkNetHealthContributor(BoundServerReference reference) {
		return new WkServerHealthIndicator(reference);
	}

	@Bean
	@ConditionalOnBooleanProperty("wk.net.cluster.enabled")
	@ConditionalOnEnabledHealthIndicator("wkcluster")
	@ConditionalOnMissingBean(name = { "wkClusterHealthIndicator", "wkClusterHealthContributor" })
	WkClusterHealthIndicator wkClusterHealthContributor(BoundServerReference reference) {
		return new WkClusterHealthIndicator(reference);
	}

	/**
	 * Without a listener the server is not started, and that is no failure.
	 */
	static final class AnyListener extends AnyNestedCondition {

		AnyListener() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBooleanProperty(name = "wk.net.tcp.enabled", matchIfMissing = true)
		static final class Tcp {

		}

		@ConditionalOnBooleanProperty("wk.net.ws.enabled")
		static final class Ws {

		}

		@ConditionalOnBooleanProperty("wk.net.wss.enabled")
		static final class Wss {

		}

	}

}
