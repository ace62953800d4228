package io.wknet.session;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.delivery.DeliveryStats;
import io.wknet.delivery.WkOperations;
import io.wknet.listener.TrafficListener;
import io.wknet.log.FloodLog;
import io.wknet.node.ClusterNode;
import io.wknet.node.LocalSessions;
import io.wknet.topic.Topics;
import io.wknet.transport.FrameChannel;
import io.wknet.transport.FrameReceiver;
import io.wknet.transport.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * All sessions of one server: opens them, finds them, drains them.
 *
 * @since 0.1.0
 */
public final class Sessions {

	private static final Logger logger = LoggerFactory.getLogger(Sessions.class);

	private final SessionSettings settings;

	private final SessionRegistry registry;

	private final TopicTable topics;

	private final SessionOperations operations;

	private final SessionCounters counters = new SessionCounters();

	private final FloodLog floodLog;

	private final AtomicLong ids = new AtomicLong();

	private final @Nullable TrafficListener traffic;

	private final @Nullable ClusterNode cluster;

	private volatile boolean draining;

	/**
	 * Create the sessions of a server.
	 * @param settings what they share
	 */
	public Sessions(SessionSettings settings) {
		this(settings, new FloodLog(), null);
	}

	/**
	 * Create the sessions of a server that is a node of a cluster.
	 * @param settings what they share
	 * @param cluster makes the node, which the caller starts and stops
	 */
	public Sessions(SessionSettings settings, Function<LocalSessions, ClusterNode> cluster) {
		this(settings, new FloodLog(), cluster);
	}

	Sessions(SessionSettings settings, FloodLog floodLog) {
		this(settings, floodLog, null);
	}

	private Sessions(SessionSettings settings, FloodLog floodLog,
			@Nullable Function<LocalSessions, ClusterNode> cluster) {
		this.settings = settings;
		this.floodLog = floodLog;
		this.registry = new SessionRegistry(settings.application().presence(), floodLog);
		this.topics = new TopicTable(settings.topics(), this.registry);
		this.operations = new SessionOperations(this.registry, this.topics, settings.fanOut());
		TrafficListener given = settings.application().traffic();
		this.traffic = (given != null) ? new GuardedTrafficListener(given, floodLog) : null;
		this.cluster = (cluster != null) ? cluster.apply(new NodeSessions(this.registry, this.operations)) : null;
		if (this.cluster != null) {
			this.topics.interest(this.cluster::subscribed);
		}
	}

	/**
	 * The rules for the sessions of a listener that has none of its own, with
	 * {@link Encryption#IF_OFFERED}.
	 * @param listener the listener's name
	 * @return the rules
	 */
	public ListenerRules rules(String listener) {
		return new ListenerRules(listener, Encryption.IF_OFFERED, this.settings.auth().timeout(),
				this.settings.frameLimits(), this.settings.idleTimeout());
	}

	/**
	 * Open a session by {@linkplain #rules the rules of the server}, on its channel's
	 * event loop.
	 * @param listener the name of the listener that accepted the channel
	 * @param channel the channel
	 * @return the session
	 */
	public FrameReceiver open(String listener, FrameChannel channel) {
		return open(rules(listener), channel);
	}

	/**
	 * Open a session, on its channel's event loop.
	 * @param rules those of the listener that accepted the channel
	 * @param channel the channel
	 * @return the session, which the application's listener hears of when the channel
	 * says that it is {@linkplain FrameReceiver#opened() ready}
	 */
	public FrameReceiver open(ListenerRules rules, FrameChannel channel) {
		Session session = new Session(this, this.ids.incrementAndGet(), rules, channel);
		this.counters.accepted.increment();
		this.operations.on(channel.loop());
		this.registry.opened(session);
		return session;
	}

	/**
	 * Count a channel that was accepted and gets no session.
	 * @param listener the name of the listener that accepted it
	 * @param remoteAddress the address of the client, as far as it is known
	 * @param refusal why
	 * @param what the same in words
	 */
	public void refused(String listener, SocketAddress remoteAddress, Refusal refusal, String what) {
		CloseReason reason = switch (refusal) {
			case LEFT -> CloseReason.CLIENT;
			case IO_ERROR -> CloseReason.IO_ERROR;
			case PROTOCOL_ERROR -> CloseReason.PROTOCOL_ERROR;
			case TIMEOUT -> CloseReason.AUTH_TIMEOUT;
			case FORBIDDEN -> CloseReason.AUTH_FAILED;
			case FAILED -> CloseReason.LISTENER_ERROR;
			case LIMIT_EXCEEDED -> CloseReason.LIMIT_EXCEEDED;
			case SHUTDOWN -> CloseReason.SHUTDOWN;
		};
		this.counters.accepted.increment();
		this.counters.closed(reason);
		if (reason.isAbnormal()) {
			this.floodLog.log(logger, level(refusal), List.of(reason, listener), "'{}' refused {}: {}: {}", listener,
					remoteAddress, reason, what);
		}
		else {
			logger.debug("'{}' closed {}: {}: {}", listener, remoteAddress, reason, what);
		}
	}

