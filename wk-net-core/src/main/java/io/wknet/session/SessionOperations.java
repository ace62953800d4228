package io.wknet.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.wknet.connection.WkConnection;
import io.wknet.delivery.Delivery;
import io.wknet.delivery.DeliveryRejectedException;
import io.wknet.delivery.DeliveryResult;
import io.wknet.delivery.DeliveryStats;
import io.wknet.delivery.FanOutSettings;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.ServerFrame;
import io.wknet.topic.Topic;
import io.wknet.transport.LoopContext;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who is meant, and sends to them.
 */
final class SessionOperations implements WkOperations {

	/**
	 * What a fan-out takes beside its frame, about.
	 */
	private static final int FAN_OUT_BYTES = 256;

	private final SessionRegistry registry;

	private final TopicTable topics;

	private final FanOutSettings settings;

	private final ConcurrentMap<LoopContext, LoopOutbox> outboxes = new ConcurrentHashMap<>();

	private final AtomicLong waitingBytes = new AtomicLong();

	private final LongAdder reached = new LongAdder();

	private final LongAdder closed = new LongAdder();

	private final LongAdder slow = new LongAdder();

	private final LongAdder unsupported = new LongAdder();

	SessionOperations(SessionRegistry registry, TopicTable topics, FanOutSettings settings) {
		this.registry = registry;
		this.topics = topics;
		this.settings = settings;
	}

	/**
	 * There are sessions on an event loop.
	 */
	void on(LoopContext loop) {
		this.outboxes.computeIfAbsent(loop, LoopOutbox::new);
	}

	/**
	 * The event loops have ended.
	 */
	void loopsEnded() {
		this.outboxes.values().forEach(LoopOutbox::loopEnded);
	}

	@Override
	public Delivery sendToConnection(long connectionId, ServerFrame frame) {
		WkConnection connection = this.registry.find(connectionId);
		return send((connection != null) ? List.of(connection) : List.of(), frame);
	}

	@Override
	public Delivery sendToUser(String uid, ServerFrame frame) {
		return send(this.registry.findByUid(uid), frame);
	}

	@Override
	public Delivery sendToUser(String uid, DeviceFlag deviceFlag, ServerFrame frame) {
		return send(this.registry.findByUid(uid, deviceFlag), frame);
	}

	/**
	 * Send to a few, in order with what else is sent to them.
	 */
	private Delivery send(List<WkConnection> receivers, ServerFrame frame) {
		SessionDelivery delivery = new SessionDelivery(this, frame, false);
		delivery.to(receivers.size());
		for (WkConnection connection : receivers) {
			Session receiver = (Session) connection;
			if (receiver.isOpen()) {
				delivery.frame().retain();
				receiver.channel().send(delivery.frame());
			}
			else {
				delivery.notSent(receiver.failure());
			}
		}
		delivery.begun();
		return delivery;
	}

	@Override
	public Delivery sendToUsers(Collection<String> uids, ServerFrame frame) {
		Set<String> distinct = new LinkedHashSet<>(uids);
		return fanOut(frame, (receivers) -> {
			for (String uid : distinct) {
				this.registry.findByUid(uid).forEach((connection) -> receivers.accept((Session) connection));
			}
		});
	}

	@Override
	public Delivery sendToAll(ServerFrame frame) {
		return fanOut(frame, (receivers) -> {
			for (Session session : this.registry.all()) {
				if (session.isOpen() && session.isAuthenticated()) {
					receivers.accept(session);
				}
			}
		});
	}

	private Delivery fanOut(ServerFrame frame, Consumer<Consumer<Session>> receivers) {
		SessionDelivery delivery = new SessionDelivery(this, frame, true);
		Map<LoopContext, List<Session>> byLoop = new HashMap<>();
		receivers.accept((session) -> byLoop.computeIfAbsent(session.channel().loop(), (loop) -> new ArrayList<>())
			.add(session));
		byLoop.forEach((loop, sessions) -> fanOut(delivery, loop, sessions.toArray(Session[]::new), null));
		delivery.begun();
		return delivery;
	}

	@Override
	public Delivery sendToTopic(Topic topic, ServerFrame frame) {
		return publish(topic, frame, null);
	}

	@Override
	public Delivery sendToTopic(Topic topic, ServerFrame frame, Predicate<? super WkConnection> filter) {
		return publish(topic, frame, filter);
	}

	private Delivery publish(Topic topic, ServerFrame frame, @Nullable Predicate<? super WkConnection> filter) {
		SessionDelivery delivery = new SessionDelivery(this, frame, true);
		this.topics.publish(topic, (loop, subscribers) -> fanOut(delivery, loop, subscribers, filter));
		delivery.begun();
		return delivery;
	}

	private void fanOut(SessionDelivery delivery, LoopContext loop, Session[] receivers,
			@Nullable Predicate<? super WkConnection> filter) {
		LoopOutbox outbox = this.outboxes.get(loop);
		assert outbox != null;
		outbox.add(new FanOut(delivery, receivers, filter));
	}

	/**
	 * A frame waits for the event loops.
	 * @param frameBytes its size
	 * @return how much it counts
	 * @throws DeliveryRejectedException if too much waits
	 */
	int beginWaiting(int frameBytes) {
		int counted = frameBytes + FAN_OUT_BYTES;
		long before = this.waitingBytes.getAndAdd(counted);
		if (before + counted > this.settings.maxPendingBytes()) {
			endWaiting(counted);
			throw new DeliveryRejectedException(frameBytes, before, this.settings.maxPendingBytes());
		}
		return counted;
	}

	void endWaiting(int counted) {
		this.waitingBytes.addAndGet(-counted);
	}

	/**
	 * A delivery is complete.
	 */
	void count(DeliveryResult result) {
		this.reached.add(result.reached());
		this.closed.add(result.closed());
		this.slow.add(result.slow());
		this.unsupported.add(result.unsupported());
	}

	/**
	 * Refuse to wait on an event loop, which would wait for itself.
	 */
	void checkMayWait() {
		if (this.outboxes.keySet().stream().anyMatch(LoopContext::inEventLoop)) {
			throw new IllegalStateException("A delivery can not be awaited on an event loop of the server; use "
					+ "completion(), or let the listener run on a worker");
		}
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
	public CompletionStage<Integer> kickUser(String uid) {
		Collection<WkConnection> connections = this.registry.findByUid(uid);
		connections.forEach(WkConnection::kick);
		return CompletableFuture.completedStage(connections.size());
	}

	@Override
	public CompletionStage<Integer> kickUser(String uid, DeviceFlag deviceFlag) {
		Collection<WkConnection> connections = this.registry.findByUid(uid, deviceFlag);
		connections.forEach(WkConnection::kick);
		return CompletableFuture.completedStage(connections.size());
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
	public CompletionStage<Integer> closeUser(String uid, ReasonCode reasonCode, String reason) {
		Collection<WkConnection> connections = this.registry.findByUid(uid);
		connections.forEach((connection) -> connection.close(reasonCode, reason));
		return CompletableFuture.completedStage(connections.size());
	}

	@Override
	public CompletionStage<Boolean> isOnline(String uid) {
		return CompletableFuture.completedStage(this.registry.isOnline(uid));
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
		return new DeliveryStats(this.reached.sum(), this.closed.sum(), this.slow.sum(), this.unsupported.sum(),
				this.waitingBytes.get());
	}

}
