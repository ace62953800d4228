package io.wknet.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.wknet.cluster.ClusterBus;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.NodeDirectory;
import io.wknet.cluster.PresenceStore;
import io.wknet.server.WkServer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Makes the server a node of a cluster. Each of the three roles is the user's bean, if
 * there is one.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("wk.net.cluster.enabled")
@ConditionalOnMissingBean(WkServer.class)
class ClusterConfiguration {

	/**
	 * Comes before the users' customizers, which may say otherwise.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	WkServerCustomizer wkClusterCustomizer(WkNetProperties properties, ClusterRoles roles) {
		return (server) -> server.cluster(new NodeSettings(properties).settings(), roles);
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterRoles wkClusterRoles(ObjectProvider<NodeDirectory> directory, ObjectProvider<PresenceStore> presence,
			ObjectProvider<ClusterBus> bus) {
		return roles(directory.getIfAvailable(), presence.getIfAvailable(), bus.getIfAvailable());
	}

	private static ClusterRoles roles(@Nullable NodeDirectory directory, @Nullable PresenceStore presence,
			@Nullable ClusterBus bus) {
		if (directory != null && presence != null && bus != null) {
			return new ClusterRoles(directory, presence, bus);
		}
		List<String> missing = new ArrayList<>();
		if (directory == null) {
			missing.add("NodeDirectory");
		}
		if (presence == null) {
			missing.add("PresenceStore");
		}
		if (bus == null) {
			missing.add("ClusterBus");
		}
		throw new MissingClusterRolesException(missing, "Spring Data Redis is not on the class path",
				"Add the dependency org.springframework.boot:spring-boot-starter-data-redis");
	}

}
