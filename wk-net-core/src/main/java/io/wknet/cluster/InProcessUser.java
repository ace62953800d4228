package io.wknet.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.wknet.auth.DeviceLevel;
import io.wknet.cluster.PresenceStore.PresenceClaim;
import io.wknet.cluster.PresenceStore.PresenceOwner;
import org.jspecify.annotations.Nullable;

/**
 * One user's entries in an {@link InProcessPresenceStore}, which guards it.
 */
final class InProcessUser {

	/**
	 * Whether somebody was told to announce the user as online.
	 */
	boolean announced;

	/**
	 * Which login was told to.
	 */
	@Nullable EntryKey announcer;

	private final Map<EntryKey, HeldEntry> entries = new LinkedHashMap<>();

	boolean isEmpty() {
		return this.entries.isEmpty();
	}

	boolean has(ClusterMember member) {
		return this.entries.keySet().stream().anyMatch((key) -> key.member.equals(member));
	}

	List<HeldEntry> entries() {
		return List.copyOf(this.entries.values());
	}

	/**
	 * Of those that are later logins than a claim, the ones that it can not be there
	 * with.
	 */
	List<HeldEntry> winners(HeldEntry claimed) {
		return this.entries.values()
			.stream()
			.filter((entry) -> entry.isLaterThan(claimed) && entry.replaces(claimed))
			.toList();
	}

	/**
	 * Of those that are earlier logins than a claim, the ones whose place it takes.
	 */
	List<HeldEntry> losers(HeldEntry claimed) {
		return this.entries.values()
			.stream()
			.filter((entry) -> claimed.isLaterThan(entry) && claimed.replaces(entry))
			.toList();
	}

	long nextSequence(long timeMicros) {
		long next = timeMicros;
		for (HeldEntry entry : this.entries.values()) {
			next = Math.max(next, entry.sequence + 1);
		}
		return next;
	}

	/**
	 * The place of a login that claims again: what the node says, unless the store has
	 * given a later one in an answer that the node never got. Others were displaced for
	 * that one, so it may not get an earlier one.
	 */
	long keptSequence(EntryKey key, long sequence) {
		HeldEntry held = this.entries.get(key);
		return (held != null && sequence != PresenceClaim.OVER) ? Math.max(held.sequence, sequence) : sequence;
	}

	void put(HeldEntry entry) {
		this.entries.put(entry.key, entry);
	}

	void remove(EntryKey key) {
		this.entries.remove(key);
	}

	void removeIf(Predicate<HeldEntry> condition) {
		this.entries.values().removeIf(condition);
	}

	/**
	 * Names an entry.
	 *
	 * @param member the node that has the connection
	 * @param connectionId the connection's id there
	 */
	record EntryKey(ClusterMember member, long connectionId) {

		static EntryKey of(PresenceOwner owner, PresenceClaim claim) {
			return new EntryKey(owner.member(), claim.connectionId());
		}

	}

	/**
	 * A claim that was met.
	 *
	 * @param key names it
	 * @param epoch the epoch of the lease
	 * @param claim what was claimed
	 * @param sequence orders the logins
	 */
	record HeldEntry(EntryKey key, long epoch, PresenceClaim claim, long sequence) {

		boolean isDevice(PresenceClaim other) {
			return this.claim.device().equals(other.device());
		}

		/**
		 * Whether it takes the place of an earlier login.
		 */
		boolean replaces(HeldEntry other) {
			return !this.key.equals(other.key) && this.claim.deviceFlag() == other.claim.deviceFlag()
					&& (this.claim.deviceLevel() == DeviceLevel.MASTER || isDevice(other.claim));
		}

		PresenceEntry found() {
			return new PresenceEntry(this.claim.uid(), this.key.member, this.key.connectionId, this.claim.deviceFlag(),
					this.sequence);
		}

		/**
		 * Whether this is the later login. Of two at the same time, the order of members
		 * and connections decides, so that all come to the same.
		 */
		boolean isLaterThan(HeldEntry other) {
			int order = Long.compare(this.sequence, other.sequence);
			if (order == 0) {
				order = this.key.member.toString().compareTo(other.key.member.toString());
			}
			return order > 0 || (order == 0 && this.key.connectionId > other.key.connectionId);
		}

	}

}
