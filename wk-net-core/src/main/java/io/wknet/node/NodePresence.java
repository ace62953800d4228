package io.wknet.node;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.ClusterSettings;
import io.wknet.cluster.ClusterState;
import io.wknet.cluster.DuplicateNodeException;
import io.wknet.cluster.NodeDirectory;
import io.wknet.cluster.NodeStatus;
import io.wknet.cluster.PresenceStore;
import io.wknet.cluster.PresenceStore.PresenceLease;
import io.wknet.cluster.PresenceStore.PresenceOwner;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node in the directory, and its connections in the presence store.
 *
 * <pre>
 *            directory lets it in                all claimed
 * JOINING ───────────────────────▶ REJOINING ───────────────▶ JOINED
 *    │                               ▲    │                      │
 *    │ id in use                     │    │ no answer            │ no answer, or
 *    ▼                       answers │    ▼                      ▼ lease lost
 * DUPLICATE                          └── AWAY ◀──────────────────┘
 * </pre>
 *
 * After any doubt about what the store knows, the node opens a higher epoch of its lease
 * and claims all its connections again, those included that are over and were not surely
 * released, which it releases then. All of it happens on the node's thread.
 */
final class NodePresence {

	private static final Logger logger = LoggerFactory.getLogger(NodePresence.class);

	private static final Duration SHORTEST_RETRY = Duration.ofMillis(20);

	private static final Duration LONGEST_RETRY = Duration.ofMillis(500);

	/**
	 * How many timeouts the first call gets: an application that starts is slow.
	 */
	private static final int FIRST_TIMEOUTS = 3;

	private static final Duration AFTER_EXPIRY = Duration.ofMillis(5);

	private final ClusterMember self;

	private final ClusterSettings settings;

	private final NodeDirectory directory;

	private final PresenceStore store;

	private final LocalSessions local;

	private final NodeDelivery delivery;

	private final NodeExecutor executor;

	private final StoreCalls calls;

	private final Announcements announcements;

	private final Claims claims;

	private final Set<ClusterMember> sweeping = new HashSet<>();

	private volatile ClusterState state = ClusterState.JOINING;

	private volatile List<NodeStatus> nodes = List.of();

	private volatile long users;

	private long epoch;

	/**
	 * Whether the store has a lease of this epoch, as far as the node knows.
	 */
	private boolean open;

	/**
	 * What the store's clock is ahead of this node's, once it is known.
	 */
	private @Nullable Long aheadMicros;

	private Duration retry = SHORTEST_RETRY;

	private Runnable cancelBeat = () -> {
	};

	private boolean beating;

	private boolean stopped;

	NodePresence(ClusterMember self, ClusterSettings settings, ClusterRoles roles, LocalSessions local,
			NodeDelivery delivery, NodeExecutor executor) {
		this.self = self;
		this.settings = settings;
		this.directory = roles.directory();
		this.store = roles.presence();
		this.local = local;
		this.delivery = delivery;
		this.executor = executor;
		this.calls = new StoreCalls(executor, settings.timeout());
		this.announcements = new Announcements(executor, local);
		this.claims = new Claims(self, this.store, this.calls, local, delivery, this.announcements, this::storeMicros,
				this::doubt);
	}

	ClusterState state() {
		return this.state;
	}

	List<NodeStatus> nodes() {
		return this.nodes;
	}

	long users() {
		return this.users;
	}

	/**
	 * Whether nothing waits for an answer or to be told. Asked on the node's thread.
	 */
	boolean isIdle() {
		return this.claims.isIdle() && this.announcements.isIdle() && this.sweeping.isEmpty();
	}

	// Logins, called on any thread

	void login(Login login, Runnable admitted) {
		this.executor.execute(() -> this.claims.login(login, admitted));
	}

	void entered(Login login) {
		this.executor.execute(() -> this.announcements.entered(login));
	}

	void left(Login login) {
		this.executor.execute(() -> this.claims.left(login));
	}

	/**
	 * Another node says that a later login has taken a connection's place.
	 */
	void displaced(PresenceStore.Displaced one) {
		this.executor.execute(() -> this.claims.displaced(one));
	}

	// Joining

