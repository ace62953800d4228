package io.wknet.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.LongSupplier;

import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.PresenceStore;
import io.wknet.cluster.PresenceStore.Announcement;
import io.wknet.cluster.PresenceStore.ClaimResult;
import io.wknet.cluster.PresenceStore.Displaced;
import io.wknet.cluster.PresenceStore.Outcome;
import io.wknet.cluster.PresenceStore.PresenceClaim;
import io.wknet.cluster.PresenceStore.PresenceOwner;
import org.jspecify.annotations.Nullable;

/**
 * The logins of this node: claims and releases them in the order in which they come,
 * those that wait for an answer to others together. Used by the node's thread.
 */
final class Claims {

	static final int MAX_BATCH = 500;

	static final int MAX_UNDER_WAY = 4;

	/**
	 * All nodes claim again at the same time when the store was away, so each asks for
	 * little at a time: what 100 nodes ask for must be answered within a second.
	 */
	static final int RECLAIM_BATCH = 250;

	static final int RECLAIMS_UNDER_WAY = 2;

	private final PresenceStore store;

	private final StoreCalls calls;

	private final LocalSessions local;

	private final NodeDelivery delivery;

	private final Announcements announcements;

	private final LongSupplier storeMicros;

	private final Runnable doubt;

	private final ClusterMember self;

	/**
	 * Those that are there, and those that are over and of which the store has not said
	 * what became of them. These are claimed again, too, and released when that is known:
	 * what the store decided about a user must be told, though the answer was lost.
	 */
	private final Map<Long, Login> logins = new HashMap<>();

	private final Queue<Waiting> waiting = new ArrayDeque<>();

	private int underWay;

	/**
	 * Under what to claim, or {@code null} while the store is away or does not know this
	 * node.
	 */
	private @Nullable PresenceOwner owner;

	Claims(ClusterMember self, PresenceStore store, StoreCalls calls, LocalSessions local, NodeDelivery delivery,
			Announcements announcements, LongSupplier storeMicros, Runnable doubt) {
		this.self = self;
		this.store = store;
		this.calls = calls;
		this.local = local;
		this.delivery = delivery;
		this.announcements = announcements;
		this.storeMicros = storeMicros;
		this.doubt = doubt;
	}

	int size() {
		return this.logins.size();
	}

	boolean isIdle() {
		return this.waiting.isEmpty() && this.underWay == 0;
	}

	void login(Login login, Runnable admitted) {
		this.logins.put(login.connectionId(), login);
		if (this.owner == null) {
			letIn(login, admitted);
			return;
		}
		this.waiting.add(new Waiting(login, admitted));
		next();
	}

	private void letIn(Login login, Runnable admitted) {
		if (login.sequence == 0) {
			login.sequence = this.storeMicros.getAsLong();
		}
		admitted.run();
	}

	void left(Login login) {
		login.left = true;
		this.announcements.left(login);
		if (login.unanswered) {
			return;
		}
		if (this.owner != null && login.claimed) {
			this.waiting.add(new Waiting(login, null));
			next();
		}
		else {
			this.logins.remove(login.connectionId());
		}
	}

	/**
	 * A connection of this node has lost its place.
	 */
	void displaced(Displaced one) {
		Login login = this.logins.get(one.connectionId());
		if (login != null) {
			login.claimed = false;
		}
		this.local.displace(one.connectionId(), one.sameDevice());
	}

	/**
	 * Claim under a lease, and at first everything that is there.
	 * @param claimed run when all has been claimed
	 */
	void begin(PresenceOwner newOwner, Runnable claimed) {
		this.owner = newOwner;
		List<Login> all = new ArrayList<>(this.logins.values());
		for (Login login : all) {
			if (login.sequence == 0) {
				login.sequence = this.storeMicros.getAsLong();
			}
		}
		int batches = (all.size() + RECLAIM_BATCH - 1) / RECLAIM_BATCH;
		new Reclaim(newOwner, all, batches, claimed).begin();
	}

	/**
	 * Stop claiming: whoever waits is let in, and what has gone is not released.
	 */
	void end() {
		this.owner = null;
		this.underWay = 0;
		Waiting next = this.waiting.poll();
		while (next != null) {
			if (next.admitted != null) {
				letIn(next.login, next.admitted);
			}
			else {
				// The node sweeps it when it is back.
				this.logins.remove(next.login.connectionId());
			}
			next = this.waiting.poll();
		}
	}

	private void next() {
		PresenceOwner current = this.owner;
		while (current != null && current.equals(this.owner) && this.underWay < MAX_UNDER_WAY
				&& !this.waiting.isEmpty()) {
			boolean claims = this.waiting.element().admitted != null;
			List<Waiting> batch = new ArrayList<>();
			while (batch.size() < MAX_BATCH && !this.waiting.isEmpty()
					&& (this.waiting.element().admitted != null) == claims) {
				batch.add(this.waiting.remove());
			}
			this.underWay++;
			if (claims) {
				claim(current, batch);
			}
			else {
				release(current, batch);
			}
		}
	}

