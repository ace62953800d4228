package io.wknet.spring.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.wknet.cluster.ClusterRoles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The directory, the presence store and the bus over one Redis (7.0 or later) or Valkey,
 * or those that a Sentinel watches. It has connections of its own, one each for scripts,
 * for sending and for receiving, made when they are first needed: a Redis that is away
 * does not keep an application from starting. A Redis Cluster is refused.
 *
 * @since 0.1.0
 */
@ImportRuntimeHints(RedisScriptHints.class)
public final class RedisClusterRoles implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RedisClusterRoles.class);

	private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

	private final RedisClient client;

	private final RedisLink<StatefulRedisConnection<String, String>> scripts;

	private final RedisLink<StatefulRedisConnection<byte[], byte[]>> sending;

	private final RedisClusterBus bus;

	private final ClusterRoles roles;

	/**
	 * Create the roles; nothing is connected yet.
	 * @param factory says where Redis is, and how it is reached
	 * @param prefix begins all keys and channels: 1..64 letters, digits, {@code .},
	 * {@code _}, {@code :} or {@code -}. Clusters that share a Redis differ in it
	 * @param timeout how long to wait for an answer
	 * @throws IllegalArgumentException if it is a Redis Cluster, or the prefix has other
	 * characters
	 */
	public RedisClusterRoles(LettuceConnectionFactory factory, String prefix, Duration timeout) {
		if (!PREFIX.matcher(prefix).matches()) {
			throw new IllegalArgumentException(
					"The key prefix must have 1..64 letters, digits, '.', '_', ':' or '-', found '" + prefix + "'");
		}
		RedisURI uri = RedisClients.uri(factory, timeout);
		String address = RedisClients.address(uri);
		this.client = RedisClients.client(factory, uri, timeout);
		this.scripts = new RedisLink<>(address, timeout, () -> connect(StringCodec.UTF8, uri));
		this.sending = new RedisLink<>(address, timeout, () -> connect(ByteArrayCodec.INSTANCE, uri));
		this.bus = new RedisClusterBus(prefix, this.sending,
				new RedisLink<>(address, timeout,
						() -> this.client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture()),
				this.client.getResources().eventExecutorGroup(), timeout);
		this.roles = new ClusterRoles(new RedisNodeDirectory(prefix, this.scripts),
				new RedisPresenceStore(prefix, this.scripts), this.bus);
	}

	private <T> CompletionStage<StatefulRedisConnection<T, T>> connect(io.lettuce.core.codec.RedisCodec<T, T> codec,
			RedisURI uri) {
		return this.client.connectAsync(codec, uri).toCompletableFuture();
	}

	/**
	 * The roles.
	 * @return the roles, for one server
	 */
	public ClusterRoles roles() {
		return this.roles;
	}

	/**
	 * Close all connections. Waits for at most two seconds.
	 */
	@Override
	public void close() {
		try {
			CompletableFuture
				.allOf(this.bus.close().toCompletableFuture(), this.scripts.close().toCompletableFuture(),
						this.sending.close().toCompletableFuture())
				.get(1, TimeUnit.SECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("A connection to Redis was not closed in time", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
	}

}