	/**
	 * What a client does wrong is for its owner to mend, a limit that is reached or a
	 * certificate that can not be used for the server's.
	 */
	private static Level level(Refusal refusal) {
		return (refusal == Refusal.LIMIT_EXCEEDED || refusal == Refusal.FAILED) ? Level.WARN : Level.INFO;
	}

	/**
	 * Find sessions.
	 * @return the registry
	 */
	public ConnectionRegistry registry() {
		return this.registry;
	}

	/**
	 * Send to sessions.
	 * @return the operations
	 */
	public WkOperations operations() {
		return (this.cluster != null) ? this.cluster.operations() : this.operations;
	}

	/**
	 * The node that this server is.
	 * @return the node, or {@code null} if the server is alone
	 */
	public @Nullable ClusterNode cluster() {
		return this.cluster;
	}

	/**
	 * Subscribe sessions to topics.
	 * @return the topics
	 */
	public Topics topics() {
		return this.topics;
	}

	/**
	 * What became of what the operations sent.
	 * @return the numbers
	 */
	public DeliveryStats deliveries() {
		return this.operations.stats();
	}

	/**
	 * How many connections were accepted, those included that were refused.
	 * @return the number
	 */
	public long accepted() {
		return this.counters.accepted.sum();
	}

	/**
	 * How many connections have ended, by reason, those included that were refused.
	 * @return the numbers; every reason is there
	 */
	public Map<CloseReason, Long> closed() {
		return this.counters.closed();
	}

	/**
	 * How many frames had no listener.
	 * @return the number
	 */
	public long unhandledFrames() {
		return this.counters.unhandledFrames.sum();
	}

	/**
	 * How many SENDs had a wrong message key or a payload that could not be decrypted.
	 * @return the number
	 */
	public long unreadableMessages() {
		return this.counters.unreadableMessages.sum();
	}

	/**
	 * How many calls of the listener have failed.
	 * @return the number
	 */
	public long listenerErrors() {
		return this.counters.listenerErrors.sum();
	}

	/**
	 * How many authentications are in progress.
	 * @return the number
	 */
	public int pendingAuthentications() {
		return this.counters.pendingAuthentications.get();
	}

	/**
	 * Whether every session is over, {@code onClose} and all.
	 * @return {@code true} if none is left
	 */
	public boolean isEmpty() {
		return this.registry.isEmpty();
	}

	/**
	 * Let every session finish the calls it has begun, then close it with
	 * {@link CloseReason#SHUTDOWN}; also those that open later.
	 * @param over the time over which this is spread
	 */
	public void drain(Duration over) {
		this.draining = true;
		List<Session> sessions = new ArrayList<>(this.registry.all());
		long step = over.toNanos() / Math.max(sessions.size(), 1);
		for (int i = 0; i < sessions.size(); i++) {
			Session session = sessions.get(i);
			long delay = step * i;
			session.executeOnLoop((delay != 0) ? () -> session.after(delay, session::drain) : session::drain);
		}
	}

	/**
	 * Close every session that is left at once, without waiting for its calls.
	 */
	public void abort() {
		for (Session session : this.registry.all()) {
			session.executeOnLoop(session::abort);
		}
	}

	/**
	 * If more waits for all sessions together than may wait, close those for whom most
	 * waits, until it is an eighth less. Called on an event loop.
	 * @param maxPendingBytes how much may wait
	 */
	public void closeSlowest(long maxPendingBytes) {
		SlowestSessions.in(this.registry.all())
			.closeUntil(maxPendingBytes, maxPendingBytes - maxPendingBytes / 8, this.floodLog);
	}

	/**
	 * The event loops have ended.
	 */
	public void loopsEnded() {
		this.floodLog.tell();
		this.operations.loopsEnded();
	}

	/**
	 * Whether what opens now is to be closed at once.
	 */
	boolean isDraining() {
		return this.draining;
	}

	@Nullable TrafficListener traffic() {
		return this.traffic;
	}

	/**
	 * Where to log what a peer can cause.
	 */
	FloodLog floodLog() {
		return this.floodLog;
	}

	SessionSettings settings() {
		return this.settings;
	}

	SessionRegistry table() {
		return this.registry;
	}

	TopicTable topicTable() {
		return this.topics;
	}

	SessionCounters counters() {
		return this.counters;
	}

	/**
	 * Take the place of one more authentication in progress.
	 * @return {@code false} if there are as many as there may be
	 */
	boolean beginAuthentication() {
		int max = this.settings.auth().maxPending();
		int pending = this.counters.pendingAuthentications.getAndUpdate((count) -> Math.min(count + 1, max));
		if (pending < max) {
			return true;
		}
		this.floodLog.log(logger, Level.WARN, "auth.max-pending",
				"{} authentications are in progress, as many as may be (auth.max-pending): clients are refused, and come "
						+ "again later. Look at what the authenticator waits for, or allow more",
				pending);
		return false;
	}

	void endAuthentication() {
		this.counters.pendingAuthentications.decrementAndGet();
	}

}
