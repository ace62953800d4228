package io.wknet.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.wknet.cluster.InProcessUser.EntryKey;
import io.wknet.cluster.InProcessUser.HeldEntry;

/**
 * The presence store of an {@link InProcessCluster}.
 */
final class InProcessPresenceStore implements PresenceStore {

	private final InProcessCluster cluster;

	private final InProcessLeases leases;

	private final Map<String, InProcessUser> users = new HashMap<>();

	private final Map<ClusterMember, Set<String>> index = new HashMap<>();

	private final Map<ClusterMember, List<Displaced>> displaced = new HashMap<>();

	InProcessPresenceStore(InProcessCluster cluster, LongSupplier nanoTime) {
		this.cluster = cluster;
		this.leases = new InProcessLeases(nanoTime);
	}

	@Override
	public CompletionStage<Void> open(PresenceOwner owner, Duration lease) {
		return this.cluster.run(() -> begin(owner, lease));
	}

	private synchronized void begin(PresenceOwner owner, Duration lease) {
		this.leases.open(owner, lease);
	}

	@Override
	public CompletionStage<PresenceLease> renew(PresenceOwner owner, Duration lease) {
		return this.cluster.answer(() -> goOn(owner, lease));
	}

	private synchronized PresenceLease goOn(PresenceOwner owner, Duration lease) {
		boolean held = this.leases.renew(owner, lease);
		List<Displaced> told = held ? this.displaced.remove(owner.member()) : null;
		return new PresenceLease(held, (told != null) ? told : List.of(), held ? this.leases.unswept() : List.of(),
				this.leases.nextExpiry(owner.member(), lease), this.users.size(), this.leases.isRecovering(),
				this.leases.timeMicros());
	}

	@Override
	public CompletionStage<Void> close(PresenceOwner owner) {
		return this.cluster.run(() -> end(owner));
	}

	private synchronized void end(PresenceOwner owner) {
		this.leases.close(owner);
	}

	@Override
	public CompletionStage<List<ClaimResult>> claim(PresenceOwner owner, List<PresenceClaim> claims) {
		return this.cluster.answer(() -> claimAll(owner, claims));
	}

	private synchronized List<ClaimResult> claimAll(PresenceOwner owner, List<PresenceClaim> claims) {
		boolean open = this.leases.isOpen(owner);
		List<ClaimResult> results = new ArrayList<>(claims.size());
		for (PresenceClaim claim : claims) {
			results
				.add(open ? claim(owner, claim) : new ClaimResult(Outcome.NO_LEASE, 0, Announcement.KNOWN, List.of()));
		}
		return results;
	}

	private ClaimResult claim(PresenceOwner owner, PresenceClaim claim) {
		InProcessUser user = this.users.computeIfAbsent(claim.uid(), (uid) -> new InProcessUser());
		EntryKey key = EntryKey.of(owner, claim);
		long sequence = (claim.sequence() != 0) ? user.keptSequence(key, claim.sequence())
				: user.nextSequence(this.leases.timeMicros());
		HeldEntry claimed = new HeldEntry(key, owner.epoch(), claim, sequence);
		List<HeldEntry> winners = (claim.sequence() != 0) ? user.winners(claimed) : List.of();
		if (winners.stream().anyMatch(this::isVisible)) {
			// What this node has announced holds for those who are there, too.
			user.announced |= wasAnnounced(claim);
			user.remove(key);
			unindex(user, claim.uid(), owner.member());
			return new ClaimResult(Outcome.LOST, 0,
					lacksAnswer(user, key, claim) ? Announcement.FIRST : Announcement.KNOWN, List.of());
		}
		List<HeldEntry> conflicts = new ArrayList<>(winners);
		conflicts.addAll(user.losers(claimed));
		user.put(claimed);
		this.index.computeIfAbsent(owner.member(), (member) -> new LinkedHashSet<>()).add(claim.uid());
		List<Displaced> taken = new ArrayList<>();
		for (HeldEntry entry : conflicts) {
			ClusterMember member = entry.key().member();
			Displaced one = new Displaced(member, entry.key().connectionId(), entry.isDevice(claim));
			taken.add(one);
			this.displaced.computeIfAbsent(member, (key2) -> new ArrayList<>()).add(one);
			user.remove(entry.key());
			unindex(user, claim.uid(), member);
		}
		return new ClaimResult(Outcome.CLAIMED, sequence, announcement(user, key, claim), taken);
	}

