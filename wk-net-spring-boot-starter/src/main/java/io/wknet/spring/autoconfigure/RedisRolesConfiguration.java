package io.wknet.spring.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

import io.lettuce.core.RedisClient;
import io.wknet.cluster.ClusterBus;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.NodeDirectory;
import io.wknet.cluster.PresenceStore;
import io.wknet.spring.cluster.RedisClusterRoles;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Fills the roles of a cluster for which the user has no bean by Redis. Where that is,
 * the application's connection factory says; nothing is connected before it is needed, so
 * a Redis that is away keeps nobody from starting.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ LettuceConnectionFactory.class, RedisClient.class })
class RedisRolesConfiguration {

	/**
	 * Closed with the context's beans, when the server has stopped.
	 */
	@Bean
	@ConditionalOnMissingBean({ ClusterRoles.class, RedisClusterRoles.class })
	@Conditional(AnyRoleMissing.class)
	RedisClusterRoles wkRedisClusterRoles(WkNetProperties properties, ListableBeanFactory beans,
			ObjectProvider<LettuceConnectionFactory> factories) {
		LettuceConnectionFactory factory = factories.getIfUnique();
		if (factory == null) {
			throw withoutFactory(beans);
		}
		if (factory.isClusterAware()) {
			throw new MissingClusterRolesException(ClusterConfiguration.missing(beans),
					"the LettuceConnectionFactory is for a Redis Cluster, and what a node does in one step can not span "
							+ "several Redis",
					"Name a single Redis or a Sentinel in place of spring.data.redis.cluster");
		}
		NodeSettings settings = new NodeSettings(properties);
		return new RedisClusterRoles(factory, settings.keyPrefix(), settings.settings().timeout());
	}

	private static MissingClusterRolesException withoutFactory(ListableBeanFactory beans) {
		List<String> missing = ClusterConfiguration.missing(beans);
		String[] lettuce = beans.getBeanNamesForType(LettuceConnectionFactory.class);
		if (lettuce.length > 1) {
			return new MissingClusterRolesException(
					missing, "there are " + lettuce.length + " LettuceConnectionFactory beans ("
							+ String.join(", ", lettuce) + "), and none of them is primary",
					"Mark the one to use with @Primary");
		}
		String others = beans.getBeansOfType(RedisConnectionFactory.class, true, false)
			.entrySet()
			.stream()
			.map((bean) -> "'" + bean.getKey() + "' is a " + bean.getValue().getClass().getSimpleName())
			.collect(Collectors.joining(", "));
		if (!others.isEmpty()) {
			return new MissingClusterRolesException(missing, "it needs a LettuceConnectionFactory bean, and " + others,
					"Let Spring Data Redis use Lettuce (remove spring.data.redis.client-type, or set it to 'lettuce')");
		}
		return new MissingClusterRolesException(missing, "there is no LettuceConnectionFactory bean",
				"Let Boot's DataRedisAutoConfiguration make one, which it does unless it is excluded, and say where "
						+ "Redis is with spring.data.redis.host and spring.data.redis.port");
	}

	@Bean
	@ConditionalOnBean(RedisClusterRoles.class)
	@ConditionalOnMissingBean
	ClusterRoles wkRedisRoles(RedisClusterRoles redis, ObjectProvider<NodeDirectory> directory,
			ObjectProvider<PresenceStore> presence, ObjectProvider<ClusterBus> bus) {
		ClusterRoles roles = redis.roles();
		return new ClusterRoles(directory.getIfAvailable(roles::directory), presence.getIfAvailable(roles::presence),
				bus.getIfAvailable(roles::bus));
	}

	/**
	 * The user does not fill all roles.
	 */
	static final class AnyRoleMissing extends AnyNestedCondition {

		AnyRoleMissing() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnMissingBean(NodeDirectory.class)
		static final class Directory {

		}

		@ConditionalOnMissingBean(PresenceStore.class)
		static final class Presence {

		}

		@ConditionalOnMissingBean(ClusterBus.class)
		static final class Bus {

		}

	}

}
