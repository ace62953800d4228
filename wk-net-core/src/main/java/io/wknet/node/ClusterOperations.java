package io.wknet.node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.wknet.cluster.PresenceEntry;
import io.wknet.connection.WkConnection;
import io.wknet.delivery.Delivery;
import io.wknet.delivery.Except;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.ServerFrame;
import io.wknet.topic.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Serves this server's connections at once, and then the other nodes that the presence
 * store names.
 */
final class ClusterOperations implements WkOperations {

	private final LocalSessions sessions;

	private final WkOperations local;

	private final NodeDelivery node;

	ClusterOperations(LocalSessions sessions, NodeDelivery node) {
		this.sessions = sessions;
		this.local = sessions.operations();
		this.node = node;
	}

	@Override
	public Delivery sendToConnection(long connectionId, ServerFrame frame) {
		return this.local.sendToConnection(connectionId, frame);
	}

	@Override
	public Delivery sendToUser(String uid, ServerFrame frame) {
		return sendToUser(uid, null, this.local.sendToUser(uid, frame), frame);
	}

	@Override
	public Delivery sendToUser(String uid, DeviceFlag deviceFlag, ServerFrame frame) {
		return sendToUser(uid, deviceFlag, this.local.sendToUser(uid, deviceFlag, frame), frame);
	}

	private Delivery sendToUser(String uid, @Nullable DeviceFlag deviceFlag, Delivery here, ServerFrame frame) {
		return sendToUsers(List.of(uid), deviceFlag, here, frame);
	}

	@Override
	public Delivery sendToUsers(Collection<String> uids, ServerFrame frame) {
		Set<String> distinct = new LinkedHashSet<>(uids);
		return sendToUsers(distinct, null, this.local.sendToUsers(distinct, frame), frame);
	}

	private Delivery sendToUsers(Collection<String> uids, @Nullable DeviceFlag deviceFlag, Delivery here,
			ServerFrame frame) {
		RemotePart remote = this.node.begin();
		Delivery delivery = new ClusterDelivery(here, remote, this.sessions);
		this.node.find(uids, remote, (entries) -> {
			Map<String, List<String>> byNode = byNode(uids, deviceFlag, entries);
			if (!byNode.isEmpty()) {
				byte[] bytes = this.node.encode(frame, remote);
				int flag = flag(deviceFlag);
				if (bytes != null) {
					byNode.forEach((nodeId, users) -> this.node.ask(nodeId, remote,
							new Part.ToUsers(remote.id(), flag, users, bytes)));
				}
			}
			remote.begun();
		});
		return delivery;
	}

	/**
	 * Who is at which other node.
	 */
	private Map<String, List<String>> byNode(Collection<String> uids, @Nullable DeviceFlag deviceFlag,
			Map<String, List<PresenceEntry>> entries) {
		Map<String, List<String>> byNode = new LinkedHashMap<>();
		for (String uid : uids) {
			for (PresenceEntry entry : entries.getOrDefault(uid, List.of())) {
				String nodeId = entry.member().nodeId();
				if (!this.node.isSelf(nodeId) && (deviceFlag == null || deviceFlag.equals(entry.deviceFlag()))) {
					List<String> there = byNode.computeIfAbsent(nodeId, (key) -> new ArrayList<>());
					if (there.isEmpty() || !there.get(there.size() - 1).equals(uid)) {
						there.add(uid);
					}
				}
			}
		}
		return byNode;
	}

	private static int flag(@Nullable DeviceFlag deviceFlag) {
		return (deviceFlag != null) ? deviceFlag.code() : Part.ALL_DEVICES;
	}

	@Override
	public Delivery sendToTopic(Topic topic, ServerFrame frame) {
		return sendToTopic(topic, "", () -> this.local.sendToTopic(topic, frame), frame);
	}

	@Override
	public Delivery sendToTopic(Topic topic, ServerFrame frame, Predicate<? super WkConnection> filter) {
		if (!(filter instanceof Except except)) {
			throw new IllegalArgumentException(
					"In a cluster the filter must be an io.wknet.delivery.Except, which other "
							+ "nodes understand; found " + filter.getClass().getName());
		}
		return sendToTopic(topic, except.uid(), () -> this.local.sendToTopic(topic, frame, filter), frame);
	}

	private Delivery sendToTopic(Topic topic, String exceptUid, Supplier<Delivery> here, ServerFrame frame) {
		RemotePart remote = this.node.begin();
		Delivery delivery = new ClusterDelivery(here.get(), remote, this.sessions);
		byte[] bytes = this.node.encode(frame, remote);
		if (bytes != null) {
			this.node.publish(topic, remote, new Part.ToTopic(remote.id(), topic, exceptUid, bytes));
		}
		return delivery;
	}

	@Override
	public Delivery sendToAll(ServerFrame frame) {
		Delivery here = this.local.sendToAll(frame);
		RemotePart remote = this.node.begin();
		Delivery delivery = new ClusterDelivery(here, remote, this.sessions);
		byte[] bytes = this.node.encode(frame, remote);
		if (bytes != null) {
			this.node.askAll(remote, new Part.All(remote.id(), bytes));
		}
		return delivery;
	}

	@Override
	public boolean kick(long connectionId) {
		return this.local.kick(connectionId);
	}

	@Override
	public CompletionStage<Integer> kickUser(String uid) {
		return closeUser(uid, null, this.local.kickUser(uid),
				(request) -> new Part.CloseUser(request, Part.ALL_DEVICES, true, uid, 0, ""));
	}

	@Override
	public CompletionStage<Integer> kickUser(String uid, DeviceFlag deviceFlag) {
		return closeUser(uid, deviceFlag, this.local.kickUser(uid, deviceFlag),
				(request) -> new Part.CloseUser(request, deviceFlag.code(), true, uid, 0, ""));
	}

	@Override
	public boolean close(long connectionId) {
		return this.local.close(connectionId);
	}

	@Override
	public CompletionStage<Integer> closeUser(String uid, ReasonCode reasonCode, String reason) {
		return closeUser(uid, null, this.local.closeUser(uid, reasonCode, reason),
				(request) -> new Part.CloseUser(request, Part.ALL_DEVICES, false, uid, reasonCode.code(), reason));
	}

	private CompletionStage<Integer> closeUser(String uid, @Nullable DeviceFlag deviceFlag,
			CompletionStage<Integer> here, LongFunction<Part> command) {
		RemotePart remote = this.node.begin();
		this.node.find(List.of(uid), remote, (entries) -> {
			byNode(List.of(uid), deviceFlag, entries)
				.forEach((nodeId, users) -> this.node.ask(nodeId, remote, command.apply(remote.id())));
			remote.begun();
		});
		return here.thenCombine(remote.completion(), (closedHere, there) -> closedHere + there.reached());
	}

	@Override
	public CompletionStage<Boolean> isOnline(String uid) {
		if (this.sessions.isConnected(uid)) {
			return CompletableFuture.completedStage(true);
		}
		RemotePart remote = this.node.begin();
		CompletableFuture<Boolean> online = new CompletableFuture<>();
		remote.completion().whenComplete((result, failure) -> {
			if (failure != null) {
				online.completeExceptionally(failure);
			}
		});
		this.node.find(List.of(uid), remote, (entries) -> {
			remote.begun();
			online.complete(entries.containsKey(uid));
		});
		return online.minimalCompletionStage();
	}

	@Override
	public Collection<String> onlineUsers() {
		return this.local.onlineUsers();
	}

	@Override
	public int userCount() {
		return this.local.userCount();
	}

	@Override
	public int connectionCount() {
		return this.local.connectionCount();
	}

}
