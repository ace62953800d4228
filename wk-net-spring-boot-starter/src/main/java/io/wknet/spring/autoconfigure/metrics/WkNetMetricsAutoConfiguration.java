package io.wknet.spring.autoconfigure.metrics;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.wknet.server.WkServer;
import io.wknet.spring.autoconfigure.WkNetAutoConfiguration;
import io.wknet.spring.lifecycle.BoundServerReference;
import io.wknet.spring.listener.ListenerTimings;
import io.wknet.spring.metrics.WkClusterMetrics;
import io.wknet.spring.metrics.WkMeterConvention;
import io.wknet.spring.metrics.WkServerMetrics;
import io.wknet.spring.metrics.WkTimers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WkNetAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, BoundServerReference.class })
public final class WkNetMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	WkServerMetrics wkServerMetrics(BoundServerReference reference, WkServer server,
			ObjectProvider<WkMeterConvention> convention) {
		return new WkServerMetrics(reference, server.listenerNames(), convention(convention));
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty("wk.net.cluster.enabled")
	WkClusterMetrics wkClusterMetrics(BoundServerReference reference, ObjectProvider<WkMeterConvention> convention) {
		return new WkClusterMetrics(reference, convention(convention));
	}

	@Bean
	@ConditionalOnMissingBean
	WkTimers wkTimers(MeterRegistry registry, ObjectProvider<WkMeterConvention> convention) {
		return new WkTimers(registry, convention(convention));
	}

	private static WkMeterConvention convention(ObjectProvider<WkMeterConvention> convention) {
		return convention.getIfAvailable(() -> WkMeterConvention.DEFAULT);
	}

	@Bean
	@ConditionalOnMissingBean
	ListenerTimings wkListenerTimings(WkTimers timers) {
		return (method) -> {
			Timer success = timers.listener(method, true);
			Timer error = timers.listener(method, false);
			return (nanos, ok) -> (ok ? success : error).record(nanos, TimeUnit.NANOSECONDS);
		};
	}

}
