package io.wknet.spring.cluster;

import java.time.Duration;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.TimeoutOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.NamedNode;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Makes a client like that of the application, which fails when Redis is away where the
 * application's may wait.
 */
final class RedisClients {

	/**
	 * Commands that may wait for their answers on one connection; those who call bound
	 * what they ask for at a time much lower.
	 */
	private static final int MAX_QUEUED = 65_536;

	private RedisClients() {
	}

	static RedisURI uri(LettuceConnectionFactory factory, Duration timeout) {
		LettuceClientConfiguration client = factory.getClientConfiguration();
		RedisURI uri;
		if (factory.isClusterAware()) {
			throw new IllegalArgumentException("The cluster of wk-net needs one Redis or a Sentinel, found a Redis "
					+ "Cluster (spring.data.redis.cluster.*); name a single Redis, or supply PresenceStore, "
					+ "NodeDirectory and ClusterBus beans");
		}
		RedisSentinelConfiguration sentinel = factory.getSentinelConfiguration();
		if (sentinel != null) {
			uri = sentinel(sentinel);
		}
		else {
			RedisStandaloneConfiguration standalone = factory.getStandaloneConfiguration();
			uri = RedisURI.builder()
				.withHost(standalone.getHostName())
				.withPort(standalone.getPort())
				.withDatabase(standalone.getDatabase())
				.build();
			credentials(uri, standalone.getUsername(), standalone.getPassword());
		}
		uri.setSsl(client.isUseSsl());
		uri.setVerifyPeer(client.getVerifyMode());
		uri.setStartTls(client.isStartTls());
		uri.setTimeout(timeout);
		client.getClientName().ifPresent(uri::setClientName);
		return uri;
	}

	private static RedisURI sentinel(RedisSentinelConfiguration sentinel) {
		RedisURI uri = new RedisURI();
		NamedNode master = sentinel.getMaster();
		if (master == null || master.getName() == null) {
			throw new IllegalArgumentException(
					"The Sentinel configuration names no master; set spring.data.redis.sentinel.master");
		}
		uri.setSentinelMasterId(master.getName());
		uri.setDatabase(sentinel.getDatabase());
		for (RedisNode node : sentinel.getSentinels()) {
			RedisURI one = RedisURI.create(String.valueOf(node.getHost()),
					(node.getPort() != null) ? node.getPort() : 26379);
			credentials(one, sentinel.getSentinelUsername(), sentinel.getSentinelPassword());
			uri.getSentinels().add(one);
		}
		credentials(uri, sentinel.getUsername(), sentinel.getPassword());
		return uri;
	}

	private static void credentials(RedisURI uri, @Nullable String username, RedisPassword password) {
		char @Nullable [] secret = password.isPresent() ? password.get() : null;
		if (secret != null) {
			uri.setCredentialsProvider(new StaticCredentialsProvider(username, secret));
		}
	}

	static RedisClient client(LettuceConnectionFactory factory, RedisURI uri, Duration timeout) {
		LettuceClientConfiguration client = factory.getClientConfiguration();
		RedisClient made = client.getClientResources()
			.map((resources) -> RedisClient.create(resources, uri))
			.orElseGet(() -> RedisClient.create(uri));
		ClientOptions.Builder options = ClientOptions.builder()
			.autoReconnect(false)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.requestQueueSize(MAX_QUEUED)
			.socketOptions(SocketOptions.builder().connectTimeout(timeout).tcpNoDelay(true).build())
			.timeoutOptions(TimeoutOptions.enabled(timeout));
		client.getClientOptions().ifPresent((own) -> options.sslOptions(own.getSslOptions()));
		made.setOptions(options.build());
		return made;
	}

	/**
	 * Where Redis is, without what is secret.
	 */
	static String address(RedisURI uri) {
		return (uri.getSentinelMasterId() != null) ? "the master '" + uri.getSentinelMasterId() + "'"
				: uri.getHost() + ":" + uri.getPort();
	}

}
