package io.wknet.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.PresenceStore.Announcement;
import io.wknet.cluster.PresenceStore.ClaimResult;
import io.wknet.cluster.PresenceStore.Outcome;
import io.wknet.cluster.PresenceStore.PresenceClaim;
import org.slf4j.helpers.MessageFormatter;

/**
 * Keeps account of what the store has decided about who is online, and of what listeners
 * were told.
 */
final class PresenceLedger {

	private final Map<String, Account> accounts = new TreeMap<>();

	private final SimulatedTime time;

	private final List<String> log = new ArrayList<>();

	private final boolean logging;

	/**
	 * What must not be, but does not stop the run.
	 */
	final List<String> violations = new ArrayList<>();

	PresenceLedger(SimulatedTime time, boolean logging) {
		this.time = time;
		this.logging = logging;
	}

	void log(String format, Object... args) {
		if (this.logging) {
			this.log.add(this.time.nanoTime() / 1_000 - 1_000_000_000 + " us: "
					+ MessageFormatter.arrayFormat(format, args).getMessage());
		}
	}

	String story() {
		return String.join("\n", this.log);
	}

	private Account of(String uid) {
		return this.accounts.computeIfAbsent(uid, (key) -> new Account());
	}

	void claimed(ClusterMember member, PresenceClaim claim, ClaimResult result, List<Runnable> heard) {
		log("store: {} claims {}#{} (seq {}, announced {}): {} {} displaces {}", member, claim.uid(),
				claim.connectionId(), claim.sequence(), claim.announced(), result.outcome(), result.announcement(),
				result.displaced());
		if (result.outcome() != Outcome.CLAIMED) {
			return;
		}
		Account account = of(claim.uid());
		if (result.announcement() == Announcement.FIRST) {
			String by = member + "#" + claim.connectionId();
			if (!account.online) {
				decided(account, member, true, by, heard);
			}
			else if (by.equals(account.by)) {
				// The same once more, because nobody knows whether it was heard.
				heard.add(account.last::heard);
			}
			else if (!account.forgotten) {
				this.violations.add(claim.uid() + " was FIRST at " + by + " while it was online by " + account.by);
			}
			else {
				decided(account, member, true, by, heard);
			}
		}
		else if (result.announcement() == Announcement.KNOWN && !account.online) {
			account.online = true;
			account.by = "";
		}
	}

	/**
	 * Connections were released, whether anybody is offline or not.
	 */
	void released(List<PresenceClaim> claims, List<Runnable> heard) {
		for (PresenceClaim claim : claims) {
			Account account = of(claim.uid());
			account.unheardReleases++;
			heard.add(() -> account.unheardReleases--);
		}
	}

	void offline(ClusterMember member, String uid, List<Runnable> heard) {
		log("store: {} is told that {} is offline", member, uid);
		Account account = of(uid);
		if (!account.online && !account.flushed) {
			this.violations.add(uid + " was offline twice");
		}
		decided(account, member, false, "", heard);
	}

	private void decided(Account account, ClusterMember member, boolean online, String by, List<Runnable> heard) {
		Decision decision = new Decision(member, online);
		account.online = online;
		account.by = by;
		account.forgotten = false;
		account.last = decision;
		account.decisions.add(decision);
		heard.add(decision::heard);
	}

	void told(ClusterMember member, String uid, boolean online) {
		log("told by {}: {} is {}", member, uid, online ? "online" : "offline");
		Account account = of(uid);
		account.balance += online ? 1 : -1;
		account.tells.merge(member.toString(), 1, Integer::sum);
	}

	void flushed() {
		log("store: flushed");
		this.accounts.values().forEach((account) -> {
			account.forgotten |= account.online;
			account.flushed = true;
		});
	}

	/**
	 * Check at the end that what was told is what is so.
	 * @param online who has a connection
	 * @param killed nodes that could not tell what they knew
	 * @return how many users were told wrongly, and may have been, by why
	 */
	Map<String, Integer> check(Set<String> online, Set<String> killed) {
		Map<String, Integer> excused = new HashMap<>();
		this.accounts.forEach((uid, account) -> {
			boolean right = account.balance == (online.contains(uid) ? 1 : 0);
			if (right) {
				return;
			}
			String excuse = excuse(account, killed);
			if (excuse == null) {
				this.violations.add(uid + " is " + (online.contains(uid) ? "online" : "offline")
						+ ", but was told online " + account.balance + " times more than offline");
			}
			else {
				excused.merge(excuse, 1, Integer::sum);
			}
		});
		return excused;
	}

	private static String excuse(Account account, Set<String> killed) {
		if (account.decisions.stream().anyMatch((one) -> killed.contains(one.member.toString()) && !one.heard)
				|| killed.stream()
					.anyMatch((member) -> account.decided(member) != account.tells.getOrDefault(member, 0))) {
			return "killed";
		}
		if (account.flushed) {
			return "flushed";
		}
		if (account.unheardReleases != 0 || account.decisions.stream().anyMatch((one) -> !one.heard)) {
			return "answer lost";
		}
		return null;
	}

	/**
	 * What there is about one user.
	 */
	private static final class Account {

		private final List<Decision> decisions = new ArrayList<>();

		private final Map<String, Integer> tells = new HashMap<>();

		private boolean online;

		private boolean forgotten;

		private boolean flushed;

		private String by = "";

		private Decision last;

		private int balance;

		private int unheardReleases;

		int decided(String member) {
			return (int) this.decisions.stream().filter((one) -> one.member.toString().equals(member)).count();
		}

	}

	/**
	 * What the store has decided.
	 */
	private static final class Decision {

		private final ClusterMember member;

		private final boolean online;

		private boolean heard;

		Decision(ClusterMember member, boolean online) {
			this.member = member;
			this.online = online;
		}

		void heard() {
			this.heard = true;
		}

		@Override
		public String toString() {
			return this.member + (this.online ? " online" : " offline");
		}

	}

}
