package io.wknet.spring.autoconfigure;

import java.util.List;
import java.util.stream.Stream;

import io.wknet.cluster.ClusterBus;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.NodeDirectory;
import io.wknet.cluster.PresenceStore;
import io.wknet.server.WkServer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;

/**
 * Makes the server a node of a cluster. Each of the three roles is the user's bean, if
 * there is one, and else {@linkplain RedisRolesConfiguration Redis}.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("wk.net.cluster.enabled")
@ConditionalOnMissingBean(WkServer.class)
@Import(RedisRolesConfiguration.class)
class ClusterConfiguration {

	/**
	 * Comes before the users' customizers, which may say otherwise.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	WkServerCustomizer wkClusterCustomizer(WkNetProperties properties, ClusterRoles roles) {
		return (server) -> server.cluster(new NodeSettings(properties).settings(), roles);
	}

	/**
	 * The user's roles, if Redis has none to fill, or can not.
	 */
	@Bean
	@ConditionalOnMissingBean
	ClusterRoles wkClusterRoles(ApplicationContext context, ObjectProvider<NodeDirectory> directory,
			ObjectProvider<PresenceStore> presence, ObjectProvider<ClusterBus> bus) {
		List<String> missing = missing(context);
		if (!missing.isEmpty()) {
			throw withoutClasses(missing, context.getClassLoader());
		}
		return new ClusterRoles(directory.getObject(), presence.getObject(), bus.getObject());
	}

	private static MissingClusterRolesException withoutClasses(List<String> missing,
			@Nullable ClassLoader classLoader) {
		if (ClassUtils.isPresent("org.springframework.data.redis.connection.RedisConnectionFactory", classLoader)) {
			return new MissingClusterRolesException(missing,
					"Spring Data Redis is on the class path, but its driver Lettuce is not; Jedis will not do",
					"Add the dependency io.lettuce:lettuce-core, which spring-boot-starter-data-redis has");
		}
		return new MissingClusterRolesException(missing, "Spring Data Redis is not on the class path",
				"Add the dependency org.springframework.boot:spring-boot-starter-data-redis");
	}

	/**
	 * The roles for which there is no bean.
	 */
	static List<String> missing(ListableBeanFactory beans) {
		return Stream.of(NodeDirectory.class, PresenceStore.class, ClusterBus.class)
			.filter((role) -> beans.getBeanNamesForType(role).length == 0)
			.map(Class::getSimpleName)
			.toList();
	}

}
