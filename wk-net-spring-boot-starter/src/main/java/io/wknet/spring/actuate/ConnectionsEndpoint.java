package io.wknet.spring.actuate;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.connection.WkConnection;
import io.wknet.server.BoundWkServer;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Shows connections, and closes one if
 * {@code management.endpoint.connections.access=unrestricted}.
 *
 * @since 0.1.0
 */
@Endpoint(id = "connections", defaultAccess = Access.READ_ONLY)
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
	 * All connections in numbers, or those of one user.
	 * @param uid the user; {@code null} for the numbers
	 * @param page the page of the user's connections, from 0; 0 unless given
	 * @param size how many connections a page has, 1..100; 20 unless given
	 * @return the numbers, or a page
	 */
	@ReadOperation
	public ConnectionsDescriptor connections(@Nullable String uid, @Nullable Integer page, @Nullable Integer size) {
		return (uid != null) ? user(uid, inRange("page", page, 0, 0, Integer.MAX_VALUE / MAX_SIZE),
				inRange("size", size, DEFAULT_SIZE, 1, MAX_SIZE)) : summary();
	}

	private ConnectionsDescriptor user(String uid, int page, int size) {
		BoundWkServer current = this.server.get();
		List<WkConnection> all = (current != null) ? current.connections().findByUid(uid) : List.of();
		List<ConnectionDescriptor> shown = all.stream()
			.skip((long) page * size)
			.limit(size)
			.map(ConnectionDescriptor::of)
			.toList();
		return new ConnectionsDescriptor.UserConnections(uid, all.size(), page, size, shown);
	}

	private ConnectionsDescriptor summary() {
		BoundWkServer current = this.server.get();
		if (current == null) {
			return new ConnectionsDescriptor.Summary(0, 0, 0, Map.of(), 0, Map.of());
		}
		ConnectionRegistry connections = current.connections();
		Map<String, Integer> listeners = new TreeMap<>();
		current.addresses().keySet().forEach((name) -> listeners.put(name, 0));
		connections.forEach((connection) -> listeners.merge(connection.listener(), 1, Integer::sum));
		Map<CloseReason, Long> closed = new EnumMap<>(CloseReason.class);
		closed.putAll(current.stats().closed());
		return new ConnectionsDescriptor.Summary(connections.connectionCount(), connections.authenticatedCount(),
				connections.userCount(), listeners, current.stats().accepted(), closed);
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

	/**
	 * One connection.
	 * @param id the connection's id
	 * @return the connection, or {@code null} if it is gone or never was
	 */
	@ReadOperation
	public @Nullable ConnectionDescriptor connection(@Selector String id) {
		WkConnection connection = find(id);
		return (connection != null) ? ConnectionDescriptor.of(connection) : null;
	}

	/**
	 * Close a connection with {@link CloseReason#KICKED}.
	 * @param id the connection's id
	 * @return whether there was such a connection
	 */
	@DeleteOperation
	public boolean kick(@Selector String id) {
		WkConnection connection = find(id);
		if (connection == null) {
			return false;
		}
		connection.kick();
		return true;
	}

	private @Nullable WkConnection find(String id) {
		BoundWkServer current = this.server.get();
		if (current == null) {
			return null;
		}
		try {
			return current.connections().find(Long.parseLong(id));
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

}