	/**
	 * Join, and wait for what the directory says first: whether the id is free. A killed
	 * process's entry is waited for, as long as it may last.
	 */
	void start() {
		long mayLast = this.settings.lease().toNanos() + this.settings.timeout().toNanos() * 4;
		try {
			join().get(mayLast, TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof DuplicateNodeException duplicate) {
				this.state = ClusterState.LEFT;
				this.executor.shutdown(SHORTEST_RETRY);
				throw duplicate;
			}
			throw new IllegalStateException("The node could not join", ex.getCause());
		}
		catch (TimeoutException ex) {
			logger.warn("The cluster does not let '{}' in yet; it serves its own connections until then",
					this.self.nodeId());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Join without waiting.
	 * @return completes when the node is in or has found that the cluster is away; fails
	 * if the id is in use
	 */
	CompletableFuture<Void> join() {
		CompletableFuture<Void> joined = new CompletableFuture<>();
		this.executor.execute(() -> enter(this.executor.nanoTime(), joined));
		return joined;
	}

	private void enter(long begunNanos, CompletableFuture<Void> joined) {
		this.calls.call(() -> this.directory.renew(status(), this.settings.lease()), (alive, failure) -> {
			if (failure instanceof DuplicateNodeException duplicate) {
				long waited = this.executor.nanoTime() - begunNanos;
				if (waited > this.settings.lease().toNanos()) {
					joined.completeExceptionally(duplicate);
					return;
				}
				if (waited < SHORTEST_RETRY.toNanos()) {
					logger.info("The node id '{}' is in use by boot {}; waiting for up to {} ms, in case that is gone",
							this.self.nodeId(), duplicate.holder().bootId(), duplicate.remaining().toMillis());
				}
				Duration poll = this.settings.lease().dividedBy(10);
				this.executor.schedule(poll, () -> enter(begunNanos, joined));
				return;
			}
			if (alive != null) {
				this.nodes = alive;
				rejoin(() -> joined.complete(null));
			}
			else if (this.executor.nanoTime() - begunNanos < this.settings.timeout().toNanos() * FIRST_TIMEOUTS) {
				this.executor.schedule(SHORTEST_RETRY, () -> enter(begunNanos, joined));
			}
			else {
				away(failure);
				joined.complete(null);
			}
		});
	}

	private NodeStatus status() {
		return new NodeStatus(this.self, this.local.connections(), this.local.users());
	}

	/**
	 * Open a higher epoch and claim everything again.
	 * @param opened run when claims can be made, or can not
	 */
	private void rejoin(Runnable opened) {
		this.open = false;
		this.claims.end();
		if (this.state != ClusterState.JOINING) {
			state(ClusterState.REJOINING);
		}
		PresenceOwner owner = new PresenceOwner(this.self, ++this.epoch);
		this.calls.call(() -> this.store.open(owner, this.settings.lease()), (nothing, failure) -> {
			if (isOver(owner)) {
				opened.run();
				return;
			}
			if (failure != null) {
				away(failure);
				opened.run();
				return;
			}
			this.open = true;
			this.claims.begin(owner, this::joined);
			opened.run();
			beatIn(Duration.ZERO);
		});
	}

	private boolean isOver(PresenceOwner owner) {
		return this.stopped || owner.epoch() != this.epoch;
	}

	private void sweptOffline(String uid) {
		this.executor.execute(() -> this.announcements.offline(uid));
	}

	private void joined() {
		this.retry = SHORTEST_RETRY;
		state(ClusterState.JOINED);
	}

	private void state(ClusterState newState) {
		ClusterState before = this.state;
		if (before == newState) {
			return;
		}
		this.state = newState;
		switch (newState) {
			case JOINED -> logger.info("Node '{}' has joined the cluster with {} connections", this.self.nodeId(),
					this.claims.size());
			case DUPLICATE -> logger
				.error("The node id '{}' is in use by another process; this one serves its own connections alone. Give "
						+ "every node an id of its own with cluster.node-id", this.self.nodeId());
			default -> logger.debug("Node '{}' is {}", this.self.nodeId(), newState);
		}
	}

	// Doubt

	/**
	 * A call has failed, or the store does not know this node.
	 */
	private void doubt() {
		if (this.open && !this.stopped) {
			this.open = false;
			state(ClusterState.REJOINING);
			this.claims.end();
			beatIn(Duration.ZERO);
		}
	}

	private void away(@Nullable Throwable failure) {
		if (this.state != ClusterState.AWAY) {
			logger.warn("The cluster does not answer, so node '{}' serves its own connections alone: {}",
					this.self.nodeId(), (failure != null) ? failure.toString() : "no answer");
			state(ClusterState.AWAY);
		}
		this.open = false;
		this.claims.end();
		beatIn(this.retry);
		Duration longer = this.retry.multipliedBy(2);
		this.retry = (longer.compareTo(LONGEST_RETRY) < 0) ? longer : LONGEST_RETRY;
	}

	// Heartbeat

	private void beatIn(Duration delay) {
		if (!this.stopped) {
			this.cancelBeat.run();
			this.cancelBeat = this.executor.schedule(delay, this::beat);
		}
	}

	private void beat() {
		if (this.beating || this.stopped) {
			return;
		}
		this.beating = true;
		this.delivery.beat();
		this.calls.call(() -> this.directory.renew(status(), this.settings.lease()), (alive, failure) -> {
			if (this.stopped) {
				return;
			}
			if (failure instanceof DuplicateNodeException) {
				this.beating = false;
				this.open = false;
				this.claims.end();
				state(ClusterState.DUPLICATE);
				beatIn(interval());
			}
			else if (alive == null) {
				this.beating = false;
				away(failure);
			}
			else {
				this.nodes = alive;
				if (this.open) {
					renew();
				}
				else {
					rejoin(() -> this.beating = false);
				}
			}
		});
	}

	private Duration interval() {
		return this.settings.lease().dividedBy(3);
	}

	private void renew() {
		PresenceOwner owner = new PresenceOwner(this.self, this.epoch);
		this.calls.call(() -> this.store.renew(owner, this.settings.lease()), (lease, failure) -> {
			this.beating = false;
			if (isOver(owner)) {
				return;
			}
			if (!this.open) {
				// A claim has failed meanwhile.
				beatIn(Duration.ZERO);
			}
			else if (lease == null) {
				away(failure);
			}
			else if (!lease.held()) {
				logger.warn("Node '{}' has lost its lease; it claims its {} connections again", this.self.nodeId(),
						this.claims.size());
				rejoin(() -> {
				});
			}
			else {
				renewed(lease);
			}
		});
	}

	private void renewed(PresenceLease lease) {
		this.retry = SHORTEST_RETRY;
		this.users = lease.users();
		this.aheadMicros = lease.timeMicros() - nodeMicros();
		lease.displaced().forEach(this.claims::displaced);
		for (ClusterMember member : lease.unswept()) {
			// What this node has not claimed again yet would be swept, too.
			if (!member.equals(this.self) || this.state == ClusterState.JOINED) {
				sweep(member);
			}
		}
		if (!lease.recovering()) {
			this.claims.again(this.announcements.takeUnsettled());
		}
		Duration next = lease.nextExpiry().plus(AFTER_EXPIRY);
		beatIn((next.compareTo(interval()) < 0) ? next : interval());
	}

	private void sweep(ClusterMember member) {
		if (!this.sweeping.add(member)) {
			return;
		}
		this.calls.callLong(() -> this.store.sweep(member, this::sweptOffline), (nothing, failure) -> {
			this.sweeping.remove(member);
			if (failure == null) {
				logger.info("Node '{}' is gone; its users were swept", member.nodeId());
			}
		});
	}

	/**
	 * The store's clock, as well as it is known.
	 */
	private long storeMicros() {
		return (this.aheadMicros != null) ? nodeMicros() + this.aheadMicros : this.executor.timeMicros();
	}

	private long nodeMicros() {
		return TimeUnit.NANOSECONDS.toMicros(this.executor.nanoTime());
	}

	// Leaving

	/**
	 * Leave, once all sessions are over.
	 */
	void stop(Duration timeout) {
		if (this.state == ClusterState.LEFT) {
			return;
		}
		try {
			leave(timeout).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			logger.warn("Node '{}' could not leave the cluster in time; the others see it gone within {}",
					this.self.nodeId(), this.settings.lease());
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("Leaving does not fail", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.executor.shutdown(timeout);
	}

	/**
	 * Leave without waiting.
	 * @param timeout for how long to wait for answers that are under way
	 * @return completes when the node has left, as far as it could
	 */
	CompletableFuture<Void> leave(Duration timeout) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		this.executor.execute(() -> leave(done, this.executor.nanoTime() + timeout.toNanos()));
		return done;
	}

	private void leave(CompletableFuture<Void> done, long deadline) {
		if (this.open && !this.claims.isIdle() && this.executor.nanoTime() < deadline) {
			this.executor.schedule(Duration.ofMillis(1), () -> leave(done, deadline));
			return;
		}
		this.stopped = true;
		this.cancelBeat.run();
		ClusterState before = this.state;
		this.state = ClusterState.LEFT;
		if (before == ClusterState.LEFT || !this.open) {
			done.complete(null);
			return;
		}
		PresenceOwner owner = new PresenceOwner(this.self, this.epoch);
		this.calls.call(() -> this.store.close(owner),
				(closed, failure) -> this.calls.call(() -> this.store.sweep(this.self, this::sweptOffline),
						(swept, sweepFailure) -> this.calls.call(() -> this.directory.leave(this.self),
								(left, leaveFailure) -> this.executor.execute(() -> done.complete(null)))));
	}

}