	private Announcement announcement(InProcessUser user, EntryKey key, PresenceClaim claim) {
		if (user.announced) {
			return lacksAnswer(user, key, claim) ? Announcement.FIRST : Announcement.KNOWN;
		}
		if (wasAnnounced(claim)) {
			user.announced = true;
			return Announcement.KNOWN;
		}
		if (this.leases.isRecovering()) {
			return Announcement.UNSETTLED;
		}
		user.announced = true;
		user.announcer = key;
		return Announcement.FIRST;
	}

	/**
	 * Whether this login was told to announce the user, and has never got the answer.
	 */
	private static boolean lacksAnswer(InProcessUser user, EntryKey key, PresenceClaim claim) {
		return user.announced && claim.sequence() != 0 && !claim.announced() && key.equals(user.announcer);
	}

	/**
	 * Whether the user is announced as online, though the store does not know it. That is
	 * so only if the store has lost it: else somebody was told to announce the user as
	 * offline, and the claimer has not heard of it.
	 */
	private boolean wasAnnounced(PresenceClaim claim) {
		return claim.announced() && this.leases.isRecovering();
	}

	@Override
	public CompletionStage<List<String>> release(PresenceOwner owner, List<PresenceClaim> claims) {
		return this.cluster.answer(() -> releaseAll(owner, claims));
	}

	private synchronized List<String> releaseAll(PresenceOwner owner, List<PresenceClaim> claims) {
		if (!this.leases.isOpen(owner)) {
			throw new NoLeaseException(owner);
		}
		List<String> offline = new ArrayList<>();
		for (PresenceClaim claim : claims) {
			InProcessUser user = this.users.get(claim.uid());
			if (user != null) {
				user.remove(EntryKey.of(owner, claim));
				afterRemoval(user, claim.uid(), owner.member(), offline);
			}
		}
		return offline;
	}

	private void afterRemoval(InProcessUser user, String uid, ClusterMember member, List<String> offline) {
		unindex(user, uid, member);
		if (user.isEmpty()) {
			this.users.remove(uid);
			if (user.announced) {
				offline.add(uid);
			}
		}
	}

	private void unindex(InProcessUser user, String uid, ClusterMember member) {
		Set<String> uids = this.index.get(member);
		if (uids != null && !user.has(member)) {
			uids.remove(uid);
			if (uids.isEmpty()) {
				this.index.remove(member);
			}
		}
	}

	@Override
	public CompletionStage<Map<String, List<PresenceEntry>>> find(Collection<String> uids) {
		return this.cluster.answer(() -> findAll(uids));
	}

	private synchronized Map<String, List<PresenceEntry>> findAll(Collection<String> uids) {
		Map<String, List<PresenceEntry>> found = new LinkedHashMap<>();
		for (String uid : uids) {
			InProcessUser user = this.users.get(uid);
			if (user != null) {
				List<PresenceEntry> visible = user.entries()
					.stream()
					.filter(this::isVisible)
					.map(HeldEntry::found)
					.toList();
				if (!visible.isEmpty()) {
					found.put(uid, visible);
				}
			}
		}
		return found;
	}

	private boolean isVisible(HeldEntry entry) {
		return this.leases.isAlive(entry.key().member());
	}

	@Override
	public CompletionStage<Void> sweep(ClusterMember member, Consumer<String> offline) {
		return this.cluster.run(() -> sweepAll(member).forEach(offline));
	}

	private synchronized List<String> sweepAll(ClusterMember member) {
		long epoch = this.leases.epoch(member);
		List<String> offline = new ArrayList<>();
		for (String uid : new ArrayList<>(this.index.getOrDefault(member, Set.of()))) {
			InProcessUser user = this.users.get(uid);
			if (user != null) {
				user.removeIf((entry) -> entry.key().member().equals(member) && entry.epoch() != epoch);
				afterRemoval(user, uid, member, offline);
			}
		}
		this.leases.swept(member);
		if (epoch == 0) {
			this.displaced.remove(member);
		}
		return offline;
	}

	synchronized void clear() {
		this.users.clear();
		this.index.clear();
		this.displaced.clear();
		this.leases.clear();
	}

	/**
	 * How many users the index names, for tests.
	 */
	synchronized Set<String> indexed() {
		Set<String> uids = new HashSet<>();
		this.index.values().forEach(uids::addAll);
		return uids;
	}

}
