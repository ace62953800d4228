package io.wknet.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.wknet.cluster.PresenceStore.PresenceOwner;

/**
 * The leases of an {@link InProcessPresenceStore}, which guards them: who is alive, who
 * was, and who is to be swept.
 */
final class InProcessLeases {

	private static final long TOMBSTONE_NANOS = TimeUnit.DAYS.toNanos(1);

	private final LongSupplier nanoTime;

	private final long originNanos;

	private final long originMicros;

	private final Map<ClusterMember, Lease> leases = new HashMap<>();

	private final Map<ClusterMember, Long> tombstones = new HashMap<>();

	private final Set<ClusterMember> unswept = new LinkedHashSet<>();

	/**
	 * When somebody last renewed a lease, or when the first one began.
	 */
	private long beat;

	private boolean beating;

	private long recoveringUntil;

	private boolean recovering;

	InProcessLeases(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.originNanos = nanoTime.getAsLong();
		this.originMicros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
	}

	void open(PresenceOwner owner, Duration lease) {
		long now = this.nanoTime.getAsLong();
		ClusterMember member = owner.member();
		if (owner.epoch() < epoch(member)) {
			// It comes late, and nobody waits for it any more.
			return;
		}
		if (owner.epoch() > 1 && !this.leases.containsKey(member) && !this.tombstones.containsKey(member)) {
			// Who has had a lease, and left no trace of it, tells that all was lost.
			this.recovering = true;
			this.recoveringUntil = now + lease.toNanos();
		}
		if (this.beating) {
			pardon(now, lease);
		}
		this.leases.put(member, new Lease(owner.epoch(), now + lease.toNanos()));
		if (!this.beating) {
			this.beat = now;
			this.beating = true;
		}
	}

	/**
	 * Go on with a lease, and end those of others that are over.
	 * @return whether there was such a lease; if not, nothing changes
	 */
	boolean renew(PresenceOwner owner, Duration lease) {
		if (!isOpen(owner)) {
			return false;
		}
		long now = this.nanoTime.getAsLong();
		long deadline = now + lease.toNanos();
		pardon(now, lease);
		this.beat = now;
		this.leases.put(owner.member(), new Lease(owner.epoch(), deadline));
		this.leases.entrySet().removeIf((entry) -> {
			boolean over = entry.getValue().deadline - now <= 0;
			if (over) {
				this.tombstones.put(entry.getKey(), now);
				this.unswept.add(entry.getKey());
			}
			return over;
		});
		this.tombstones.values().removeIf((time) -> now - time > TOMBSTONE_NANOS);
		return true;
	}

	/**
	 * If nobody has renewed for so long that the store itself must have been away, what
	 * was there goes on, before anybody's claims are compared with it.
	 */
	private void pardon(long now, Duration lease) {
		long deadline = now + lease.toNanos();
		if (now - this.beat > lease.toNanos() / 3 * 2) {
			this.leases
				.replaceAll((member, held) -> (held.deadline - deadline < 0) ? new Lease(held.epoch, deadline) : held);
		}
	}

	void close(PresenceOwner owner) {
		if (isOpen(owner)) {
			this.leases.remove(owner.member());
			this.unswept.add(owner.member());
		}
	}

	void swept(ClusterMember member) {
		this.unswept.remove(member);
	}

	void clear() {
		this.leases.clear();
		this.tombstones.clear();
		this.unswept.clear();
		this.beating = false;
		this.recovering = false;
	}

	/**
	 * Whether a lease of exactly this epoch is there, even if it is over.
	 */
	boolean isOpen(PresenceOwner owner) {
		return epoch(owner.member()) == owner.epoch();
	}

	/**
	 * The epoch of a lease.
	 * @return the epoch, or 0 without a lease
	 */
	long epoch(ClusterMember member) {
		Lease lease = this.leases.get(member);
		return (lease != null) ? lease.epoch : 0;
	}

	boolean isAlive(ClusterMember member) {
		Lease lease = this.leases.get(member);
		return lease != null && lease.deadline - this.nanoTime.getAsLong() > 0;
	}

	List<ClusterMember> unswept() {
		return List.copyOf(this.unswept);
	}

	Duration nextExpiry(ClusterMember self, Duration lease) {
		long now = this.nanoTime.getAsLong();
		long next = this.leases.entrySet()
			.stream()
			.filter((entry) -> !entry.getKey().equals(self))
			.mapToLong((entry) -> Math.max(0, entry.getValue().deadline - now))
			.min()
			.orElse(lease.toNanos());
		return Duration.ofNanos(next);
	}

	boolean isRecovering() {
		this.recovering = this.recovering && this.recoveringUntil - this.nanoTime.getAsLong() > 0;
		return this.recovering;
	}

	long timeMicros() {
		return this.originMicros + TimeUnit.NANOSECONDS.toMicros(this.nanoTime.getAsLong() - this.originNanos);
	}

	/**
	 * An epoch until a deadline.
	 *
	 * @param epoch the epoch
	 * @param deadline when it is over, by the clock of the store
	 */
	private record Lease(long epoch, long deadline) {

	}

}
