package io.wknet.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

import io.wknet.auth.DeviceLevel;
import io.wknet.cluster.PresenceStore.Announcement;
import io.wknet.cluster.PresenceStore.ClaimResult;
import io.wknet.cluster.PresenceStore.Outcome;
import io.wknet.cluster.PresenceStore.PresenceClaim;
import io.wknet.cluster.PresenceStore.PresenceLease;
import io.wknet.cluster.PresenceStore.PresenceOwner;
import io.wknet.frame.DeviceFlag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds in the presence store whatever several nodes do: log in and out, fall silent
 * and come back, leave, and sweep each other. The seeds are fixed, so that a failure
 * comes again.
 */
class PresenceStoreModelTests {

	private static final Duration LEASE = Duration.ofSeconds(3);

	private final AtomicLong nanos = new AtomicLong();

	private final InProcessCluster cluster = new InProcessCluster(this.nanos::get);

	private final PresenceStore store = this.cluster.roles().presence();

	private final Set<String> online = new HashSet<>();

	private final List<Node> nodes = new ArrayList<>();

	private Random random = new Random();

	private int boots;

	private int lost;

	private int swept;

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
	void onlineAndOfflineAlternateAndAMasterIsAlone(long seed) {
		this.random = new Random(seed);
		for (int count = 0; count < 4; count++) {
			this.nodes.add(new Node());
		}
		for (int step = 0; step < 10_000; step++) {
			step(this.nodes.get(this.random.nextInt(this.nodes.size())));
			this.nanos.addAndGet(this.random.nextInt(50) * 1_000_000L);
			check();
		}
		assertThat(this.lost).isPositive();
		assertThat(this.swept).isPositive();
	}

	private void step(Node node) {
		switch (this.random.nextInt(20)) {
			case 0 -> node.fallSilent(this.random.nextInt(8_000));
			case 1 -> {
				if (this.random.nextInt(10) == 0) {
					value(this.store.close(node.owner()));
					this.nodes.set(this.nodes.indexOf(node), new Node());
				}
			}
			case 2, 3, 4, 5, 6, 7 -> {
				if (!node.isSilent()) {
					node.renew();
				}
			}
			case 8, 9, 10, 11, 12 -> {
				if (!node.isSilent()) {
					node.release();
				}
			}
			default -> {
				if (!node.isSilent()) {
					node.login();
				}
			}
		}
	}

	private void check() {
		List<String> uids = List.of("a", "b", "c", "d", "e");
		Map<String, List<PresenceEntry>> found = value(this.store.find(uids));
		found.forEach((uid, entries) -> {
			assertThat(this.online).contains(uid);
			assertThat(entries).extracting(PresenceEntry::deviceFlag).doesNotHaveDuplicates();
		});
		PresenceOwner nobody = new PresenceOwner(new ClusterMember("nobody", "1"), 1);
		assertThat(value(this.store.renew(nobody, LEASE)).users()).isEqualTo(this.online.size());
		assertThat(((InProcessPresenceStore) this.store).indexed()).isEqualTo(this.online);
	}

	private void announceOffline(String uid) {
		assertThat(this.online.remove(uid)).as("%s was online", uid).isTrue();
	}

	private static <T> T value(CompletionStage<T> stage) {
		return stage.toCompletableFuture().join();
	}

	/**
	 * One node, as far as the store sees it.
	 */
	private final class Node {

		private final ClusterMember member = new ClusterMember("node", "b" + PresenceStoreModelTests.this.boots++);

		private final Map<Long, PresenceClaim> claims = new HashMap<>();

		private long epoch = 1;

		private long silentUntil;

		private long connections;

		Node() {
			value(PresenceStoreModelTests.this.store.open(owner(), LEASE));
		}

		PresenceOwner owner() {
			return new PresenceOwner(this.member, this.epoch);
		}

		boolean isSilent() {
			return this.silentUntil > PresenceStoreModelTests.this.nanos.get();
		}

		void fallSilent(int millis) {
			this.silentUntil = PresenceStoreModelTests.this.nanos.get() + millis * 1_000_000L;
		}

		void login() {
			Random random = PresenceStoreModelTests.this.random;
			claim(new PresenceClaim(String.valueOf((char) ('a' + random.nextInt(5))), ++this.connections,
					DeviceFlag.of(random.nextInt(2)), DeviceLevel.MASTER, "d" + random.nextInt(2), 0, false));
		}

		private void claim(PresenceClaim claim) {
			ClaimResult result = value(PresenceStoreModelTests.this.store.claim(owner(), List.of(claim))).get(0);
			if (result.outcome() == Outcome.NO_LEASE) {
				rejoin();
				return;
			}
			if (result.outcome() == Outcome.LOST) {
				PresenceStoreModelTests.this.lost++;
				this.claims.remove(claim.connectionId());
				return;
			}
			assertThat(result.announcement()).isNotEqualTo(Announcement.UNSETTLED);
			if (result.announcement() == Announcement.FIRST) {
				assertThat(PresenceStoreModelTests.this.online.add(claim.uid())).as("%s was offline", claim.uid())
					.isTrue();
			}
			this.claims.put(claim.connectionId(), new PresenceClaim(claim.uid(), claim.connectionId(),
					claim.deviceFlag(), claim.deviceLevel(), claim.device(), result.sequence(), true));
		}

		void release() {
			this.claims.values().stream().findFirst().ifPresent((claim) -> {
				CompletableFuture<List<String>> released = PresenceStoreModelTests.this.store
					.release(owner(), List.of(claim))
					.toCompletableFuture();
				if (released.isCompletedExceptionally()) {
					rejoin();
				}
				else {
					this.claims.remove(claim.connectionId());
					value(released).forEach(PresenceStoreModelTests.this::announceOffline);
				}
			});
		}

		void renew() {
			PresenceLease lease = value(PresenceStoreModelTests.this.store.renew(owner(), LEASE));
			if (!lease.held()) {
				rejoin();
				return;
			}
			lease.displaced().forEach((one) -> this.claims.remove(one.connectionId()));
			lease.unswept().forEach((other) -> {
				PresenceStoreModelTests.this.swept++;
				value(PresenceStoreModelTests.this.store.sweep(other, PresenceStoreModelTests.this::announceOffline));
			});
		}

		private void rejoin() {
			this.epoch++;
			value(PresenceStoreModelTests.this.store.open(owner(), LEASE));
			List.copyOf(this.claims.values()).forEach(this::claim);
			value(PresenceStoreModelTests.this.store.sweep(this.member, PresenceStoreModelTests.this::announceOffline));
		}

	}

}
