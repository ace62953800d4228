package io.wknet.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.wknet.auth.DeviceLevel;
import io.wknet.frame.DeviceFlag;

/**
 * Says which connections of a user are where. An entry is a claim of a connection on its
 * user and device; a claim that conflicts with an older one takes its place, wherever
 * that is, in one atomic step.
 *
 * <h2>Leases</h2> A node claims under a lease, which it renews. When the lease has ended,
 * by the clock of the store, all the node's entries are invisible at once; what is left
 * of them is taken away by {@link #sweep}, which some other node is asked for by its next
 * {@link #renew}. A lease has an epoch. A node that can not be sure of what the store
 * knows opens a higher epoch and claims all its connections again, and those that are
 * over and of which it does not know that they were released, to release them then.
 *
 * <h2>Online and offline</h2> A user is online while there is an entry, visible or not
 * yet swept. Whoever makes the first entry is told to announce the user as online;
 * whoever takes the last one away is told to announce it as offline. The store remembers
 * that a user was announced.
 * <p>
 * Methods may be called from any thread and do not block; calls take effect in the order
 * in which they are made by one node. A stage that fails means that the store is away and
 * that the call may have taken effect or not; it fails within a second or so. Nothing is
 * queued without a bound.
 *
 * @since 0.1.0
 */
public interface PresenceStore {

	/**
	 * Begin a lease, or an epoch of it. An epoch that was open before ends; one that is
	 * lower than that which is open comes too late and changes nothing. If nobody has
	 * renewed any lease for most of its time, the store itself was away, and all leases
	 * go on.
	 * @param owner the node, with an epoch higher than any before
	 * @param lease how long it lasts, at least 100 ms
	 * @return completes when claims can be made
	 */
	CompletionStage<Void> open(PresenceOwner owner, Duration lease);

	/**
	 * Go on with a lease. A lease that has ended goes on, too, unless another node has
	 * seen by its own renewal that it had ended. If nobody has renewed any lease for most
	 * of its time, the store itself was away, and all leases go on.
	 * @param owner the node and its epoch
	 * @param lease how long it lasts from now
	 * @return what the node has to know
	 */
	CompletionStage<PresenceLease> renew(PresenceOwner owner, Duration lease);

	/**
	 * End a lease: a node leaves. Its entries are invisible, and are to be
	 * {@linkplain #sweep swept}.
	 * @param owner the node and its epoch
	 * @return completes when the lease has ended
	 */
	CompletionStage<Void> close(PresenceOwner owner);

	/**
	 * Claim users and devices for connections. A connection at {@link DeviceLevel#MASTER}
	 * displaces all of the user's with the same device flag, one at
	 * {@link DeviceLevel#SLAVE} those with the same device, too. A connection that claims
	 * again displaces only earlier logins, and those later ones that can not be there
	 * with it but are not visible; if one of these is visible, it is lost.
	 * @param owner the node and its epoch
	 * @param claims the claims; of one that is made again by the same connection, the
	 * last counts
	 * @return what became of them, in the same order
	 */
	CompletionStage<List<ClaimResult>> claim(PresenceOwner owner, List<PresenceClaim> claims);

	/**
	 * Give claims up. One that is displaced or swept is gone already: whoever came later
	 * is left alone.
	 * @param owner the node and its epoch
	 * @param claims the claims, of which user and connection count
	 * @return the users to announce as offline; fails with {@link NoLeaseException} and
	 * changes nothing if there is no lease of this epoch
	 */
	CompletionStage<List<String>> release(PresenceOwner owner, List<PresenceClaim> claims);

	/**
	 * Find users' connections.
	 * @param uids the users
	 * @return the visible entries of those that have any
	 */
	CompletionStage<Map<String, List<PresenceEntry>>> find(Collection<String> uids);

	/**
	 * Take away entries of a node: all of them if its lease has ended, else those of
	 * older epochs. It takes time in proportion to the users of that node, and several
	 * nodes may do it at once.
	 * @param member the node
	 * @param offline told each user to announce as offline, on any thread
	 * @return completes when all are gone
	 */
	CompletionStage<Void> sweep(ClusterMember member, Consumer<String> offline);

	/**
	 * A node under an epoch of its lease.
	 *
	 * @param member the node
	 * @param epoch the epoch, from 1
	 */
	record PresenceOwner(ClusterMember member, long epoch) {

	}

	/**
	 * What a connection claims.
	 *
	 * @param uid the user
	 * @param connectionId the connection's id; positive
	 * @param deviceFlag the kind of device
	 * @param deviceLevel what it displaces
	 * @param device stands for the device id: 1..16 letters and digits, alike for equal
	 * device ids
	 * @param sequence 0 for a login; for a connection that claims again what it got
	 * before, or the time by the store's clock as far as it is known if the store was
	 * away then; {@link #OVER} for one that is over and only asks. An entry that is there
	 * keeps its own sequence if that is later, unless its connection is over
	 * @param announced whether the user was announced as online, as far as this node
	 * knows
	 */
	record PresenceClaim(String uid, long connectionId, DeviceFlag deviceFlag, DeviceLevel deviceLevel, String device,
			long sequence, boolean announced) {

		/**
		 * The sequence of a connection that is over: earlier than any other.
		 */
		public static final long OVER = 1;

	}

	/**
	 * What became of a claim.
	 *
	 * @param outcome whether there is an entry now
	 * @param sequence the entry's sequence; 0 unless there is one
	 * @param announcement whether the user is to be announced as online, also by one that
	 * has lost
	 * @param displaced whose place was taken, visible or not
	 */
	record ClaimResult(Outcome outcome, long sequence, Announcement announcement, List<Displaced> displaced) {

	}

	/**
	 * Whether a claim was met.
	 */
	enum Outcome {

		/**
		 * There is an entry.
		 */
		CLAIMED,

		/**
		 * Only for a claim with a sequence: a later login is there, so this one is over.
		 */
		LOST,

		/**
		 * The node has no lease of this epoch: it was swept, or the store has lost its
		 * data.
		 */
		NO_LEASE

	}

	/**
	 * Whether a user is to be announced as online.
	 */
	enum Announcement {

		/**
		 * Yes: nobody did. A claim that is made again, by a connection that was told this
		 * before and does not know of it, gets this answer again, even if it is
		 * {@link Outcome#LOST}.
		 */
		FIRST,

		/**
		 * No: somebody did.
		 */
		KNOWN,

		/**
		 * Not known, because the store has lost its data a moment ago. Claim again when
		 * it is not {@linkplain PresenceLease#recovering() recovering} any more.
		 */
		UNSETTLED

	}

	/**
	 * A connection whose place was taken.
	 *
	 * @param member the node that has it
	 * @param connectionId the connection's id there
	 * @param sameDevice whether the same device came back, which may connect again
	 */
	record Displaced(ClusterMember member, long connectionId, boolean sameDevice) {

	}

	/**
	 * What a node learns when it renews its lease.
	 *
	 * @param held whether it goes on; if not, the node opens a new epoch
	 * @param displaced connections of this node whose place was taken since the last
	 * time, each told at least once
	 * @param unswept nodes whose leases have ended, or that have closed, and that are to
	 * be swept
	 * @param nextExpiry when the first lease of another node ends unless it is renewed;
	 * as long as the lease if there is none
	 * @param users how many users are online in the cluster
	 * @param recovering whether the store has lost its data a moment ago
	 * @param timeMicros the store's clock: microseconds since 1970
	 */
	record PresenceLease(boolean held, List<Displaced> displaced, List<ClusterMember> unswept, Duration nextExpiry,
			long users, boolean recovering, long timeMicros) {

	}

}
