package io.wknet.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
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
		login.sinceMicros = this.storeMicros.getAsLong();
		if (this.owner == null) {
			letIn(login, admitted);
			return;
		}
		this.waiting.add(new Waiting(login, admitted));
		next();
	}

	private void letIn(Login login, Runnable admitted) {
		if (login.sequence == 0) {
			login.sequence = login.sinceMicros;
		}
		admitted.run();
	}

	/**
	 * A login is over. If the store may know of it, it is kept until the store has let go
	 * of it.
	 */
	void left(Login login) {
		login.left = true;
		this.announcements.left(login);
		if (!login.sent) {
			this.logins.remove(login.connectionId());
		}
		else if (this.owner != null && (login.claimed || login.displaced)) {
			release(login);
		}
	}

	private void release(Login login) {
		this.waiting.add(new Waiting(login, null));
		next();
	}

	/**
	 * A connection of this node has lost its place. It is released all the same, when it
	 * is over: it may have been claimed again before this was known.
	 */
	void displaced(Displaced one) {
		Login login = this.logins.get(one.connectionId());
		if (login != null) {
			login.displaced = true;
		}
		this.local.displace(one.connectionId(), one.sameDevice());
	}

	/**
	 * Claim under a lease, and at first everything that is there, also what is over and
	 * was not released: only so it is known who is to tell that a user is offline.
	 * @param claimed run when all has been claimed
	 */
	void begin(PresenceOwner newOwner, Runnable claimed) {
		this.owner = newOwner;
		List<Login> all = new ArrayList<>(this.logins.values());
		for (Login login : all) {
			login.claimed = false;
			if (login.sequence == 0) {
				login.sequence = login.sinceMicros;
			}
			if (login.displaced && login.left) {
				this.waiting.add(new Waiting(login, null));
			}
		}
		// What is over gives way before others ask.
		all.sort(Comparator.comparing(Login::isOver).reversed());
		new Reclaim(newOwner, all, claimed).next();
		next();
	}

	/**
	 * Claim logins once more, of which the store could not say whether their users are
	 * known to be online.
	 */
	void again(Collection<Login> unsettled) {
		for (Login login : unsettled) {
			this.waiting.add(new Waiting(login, () -> {
			}));
		}
		next();
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
		List<Login> claimers = batch.stream().map(Waiting::login).toList();
		List<PresenceClaim> claims = claims(current, claimers);
		this.calls.call(() -> this.store.claim(current, claims), (results, failure) -> {
			boolean met = results != null && settle(current, claimers, claims, results);
			for (Waiting one : batch) {
				assert one.admitted != null;
				letIn(one.login, one.admitted);
			}
			answered(current, met);
		});
	}

	private static List<PresenceClaim> claims(PresenceOwner current, List<Login> claimers) {
		List<PresenceClaim> claims = new ArrayList<>(claimers.size());
		for (Login login : claimers) {
			login.sent = true;
			login.epoch = current.epoch();
			claims.add(login.claim());
		}
		return claims;
	}

	private void release(PresenceOwner current, List<Waiting> batch) {
		List<PresenceClaim> claims = batch.stream().map((one) -> one.login.claim()).toList();
		this.calls.call(() -> this.store.release(current, claims), (offline, failure) -> {
			if (offline != null) {
				released(current, batch, offline);
			}
			answered(current, offline != null);
		}, (late) -> released(current, batch, late));
	}

	/**
	 * Take in that logins were released. What was claimed again meanwhile, under a later
	 * epoch, is released again, too.
	 */
	private void released(PresenceOwner current, List<Waiting> batch, List<String> offline) {
		offline.forEach(this.announcements::offline);
		for (Waiting one : batch) {
			if (one.login.epoch <= current.epoch()) {
				this.logins.remove(one.login.connectionId());
				this.announcements.released(one.login);
			}
		}
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
	private boolean settle(PresenceOwner current, List<Login> claimers, List<PresenceClaim> claims,
			List<ClaimResult> results) {
		List<Displaced> remote = new ArrayList<>();
		for (int i = 0; i < claimers.size(); i++) {
			Login login = claimers.get(i);
			ClaimResult result = results.get(i);
			if (result.outcome() != Outcome.NO_LEASE) {
				login.answered = true;
				announce(login, claims.get(i), result.announcement());
			}
			switch (result.outcome()) {
				case CLAIMED -> claimed(current, login, result, remote);
				case LOST -> lost(current, login);
				case NO_LEASE -> {
				}
			}
		}
		if (!remote.isEmpty()) {
			this.delivery.displaced(remote);
		}
		return results.stream().noneMatch((result) -> result.outcome() == Outcome.NO_LEASE);
	}

	private void announce(Login login, PresenceClaim claim, Announcement announcement) {
		switch (announcement) {
			case FIRST -> {
				// Said once more to a claim that was made before it was heard.
				if (claim.announced() || !login.announced) {
					this.announcements.online(login);
				}
			}
			case KNOWN -> this.announcements.known(login);
			case UNSETTLED -> this.announcements.unsettled(login);
		}
	}

	private void claimed(PresenceOwner current, Login login, ClaimResult result, List<Displaced> remote) {
		login.sequence = result.sequence();
		for (Displaced one : result.displaced()) {
			if (one.member().equals(this.self)) {
				displaced(one);
			}
			else {
				remote.add(one);
			}
		}
		if (current.equals(this.owner)) {
			login.claimed = true;
			if (login.left) {
				this.announcements.left(login);
				this.waiting.add(new Waiting(login, null));
			}
		}
	}

	private void lost(PresenceOwner current, Login login) {
		displaced(new Displaced(this.self, login.connectionId(), false));
		if (login.left && current.equals(this.owner)) {
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

		private final Queue<Login> rest;

		private final Runnable claimed;

		private int underWay;

		Reclaim(PresenceOwner owner, List<Login> all, Runnable claimed) {
			this.owner = owner;
			this.rest = new ArrayDeque<>(all);
			this.claimed = claimed;
		}

		void next() {
			while (this.underWay < RECLAIMS_UNDER_WAY && !this.rest.isEmpty()) {
				List<Login> batch = new ArrayList<>();
				while (batch.size() < RECLAIM_BATCH && !this.rest.isEmpty()) {
					Login login = this.rest.remove();
					// Who has lost its place asks only for an answer that it never got.
					boolean asks = !login.displaced || (login.sent && !login.answered);
					if (asks && (login.sent || !login.left)) {
						batch.add(login);
					}
				}
				if (!batch.isEmpty()) {
					this.underWay++;
					claim(batch);
				}
			}
			if (this.underWay == 0) {
				this.claimed.run();
			}
		}

		private void claim(List<Login> batch) {
			List<PresenceClaim> claims = claims(this.owner, batch);
			Claims.this.calls.call(() -> Claims.this.store.claim(this.owner, claims), (results, failure) -> {
				if (!this.owner.equals(Claims.this.owner)) {
					return;
				}
				this.underWay--;
				if (results == null || !settle(this.owner, batch, claims, results)) {
					Claims.this.doubt.run();
				}
				else {
					next();
					Claims.this.next();
				}
			});
		}

	}

}
