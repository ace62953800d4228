package io.wknet.session;

import java.util.Collection;
import java.util.function.Predicate;

import io.wknet.connection.WkConnection;
import io.wknet.delivery.Delivery;
import io.wknet.delivery.DeliveryStats;
import io.wknet.delivery.FanOutSettings;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.ServerFrame;
import io.wknet.topic.Topic;

/**
 * Finds out who is meant, and sends to them.
 */
final class SessionOperations implements WkOperations {

	private final SessionRegistry registry;

	SessionOperations(SessionRegistry registry, TopicTable topics, FanOutSettings settings) {
		this.registry = registry;
	}

	@Override
	public Delivery sendToConnection(long connectionId, ServerFrame frame) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Delivery sendToUser(String uid, ServerFrame frame) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Delivery sendToUser(String uid, DeviceFlag deviceFlag, ServerFrame frame) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Delivery sendToUsers(Collection<String> uids, ServerFrame frame) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Delivery sendToTopic(Topic topic, ServerFrame frame) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Delivery sendToTopic(Topic topic, ServerFrame frame, Predicate<? super WkConnection> filter) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Delivery sendToAll(ServerFrame frame) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean kick(long connectionId) {
		WkConnection connection = this.registry.find(connectionId);
		if (connection == null) {
			return false;
		}
		connection.kick();
		return true;
	}

	@Override
	public int kickUser(String uid) {
		Collection<WkConnection> connections = this.registry.findByUid(uid);
		connections.forEach(WkConnection::kick);
		return connections.size();
	}

	@Override
	public int kickUser(String uid, DeviceFlag deviceFlag) {
		Collection<WkConnection> connections = this.registry.findByUid(uid, deviceFlag);
		connections.forEach(WkConnection::kick);
		return connections.size();
	}

	@Override
	public boolean close(long connectionId) {
		WkConnection connection = this.registry.find(connectionId);
		if (connection == null) {
			return false;
		}
		connection.close();
		return true;
	}

	@Override
	public int closeUser(String uid, ReasonCode reasonCode, String reason) {
		Collection<WkConnection> connections = this.registry.findByUid(uid);
		connections.forEach((connection) -> connection.close(reasonCode, reason));
		return connections.size();
	}

	@Override
	public boolean isOnline(String uid) {
		return this.registry.isOnline(uid);
	}

	@Override
	public Collection<String> onlineUsers() {
		return this.registry.onlineUsers();
	}

	@Override
	public int userCount() {
		return this.registry.userCount();
	}

	@Override
	public int connectionCount() {
		return this.registry.connectionCount();
	}

	DeliveryStats stats() {
		return new DeliveryStats(0, 0, 0, 0, 0);
	}

}
