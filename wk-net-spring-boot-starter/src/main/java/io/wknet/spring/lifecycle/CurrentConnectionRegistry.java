package io.wknet.spring.lifecycle;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import io.wknet.connection.ConnectionRegistry;
import io.wknet.connection.WkConnection;
import io.wknet.frame.DeviceFlag;
import io.wknet.server.BoundWkServer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of the server that runs, and none while none does, so that any bean can
 * have the registry injected.
 *
 * @since 0.1.0
 */
public final class CurrentConnectionRegistry implements ConnectionRegistry {

	private final BoundServerReference reference;

	/**
	 * Create the registry.
	 * @param reference the server that runs
	 */
	public CurrentConnectionRegistry(BoundServerReference reference) {
		this.reference = reference;
	}

	private @Nullable ConnectionRegistry current() {
		BoundWkServer server = this.reference.get();
		return (server != null) ? server.connections() : null;
	}

	@Override
	public @Nullable WkConnection find(long id) {
		ConnectionRegistry current = current();
		return (current != null) ? current.find(id) : null;
	}

	@Override
	public List<WkConnection> findByUid(String uid) {
		ConnectionRegistry current = current();
		return (current != null) ? current.findByUid(uid) : List.of();
	}

	@Override
	public List<WkConnection> findByUid(String uid, DeviceFlag deviceFlag) {
		ConnectionRegistry current = current();
		return (current != null) ? current.findByUid(uid, deviceFlag) : List.of();
	}

	@Override
	public boolean isOnline(String uid) {
		ConnectionRegistry current = current();
		return current != null && current.isOnline(uid);
	}

	@Override
	public void forEach(Consumer<? super WkConnection> action) {
		ConnectionRegistry current = current();
		if (current != null) {
			current.forEach(action);
		}
	}

	@Override
	public Collection<String> onlineUsers() {
		ConnectionRegistry current = current();
		return (current != null) ? current.onlineUsers() : List.of();
	}

	@Override
	public int connectionCount() {
		ConnectionRegistry current = current();
		return (current != null) ? current.connectionCount() : 0;
	}

	@Override
	public int authenticatedCount() {
		ConnectionRegistry current = current();
		return (current != null) ? current.authenticatedCount() : 0;
	}

	@Override
	public int userCount() {
		ConnectionRegistry current = current();
		return (current != null) ? current.userCount() : 0;
	}

}
