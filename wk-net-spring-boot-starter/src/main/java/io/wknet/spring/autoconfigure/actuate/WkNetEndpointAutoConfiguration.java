package io.wknet.spring.autoconfigure.actuate;

import io.wknet.spring.actuate.ConnectionsEndpoint;
import io.wknet.spring.actuate.ConnectionsEndpointWebExtension;
import io.wknet.spring.autoconfigure.WkNetAutoConfiguration;
import io.wknet.spring.lifecycle.BoundServerReference;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the connections endpoint.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WkNetAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(BoundServerReference.class)
@ConditionalOnAvailableEndpoint(ConnectionsEndpoint.class)
public final class WkNetEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ConnectionsEndpoint wkConnectionsEndpoint(BoundServerReference reference) {
		return new ConnectionsEndpoint(reference);
	}

	@Bean
	@ConditionalOnMissingBean
	ConnectionsEndpointWebExtension wkConnectionsEndpointWebExtension(ConnectionsEndpoint endpoint) {
		return new ConnectionsEndpointWebExtension(endpoint);
	}

}
