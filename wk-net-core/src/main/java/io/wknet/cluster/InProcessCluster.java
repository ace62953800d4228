package io.wknet.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A cluster of several servers within one process, for tests and for trying things out:
 * each server gets {@linkplain #roles() roles} of its own. What is in it is gone with the
 * process. It can also fail the way a real store does: be {@linkplain #away away} or
 * {@linkplain #clear lose all}. All methods may be called from any thread.
 *
 * @since 0.1.0
 */
public final class InProcessCluster {

	private final InProcessPresenceStore presence;

	private final InProcessNodeDirectory directory;

	private final InProcessBus.Hub hub;

	private volatile boolean away;

	/**
	 * An empty cluster.
	 */
	public InProcessCluster() {
		this(System::nanoTime);
	}

	/**
	 * An empty cluster with a clock of its own.
	 * @param nanoTime the current time in nanoseconds, which never goes back
	 */
	InProcessCluster(LongSupplier nanoTime) {
		this.presence = new InProcessPresenceStore(this, nanoTime);
		this.directory = new InProcessNodeDirectory(this, nanoTime);
		this.hub = new InProcessBus.Hub(this);
	}

	/**
	 * The roles for one more server. All share the directory and the presence store; the
	 * bus is this server's own end of the one they share.
	 * @return the roles
	 */
	public ClusterRoles roles() {
		return new ClusterRoles(this.directory, this.presence, new InProcessBus(this.hub));
	}

	/**
	 * Be away, or come back: meanwhile all stages fail, nothing changes, and leases end.
	 * Only an end of the bus can always be stopped.
	 * @param newAway whether to be away
	 */
	public void away(boolean newAway) {
		this.away = newAway;
	}

	/**
	 * Lose all: leases, entries of users and entries of nodes, as if the store had been
	 * flushed. The bus goes on.
	 */
	public void clear() {
		this.presence.clear();
		this.directory.clear();
	}

	<T> CompletionStage<T> answer(Supplier<T> answer) {
		if (this.away) {
			return CompletableFuture.failedStage(new IllegalStateException("The in-process cluster is away"));
		}
		try {
			return CompletableFuture.completedStage(answer.get());
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedStage(ex);
		}
	}

	CompletionStage<Void> run(Runnable action) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		answer(() -> {
			action.run();
			return true;
		}).whenComplete((result, failure) -> {
			if (failure != null) {
				done.completeExceptionally(failure);
			}
			else {
				done.complete(null);
			}
		});
		return done;
	}

}
