package io.wknet.server;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;

import io.wknet.cluster.ClusterStats;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.FrameType;
import io.wknet.metrics.TrafficCounters;
import io.wknet.node.ClusterNode;
import io.wknet.session.Sessions;
import io.wknet.timer.ScheduledTask;
import io.wknet.topic.Topics;
import io.wknet.transport.LoopContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.DisposableServer;

/**
 * A server that listens: what its listeners accept becomes sessions on its event loops.
 */
final class RunningWkServer implements BoundWkServer {

	private static final Logger logger = LoggerFactory.getLogger(RunningWkServer.class);

	private static final Duration LAST_CALLS = Duration.ofMillis(200);

	private static final Duration LISTENERS_CLOSE = Duration.ofMillis(100);

	private static final Duration CHANNELS_CLOSE = Duration.ofMillis(200);

	private static final Duration LOOP_SHUTDOWN = Duration.ofMillis(300);

	private static final Duration CLUSTER_STOP = Duration.ofSeconds(2);

	private static final Duration WORKER_SHUTDOWN = Duration.ofMillis(100);

	private final EventLoops loops;

	private final Sessions sessions;

	private final @Nullable WorkerPool ownWorkers;

	private final Duration closeOver;

	/**
	 * Those that are bound so far; never changed.
	 */
	private volatile Map<String, DisposableServer> listeners = Map.of();

	private volatile Map<String, InetSocketAddress> addresses = Map.of();

	private final AtomicReference<@Nullable CompletableFuture<Boolean>> stopping = new AtomicReference<>();

	RunningWkServer(EventLoops loops, Sessions sessions, @Nullable WorkerPool ownWorkers, Duration closeOver) {
		this.loops = loops;
		this.sessions = sessions;
		this.ownWorkers = ownWorkers;
		this.closeOver = closeOver;
	}

	void listening(String name, DisposableServer listener) {
		InetSocketAddress address = (InetSocketAddress) listener.address();
		this.listeners = with(this.listeners, name, listener);
		this.addresses = with(this.addresses, name, address);
		logger.info("Listener '{}' is bound to {} ({})", name, address, this.loops.transport());
	}

	private static <V> Map<String, V> with(Map<String, V> map, String name, V value) {
		Map<String, V> copy = new LinkedHashMap<>(map);
		copy.put(name, value);
		return Collections.unmodifiableMap(copy);
	}

	@Override
	public Map<String, InetSocketAddress> addresses() {
		return this.addresses;
	}

	@Override
	public int port() {
		return this.addresses.values().iterator().next().getPort();
	}

	@Override
	public boolean isAccepting() {
		return !isStopping() && !this.listeners.isEmpty()
				&& this.listeners.values().stream().allMatch((listener) -> listener.channel().isActive());
	}

	@Override
	public boolean isStopping() {
		return this.stopping.get() != null;
	}

	@Override
	public TransportType transport() {
		return this.loops.transport();
	}

	@Override
	public ConnectionRegistry connections() {
		return this.sessions.registry();
	}

	@Override
	public WkOperations operations() {
		return this.sessions.operations();
	}

	@Override
	public Topics topics() {
		return this.sessions.topics();
	}

	@Override
	public ServerStats stats() {
		List<TrafficCounters> counters = this.loops.contexts().stream().map(LoopContext::counters).toList();
		return new ServerStats(this.sessions.accepted(), this.sessions.closed(),
				byType(counters, TrafficCounters::framesIn), byType(counters, TrafficCounters::framesOut),
				sum(counters, TrafficCounters::bytesIn), sum(counters, TrafficCounters::bytesOut),
				this.sessions.unhandledFrames(), this.sessions.listenerErrors(), this.sessions.pendingAuthentications(),
				this.sessions.unreadableMessages(), this.sessions.topics().topicCount(),
				this.sessions.topics().subscriptionCount(), this.sessions.deliveries());
	}

	@Override
	public ScheduledTask schedule(Duration delay, Runnable task) {
		if (delay.isNegative()) {
			throw new IllegalArgumentException("The delay must not be negative, found " + delay);
		}
		return start(task, 0, delay);
	}

	@Override
	public ScheduledTask scheduleRepeatedly(Duration period, Runnable task) {
		if (period.isNegative() || period.isZero()) {
			throw new IllegalArgumentException("The period must be positive, found " + period);
		}
		return start(task, period.toNanos(), period);
	}