	private void claim(PresenceOwner current, List<Waiting> batch) {
		List<PresenceClaim> claims = batch.stream().map((one) -> one.login.claim()).toList();
		batch.forEach((one) -> one.login.asked(current.epoch()));
		this.calls.call(() -> this.store.claim(current, claims), (results, failure) -> {
			boolean met = results != null
					&& settle(current, batch.stream().map(Waiting::login).toList(), claims, results);
			for (Waiting one : batch) {
				assert one.admitted != null;
				letIn(one.login, one.admitted);
			}
			answered(current, met);
		}, (late) -> lateClaims(batch, late));
	}

	/**
	 * What the store has decided counts, even if nobody waits for it any more.
	 */
	private void lateClaims(List<Waiting> batch, List<ClaimResult> results) {
		for (int i = 0; i < batch.size(); i++) {
			if (results.get(i).announcement() == Announcement.FIRST) {
				this.announcements.online(batch.get(i).login);
			}
		}
	}

	private void release(PresenceOwner current, List<Waiting> batch) {
		List<PresenceClaim> claims = batch.stream().map((one) -> one.login.claim()).toList();
		batch.forEach((one) -> one.login.asked(current.epoch()));
		this.calls.call(() -> this.store.release(current, claims), (offline, failure) -> {
			if (offline != null) {
				this.announcements.offline(offline);
				for (Waiting one : batch) {
					one.login.answered(current.epoch());
					if (!one.login.unanswered) {
						this.logins.remove(one.login.connectionId());
					}
				}
			}
			answered(current, offline != null);
		}, this.announcements::offline);
	}

	private void answered(PresenceOwner current, boolean met) {
		if (!current.equals(this.owner)) {
			return;
		}
		this.underWay--;
		if (!met) {
			this.doubt.run();
		}
		else {
			next();
		}
	}

	/**
	 * Take in what became of claims.
	 * @return {@code false} if the store does not know this node
	 */
	private boolean settle(PresenceOwner current, List<Login> claimed, List<PresenceClaim> claims,
			List<ClaimResult> results) {
		List<Displaced> remote = new ArrayList<>();
		for (int i = 0; i < claimed.size(); i++) {
			Login login = claimed.get(i);
			ClaimResult result = results.get(i);
			if (result.outcome() != Outcome.NO_LEASE) {
				login.answered(current.epoch());
			}
			switch (result.outcome()) {
				case CLAIMED -> {
					if (result.announcement() == Announcement.FIRST && claims.get(i).announced()) {
						// Somebody has told since that it is offline.
						login.announced = false;
					}
					claimed(current, login, result, remote);
				}
				case LOST -> {
					if (result.announcement() == Announcement.FIRST) {
						this.announcements.online(login);
					}
					displaced(new Displaced(this.self, login.connectionId(), false));
					if (login.left) {
						this.logins.remove(login.connectionId());
					}
				}
				case NO_LEASE -> {
				}
			}
		}
		if (!remote.isEmpty()) {
			this.delivery.displaced(remote);
		}
		return results.stream().noneMatch((result) -> result.outcome() == Outcome.NO_LEASE);
	}

	private void claimed(PresenceOwner current, Login login, ClaimResult result, List<Displaced> remote) {
		login.sequence = result.sequence();
		login.claimed = true;
		switch (result.announcement()) {
			case FIRST -> this.announcements.online(login);
			case KNOWN -> this.announcements.known(login);
			case UNSETTLED -> this.announcements.unsettled(login);
		}
		for (Displaced one : result.displaced()) {
			if (one.member().equals(this.self)) {
				displaced(one);
			}
			else {
				remote.add(one);
			}
		}
		if (login.left && current.equals(this.owner)) {
			this.announcements.left(login);
			this.waiting.add(new Waiting(login, null));
		}
	}

	/**
	 * A login that waits to be claimed or released.
	 *
	 * @param login the login
	 * @param admitted lets it in; {@code null} if it is to be released
	 */
	private record Waiting(Login login, @Nullable Runnable admitted) {

	}

	/**
	 * Claims all connections again, a few batches at a time.
	 */
	private final class Reclaim {

		private final PresenceOwner owner;

		private final List<Login> all;

		private final Runnable claimed;

		private int left;

		private int next;

		Reclaim(PresenceOwner owner, List<Login> all, int batches, Runnable claimed) {
			this.owner = owner;
			this.all = all;
			this.left = batches;
			this.claimed = claimed;
		}

		void begin() {
			if (this.left == 0) {
				this.claimed.run();
				return;
			}
			for (int i = 0; i < RECLAIMS_UNDER_WAY; i++) {
				batch();
			}
		}

		private void batch() {
			if (this.next >= this.all.size()) {
				return;
			}
			List<Login> batch = this.all.subList(this.next, Math.min(this.next + RECLAIM_BATCH, this.all.size()));
			this.next += batch.size();
			List<PresenceClaim> claims = batch.stream().map(Login::claim).toList();
			batch.forEach((login) -> login.asked(this.owner.epoch()));
			Claims.this.calls.call(() -> Claims.this.store.claim(this.owner, claims), (results, failure) -> {
				if (!this.owner.equals(Claims.this.owner)) {
					return;
				}
				if (results == null || !settle(this.owner, batch, claims, results)) {
					Claims.this.doubt.run();
				}
				else if (--this.left == 0) {
					this.claimed.run();
					Claims.this.next();
				}
				else {
					batch();
					Claims.this.next();
				}
			});
		}

	}

}
