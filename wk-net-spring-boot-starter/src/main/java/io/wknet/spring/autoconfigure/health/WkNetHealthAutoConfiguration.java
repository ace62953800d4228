package io.wknet.spring.autoconfigure.health;

import io.wknet.spring.autoconfigure.WkNetAutoConfiguration;
import io.wknet.spring.health.WkServerHealthIndicator;
import io.wknet.spring.lifecycle.BoundServerReference;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health contributor {@code wkNet}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WkNetAutoConfiguration.class)
@ConditionalOnClass({ ConditionalOnEnabledHealthIndicator.class, HealthContributor.class })
@ConditionalOnBean(BoundServerReference.class)
@ConditionalOnBooleanProperty(name = "wk.net.tcp.enabled", matchIfMissing = true)
@ConditionalOnEnabledHealthIndicator("wknet")
public final class WkNetHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "wkNetHealthIndicator", "wkNetHealthContributor" })
	WkServerHealthIndicator wkNetHealthContributor(BoundServerReference reference) {
		return new WkServerHealthIndicator(reference);
	}

}