	@Override
	public boolean stop(Duration deadline) {
		if (deadline.isNegative() || deadline.isZero()) {
			throw new IllegalArgumentException("The deadline must be positive, found " + deadline);
		}
		if (this.loops.inEventLoop()) {
			throw new IllegalStateException("stop waits, so it can not be called on an event loop of the server; "
					+ "call it on another thread");
		}
		CompletableFuture<Boolean> mine = new CompletableFuture<>();
		CompletableFuture<Boolean> first = this.stopping.compareAndExchange(null, mine);
		if (first != null) {
			return await(first, deadline.plusSeconds(1));
		}
		boolean finished = false;
		try {
			finished = stopWithin(System.nanoTime() + deadline.toNanos());
		}
		finally {
			mine.complete(finished);
		}
		return finished;
	}

	/**
	 * Join the cluster, if there is one.
	 */
	void join() {
		ClusterNode cluster = this.sessions.cluster();
		if (cluster != null) {
			cluster.start();
		}
	}

	@Override
	public @Nullable ClusterStats clusterStats() {
		ClusterNode cluster = this.sessions.cluster();
		return (cluster != null) ? cluster.stats() : null;
	}

	/**
	 * Forget a server of which not all listeners could be bound.
	 */
	void abandon() {
		stopAccepting();
		endThreads();
	}

	private boolean stopWithin(long deadlineNanos) {
		logger.info("Stopping with {} connections", connections().connectionCount());
		stopAccepting();
		this.sessions.drain(this.closeOver);
		boolean finished = awaitSessions(deadlineNanos);
		if (!finished) {
			logger.warn("The deadline to stop has passed; what is left is closed by force");
			this.sessions.abort();
			awaitLastCalls();
		}
		endThreads();
		logger.info("Stopped");
		return finished;
	}

	/**
	 * Let every {@code onClose} run; what is hung before it is interrupted.
	 */
	private void awaitLastCalls() {
		boolean ended = awaitSessions(System.nanoTime() + LAST_CALLS.toNanos());
		if (!ended && this.ownWorkers != null) {
			this.ownWorkers.shutdown();
			awaitSessions(System.nanoTime() + LAST_CALLS.toNanos());
		}
	}

	private boolean awaitSessions(long deadlineNanos) {
		while (!this.sessions.isEmpty()) {
			long left = deadlineNanos - System.nanoTime();
			if (left <= 0) {
				return false;
			}
			LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(2)));
		}
		return true;
	}

	/**
	 * Over io_uring a listener that closes needs its event loop once more; without it the
	 * kernel would go on accepting for a while.
	 */
	private void stopAccepting() {
		this.listeners.values().forEach(DisposableServer::dispose);
		long deadline = System.nanoTime() + LISTENERS_CLOSE.toNanos();
		for (DisposableServer listener : this.listeners.values()) {
			listener.channel()
				.closeFuture()
				.awaitUninterruptibly(Math.max(deadline - System.nanoTime(), 1), TimeUnit.NANOSECONDS);
		}
		if (!this.loops.refuseWaiting(LISTENERS_CLOSE)) {
			logger.warn("An event loop is busy; what it has accepted last is closed later");
		}
	}

	private void endThreads() {
		ClusterNode cluster = this.sessions.cluster();
		if (cluster != null) {
			cluster.stop(CLUSTER_STOP);
		}
		if (this.ownWorkers != null) {
			this.ownWorkers.shutdown();
		}
		if (!this.loops.awaitNoChannels(CHANNELS_CLOSE)) {
			logger.debug("Some channels are still open; they are closed with their event loops");
		}
		if (this.loops.end(LOOP_SHUTDOWN)) {
			this.sessions.loopsEnded();
		}
		else {
			logger.warn("A listener does not return on its event loop; its thread is left behind");
		}
		if (this.ownWorkers != null) {
			this.ownWorkers.awaitEnd(WORKER_SHUTDOWN);
		}
	}

	private ScheduledTask start(Runnable task, long periodNanos, Duration delay) {
		WheelTask wheelTask = new WheelTask(this.loops.contextOf(this.loops.next()), task, periodNanos);
		wheelTask.start(delay.toNanos());
		return wheelTask;
	}

	private static boolean await(CompletableFuture<Boolean> stopped, Duration atMost) {
		try {
			return stopped.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (ExecutionException | TimeoutException ex) {
			return false;
		}
	}

	private static Map<FrameType, Long> byType(List<TrafficCounters> counters, FrameCount count) {
		Map<FrameType, Long> result = new EnumMap<>(FrameType.class);
		for (FrameType type : FrameType.list()) {
			result.put(type, sum(counters, (counter) -> count.of(counter, type)));
		}
		return result;
	}

	private static long sum(List<TrafficCounters> counters, ToLongFunction<TrafficCounters> count) {
		return counters.stream().mapToLong(count).sum();
	}

	/**
	 * Reads one of the counts by type.
	 */
	@FunctionalInterface
	private interface FrameCount {

		long of(TrafficCounters counters, FrameType type);

	}

}
