package io.wknet.node;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.wknet.cluster.ClusterBus;
import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.ClusterSettings;
import io.wknet.cluster.ClusterStats;
import io.wknet.cluster.PresenceEntry;
import io.wknet.cluster.PresenceStore.Displaced;
import io.wknet.codec.FrameBytes;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.ServerFrame;
import io.wknet.topic.Topic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends to other nodes, and takes what they send.
 */
final class NodeDelivery {

	private static final Logger logger = LoggerFactory.getLogger(NodeDelivery.class);

	private static final int TICKS = 8;

	private final ClusterMember self;

	private final ClusterSettings settings;

	private final ClusterBus bus;

	private final NodeExecutor executor;

	private final StoreCalls calls;

	private final NodeBus out;

	private final NodeReceiver in;

	private final Lookups lookups;

	private final Requests requests;

	private final TopicInterest topics;

	private final ClusterOperations operations;

	private final LongAdder lookupsFailed = new LongAdder();

	private volatile boolean receiving;

	private boolean starting;

	private volatile boolean stopped;

	NodeDelivery(ClusterMember self, ClusterSettings settings, ClusterRoles roles, LocalSessions local,
			NodeExecutor executor) {
		this.self = self;
		this.settings = settings;
		this.bus = roles.bus();
		this.executor = executor;
		this.calls = new StoreCalls(executor, settings.timeout());
		this.out = new NodeBus(self, settings, this.bus);
		this.requests = new Requests(settings.maxPending());
		this.in = new NodeReceiver(self, settings, local, this.out, this.requests, executor);
		this.lookups = new Lookups(roles.presence(), settings);
		this.topics = new TopicInterest(this.bus, this.calls);
		this.operations = new ClusterOperations(local, this);
	}

	/**
	 * Begin to receive, now or with a later heartbeat.
	 * @param displaced is told of connections of this node whose place was taken
	 */
	void start(Consumer<Displaced> displaced) {
		this.in.displaced(displaced);
		this.executor.execute(this::open);
		this.executor.schedule(tick(), this::expire);
	}

	private void open() {
		if (this.receiving || this.starting || this.stopped) {
			return;
		}
		this.starting = true;
		this.calls.call(() -> this.bus.start(this.self, this.in), (nothing, failure) -> {
			this.starting = false;
			if (failure == null) {
				opened();
			}
			else {
				logger.debug("The bus does not start: {}", String.valueOf(failure));
			}
		}, (late) -> opened());
	}

	private void opened() {
		if (!this.stopped && !this.receiving) {
			this.receiving = true;
			this.topics.reopened();
		}
	}

	private Duration tick() {
		return this.settings.timeout().dividedBy(TICKS);
	}

	private void expire() {
		this.requests.expire(this.executor.nanoTime());
		if (!this.stopped) {
			this.executor.schedule(tick(), this::expire);
		}
	}

	void stop(Duration timeout) {
		this.stopped = true;
		this.receiving = false;
		this.requests.close();
		try {
			this.bus.stop().toCompletableFuture().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("The bus does not stop: {}", ex.toString());
		}
	}

	/**
	 * A heartbeat, on the node's thread: open the bus again if it is not open, try again
	 * what failed, and measure.
	 */
	void beat() {
		open();
		if (this.receiving) {
			this.topics.beat();
			this.out.send(this.self.nodeId(), new Part.Lag(this.executor.nanoTime()), (nodes, failure) -> {
			});
		}
	}

	WkOperations operations() {
		return this.operations;
	}

	/**
	 * Tell the nodes of connections whose place was taken, as far as they can be reached;
	 * they learn it at their next heartbeat otherwise.
	 */
	void displaced(List<Displaced> displaced) {
		for (Displaced one : displaced) {
			this.out.send(one.member().nodeId(),
					new Part.DisplacedConnection(one.member().bootId(), one.connectionId(), one.sameDevice()),
					(nodes, failure) -> {
					});
		}
	}

	/**
	 * The first local subscriber of a topic has come, or the last has gone. Called under
	 * the lock of the topic, so it is quick.
	 */
	void subscribed(Topic topic, boolean anybody) {
		this.executor.execute(() -> this.topics.wanted(topic, anybody));
	}

	// What the operations need

	boolean isSelf(String nodeId) {
		return this.self.nodeId().equals(nodeId);
	}

	/**
	 * Begin a request to other nodes; one too many fails at once.
	 */
	RemotePart begin() {
		RemotePart remote = new RemotePart(this.requests.nextId(),
				this.executor.nanoTime() + this.settings.timeout().toNanos(), this.requests::remove);
		if (!this.requests.add(remote)) {
			remote.failed("Other nodes were not asked, because maxPending=" + this.settings.maxPending()
					+ " requests wait for them already; send more slowly, or raise cluster.max-pending", null);
		}
		return remote;
	}

	/**
	 * Look users up.
	 * @param found called with their entries; not called if nobody knows, or the request
	 * is over
	 */
	void find(Collection<String> uids, RemotePart remote, Consumer<Map<String, List<PresenceEntry>>> found) {
		if (remote.isOver()) {
			return;
		}
		this.lookups.find(uids, (entries, failure) -> {
			if (entries == null) {
				this.lookupsFailed.increment();
				remote.failed("It is not known where users are connected", failure);
			}
			else if (!remote.isOver()) {
				found.accept(entries);
			}
		});
	}

	/**
	 * Encode a frame, once for all nodes.
	 * @return the bytes, or {@code null} if that failed or the request is over
	 */
	byte @Nullable [] encode(ServerFrame frame, RemotePart remote) {
		if (remote.isOver()) {
			return null;
		}
		try {
			return FrameBytes.encode(frame, this.settings.maxMessageBytes());
		}
		catch (RuntimeException ex) {
			remote.failed("The frame was not sent to other nodes", ex);
			return null;
		}
	}

	/**
	 * Ask one node; {@link RemotePart#begun()} is left to the caller.
	 */
	void ask(String nodeId, RemotePart remote, Part part) {
		remote.expect(1);
		this.out.send(nodeId, part, (nodes, failure) -> {
			if (failure != null) {
				remote.failed("The node '" + nodeId + "' was not reached", failure);
			}
			else if (nodes == 0) {
				remote.failed("The node '" + nodeId + "' does not listen", null);
			}
		});
	}

	void askAll(RemotePart remote, Part part) {
		this.out.sendToAll(part, (nodes, failure) -> asked(remote, nodes, failure));
	}

	void publish(Topic topic, RemotePart remote, Part part) {
		this.out.publish(topic, part, (nodes, failure) -> asked(remote, nodes, failure));
	}

	private static void asked(RemotePart remote, int nodes, @Nullable Throwable failure) {
		if (failure != null) {
			remote.failed("Other nodes were not reached", failure);
		}
		else {
			remote.expect(nodes);
			remote.begun();
		}
	}

	ClusterStats.Bus stats() {
		return new ClusterStats.Bus(this.receiving, this.out.sent.sum(), this.in.received.sum(),
				this.out.failed.sum() + this.lookupsFailed.sum(), this.requests.unanswered.sum(),
				this.in.malformed.sum(), this.requests.rejected.sum(), this.requests.size(), this.in.lag());
	}

}
