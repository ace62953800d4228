package io.wknet.spring.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.wknet.cluster.ClusterBus;
import io.wknet.cluster.ClusterMember;
import io.wknet.topic.Topic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bus over Redis' sharded publish and subscribe: a channel for each node, one for all,
 * and one for each topic. A connection that receives is asked for a sign of life again
 * and again; one that is silent or lost is made anew, with all its subscriptions.
 */
final class RedisClusterBus implements ClusterBus {

	private static final Logger logger = LoggerFactory.getLogger(RedisClusterBus.class);

	private static final int MAX_CHANNELS = 1_000;

	private final String prefix;

	private final RedisLink<StatefulRedisConnection<byte[], byte[]>> sending;

	private final RedisLink<StatefulRedisPubSubConnection<byte[], byte[]>> receiving;

	private final ScheduledExecutorService timer;

	private final Duration timeout;

	private final Set<String> channels = ConcurrentHashMap.newKeySet();

	private volatile @Nullable Receiver receiver;

	private volatile @Nullable CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> subscribed;

	private volatile boolean watching;

	RedisClusterBus(String prefix, RedisLink<StatefulRedisConnection<byte[], byte[]>> sending,
			RedisLink<StatefulRedisPubSubConnection<byte[], byte[]>> receiving, ScheduledExecutorService timer,
			Duration timeout) {
		this.prefix = prefix;
		this.sending = sending;
		this.receiving = receiving;
		this.timer = timer;
		this.timeout = timeout;
	}

	@Override
	public CompletionStage<Void> start(ClusterMember self, Receiver newReceiver) {
		this.receiver = newReceiver;
		this.channels.add(node(self.nodeId()));
		this.channels.add(all());
		return resubscribe().thenAccept((open) -> {
			if (!this.watching) {
				this.watching = true;
				watch();
			}
		});
	}

	/**
	 * Subscribe to all channels, on a connection of which the bus did not know.
	 */
	private CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> resubscribe() {
		CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> current = this.receiving.connection();
		CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> done = current.thenCompose((open) -> {
			open.addListener(new Listening());
			open.addListener(new RedisConnectionStateListener() {

				@Override
				public void onRedisDisconnected(io.lettuce.core.RedisChannelHandler<?, ?> connection) {
					RedisClusterBus.this.receiving.drop(current);
				}

			});
			List<byte[]> names = new ArrayList<>();
			this.channels.forEach((channel) -> names.add(bytes(channel)));
			CompletableFuture<?> all = CompletableFuture.completedFuture(null);
			for (int from = 0; from < names.size(); from += MAX_CHANNELS) {
				byte[][] some = names.subList(from, Math.min(from + MAX_CHANNELS, names.size())).toArray(byte[][]::new);
				all = all.thenCombine(open.async().ssubscribe(some).toCompletableFuture(), (one, other) -> null);
			}
			return all.thenApply((nothing) -> open);
		});
		this.subscribed = current;
		return done.whenComplete((open, failure) -> {
			if (failure != null) {
				this.receiving.drop(current);
			}
		});
	}

	/**
	 * See whether the connection lives, and make it anew if it does not.
	 */
	private void watch() {
		if (this.receiver == null) {
			this.watching = false;
			return;
		}
		CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> current = this.receiving.connection();
		CompletableFuture<?> sign;
		if (isSubscribed(current)) {
			sign = this.receiving.call("answer a ping", (open) -> open.async().ping());
		}
		else {
			sign = resubscribe();
		}
		sign.whenComplete((pong, failure) -> {
			if (failure != null) {
				logger.debug("The bus does not receive: {}", failure.toString());
			}
			try {
				this.timer.schedule(this::watch, this.timeout.toMillis() / ((failure != null) ? 8 : 2),
						TimeUnit.MILLISECONDS);
			}
			catch (RejectedExecutionException ex) {
				logger.trace("The client is closed");
			}
		});
	}

	/**
	 * Whether it is the very connection that was subscribed.
	 */
	@SuppressWarnings("UndefinedEquals")
	private boolean isSubscribed(CompletableFuture<?> connection) {
		return connection.equals(this.subscribed);
	}

	@Override
	public CompletionStage<Integer> send(String nodeId, byte[] message) {
		return publish(node(nodeId), message);
	}

	@Override
	public CompletionStage<Integer> sendToAll(byte[] message) {
		return publish(all(), message);
	}

	@Override
	public CompletionStage<Integer> publish(Topic topic, byte[] message) {
		return publish(topic(topic), message);
	}

	private CompletionStage<Integer> publish(String channel, byte[] message) {
		byte[] name = bytes(channel);
		return this.sending
			.call("take a message of " + message.length + " bytes", (open) -> open.async().spublish(name, message))
			.thenApply(Math::toIntExact);
	}

	@Override
	public CompletionStage<Void> subscribe(Topic topic) {
		String channel = topic(topic);
		this.channels.add(channel);
		return this.receiving.call("subscribe to a topic", (open) -> open.async().ssubscribe(bytes(channel)));
	}

	@Override
	public CompletionStage<Void> unsubscribe(Topic topic) {
		String channel = topic(topic);
		this.channels.remove(channel);
		return this.receiving.call("unsubscribe from a topic", (open) -> open.async().sunsubscribe(bytes(channel)));
	}

	@Override
	public CompletionStage<Void> stop() {
		this.receiver = null;
		this.channels.clear();
		return this.receiving.disconnect();
	}

	/**
	 * Close the connection that receives for good.
	 */
	CompletionStage<Void> close() {
		stop();
		return this.receiving.close();
	}

	private String node(String nodeId) {
		return "{" + this.prefix + ":n:" + nodeId + "}";
	}

	private String all() {
		return "{" + this.prefix + ":all}";
	}

	private String topic(Topic topic) {
		return "{" + this.prefix + ":t:" + topic.channelType() + "}" + topic.channelId();
	}

	private static byte[] bytes(String channel) {
		return channel.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Takes what arrives.
	 */
	private final class Listening extends RedisPubSubAdapter<byte[], byte[]> {

		@Override
		public void smessage(byte[] channel, byte[] message) {
			Receiver current = RedisClusterBus.this.receiver;
			if (current != null) {
				try {
					current.messageReceived(message);
				}
				catch (RuntimeException ex) {
					logger.error("A message of the bus could not be handled", ex);
				}
			}
		}

	}

}
