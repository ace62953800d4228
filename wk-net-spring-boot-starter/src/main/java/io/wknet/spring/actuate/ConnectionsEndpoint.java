package io.wknet.spring.actuate;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.connection.WkConnection;
import io.wknet.server.BoundWkServer;
import io.wknet.topic.Topic;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * Shows connections, and closes one if
 * {@code management.endpoint.connections.access=unrestricted}.
 *
 * @since 0.1.0
 */
@Endpoint(id = "connections", defaultAccess = Access.READ_ONLY)
@ImportRuntimeHints(DescriptorHints.class)
public class ConnectionsEndpoint {

	private static final int DEFAULT_SIZE = 20;

	private static final int MAX_SIZE = 100;

	private final Supplier<@Nullable BoundWkServer> server;

	/**
	 * Create the endpoint.
	 * @param server the server that runs; {@code null} if none does
	 */
	public ConnectionsEndpoint(Supplier<@Nullable BoundWkServer> server) {
		this.server = server;
	}

	/**
	 * All connections in numbers, or those of one user, or those that are subscribed to a
	 * topic.
	 * @param uid the user; {@code null} for all
	 * @param topic the topic's channel id, not with a user; {@code null} for all
	 * @param channelType the topic's channel type, 0..255; a group unless given
	 * @param page the page of the connections, from 0; 0 unless given
	 * @param size how many connections a page has, 1..100; 20 unless given
	 * @return the numbers, or a page
	 */
	@ReadOperation
	public ConnectionsDescriptor connections(@Nullable String uid, @Nullable String topic,
			@Nullable Integer channelType, @Nullable Integer page, @Nullable Integer size) {
		if (uid != null && topic != null) {
			throw invalid("uid and topic can not be given together");
		}
		if (uid != null) {
			return user(uid, page(page), size(size));
		}
		return (topic != null) ? topic(topic(topic, channelType), page(page), size(size)) : summary();
	}

	private static int page(@Nullable Integer page) {
		return inRange("page", page, 0, 0, Integer.MAX_VALUE / MAX_SIZE);
	}

	private static int size(@Nullable Integer size) {
		return inRange("size", size, DEFAULT_SIZE, 1, MAX_SIZE);
	}

	private ConnectionsDescriptor user(String uid, int page, int size) {
		BoundWkServer current = this.server.get();
		List<WkConnection> all = (current != null) ? current.connections().findByUid(uid) : List.of();
		return new ConnectionsDescriptor.UserConnections(uid, all.size(), page, size,
				describe(current, all.stream(), page, size));
	}

	/**
	 * The oldest come first, so that the pages stay as they are while others come.
	 */
	private ConnectionsDescriptor topic(Topic topic, int page, int size) {
		BoundWkServer current = this.server.get();
		List<WkConnection> all = (current != null) ? current.topics().subscribers(topic) : List.of();
		return new ConnectionsDescriptor.TopicConnections(topic.channelId(), topic.channelType(), all.size(), page,
				size, describe(current, all.stream().sorted(Comparator.comparingLong(WkConnection::id)), page, size));
	}

	private static List<ConnectionDescriptor> describe(@Nullable BoundWkServer server, Stream<WkConnection> all,
			int page, int size) {
		if (server == null) {
			return List.of();
		}
		return all.skip((long) page * size)
			.limit(size)
			.map((connection) -> ConnectionDescriptor.of(connection, server.topics()))
			.toList();
	}

	private static Topic topic(String channelId, @Nullable Integer channelType) {
		int type = inRange("channelType", channelType, Topic.DEFAULT_CHANNEL_TYPE, 0, 255);
		if (channelId.isEmpty() || channelId.length() > Topic.MAX_ID_LENGTH) {
			throw invalid("topic must have 1.." + Topic.MAX_ID_LENGTH + " characters");
		}
		return new Topic(channelId, type);
	}

	private ConnectionsDescriptor summary() {
		BoundWkServer current = this.server.get();
		if (current == null) {
			return new ConnectionsDescriptor.Summary(0, 0, 0, Map.of(), 0, Map.of(), 0, 0, null);
		}
		ConnectionRegistry connections = current.connections();
		Map<String, Integer> listeners = new TreeMap<>();
		current.addresses().keySet().forEach((name) -> listeners.put(name, 0));
		connections.forEach((connection) -> listeners.merge(connection.listener(), 1, Integer::sum));
		Map<CloseReason, Long> closed = new EnumMap<>(CloseReason.class);
		closed.putAll(current.stats().closed());
		return new ConnectionsDescriptor.Summary(connections.connectionCount(), connections.authenticatedCount(),
				connections.userCount(), listeners, current.stats().accepted(), closed, current.topics().topicCount(),
				current.topics().subscriptionCount(), ClusterDescriptor.of(current.clusterStats()));
	}

	private static int inRange(String name, @Nullable Integer value, int defaultValue, int min, int max) {
		if (value == null) {
			return defaultValue;
		}
		if (value < min || value > max) {
			throw new InvalidEndpointRequestException(name + " must be " + min + ".." + max + ", found " + value,
					name + " must be " + min + ".." + max);
		}
		return value;
	}

	private static InvalidEndpointRequestException invalid(String message) {
		return new InvalidEndpointRequestException(message, message);
	}

	/**
	 * One connection.
	 * @param id the connection's id
	 * @return the connection, or {@code null} if it is gone or never was
	 */
	@ReadOperation
	public @Nullable ConnectionDescriptor connection(@Selector String id) {
		BoundWkServer current = this.server.get();
		WkConnection connection = find(current, id);
		return (connection != null && current != null) ? ConnectionDescriptor.of(connection, current.topics()) : null;
	}

	/**
	 * Close a connection with {@link CloseReason#KICKED}.
	 * @param id the connection's id
	 * @return whether there was such a connection
	 */
	@DeleteOperation
	public boolean kick(@Selector String id) {
		WkConnection connection = find(this.server.get(), id);
		if (connection == null) {
			return false;
		}
		connection.kick();
		return true;
	}

	private static @Nullable WkConnection find(@Nullable BoundWkServer server, String id) {
		if (server == null) {
			return null;
		}
		try {
			return server.connections().find(Long.parseLong(id));
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

}
