package io.wknet.spring.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.wknet.auth.DeviceLevel;
import io.wknet.cluster.ClusterBus;
import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.DuplicateNodeException;
import io.wknet.cluster.NodeDirectory;
import io.wknet.cluster.NodeStatus;
import io.wknet.cluster.PresenceStore;
import io.wknet.cluster.PresenceStore.Announcement;
import io.wknet.cluster.PresenceStore.ClaimResult;
import io.wknet.cluster.PresenceStore.Displaced;
import io.wknet.cluster.PresenceStore.Outcome;
import io.wknet.cluster.PresenceStore.PresenceClaim;
import io.wknet.cluster.PresenceStore.PresenceLease;
import io.wknet.cluster.PresenceStore.PresenceOwner;
import io.wknet.frame.DeviceFlag;
import io.wknet.topic.Topic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The three roles over a real Redis.
 */
class RedisClusterRolesTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Duration SOON = Duration.ofSeconds(20);

	private static RedisServer redis;

	private final ClusterMember a = ClusterMember.of("a");

	private final ClusterMember b = ClusterMember.of("b");

	private final List<RedisClusterRoles> opened = new ArrayList<>();

	private ClusterRoles roles;

	@BeforeAll
	static void start() {
		redis = RedisServer.start();
	}

	@AfterAll
	static void stop() {
		redis.close();
	}

	@BeforeEach
	void open() {
		redis.flush();
		this.roles = roles();
	}

	@AfterEach
	void close() {
		this.opened.forEach(RedisClusterRoles::close);
	}

	// Directory

	@Test
	void theDirectoryListsNodesUntilTheirLeasesEnd() throws Exception {
		NodeDirectory directory = this.roles.directory();
		get(directory.renew(new NodeStatus(this.b, 3, 2), SHORT));
		assertThat(get(directory.renew(new NodeStatus(this.a, 5, 4), LONG)))
			.containsExactly(new NodeStatus(this.a, 5, 4), new NodeStatus(this.b, 3, 2));
		Until.equal(SOON, () -> get(directory.renew(new NodeStatus(this.a, 5, 4), LONG)).size(), 1);
		get(directory.leave(ClusterMember.of("a")));
		assertThat(get(directory.renew(new NodeStatus(this.b, 0, 0), LONG))).hasSize(2);
		get(directory.leave(this.a));
		assertThat(get(directory.renew(new NodeStatus(this.b, 0, 0), LONG))).hasSize(1);
	}

	@Test
	void theDirectoryRefusesASecondRunOfANode() {
		get(this.roles.directory().renew(new NodeStatus(this.a, 0, 0), LONG));
		NodeStatus second = new NodeStatus(ClusterMember.of("a"), 0, 0);
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.roles.directory().renew(second, LONG).toCompletableFuture().get())
			.havingCause()
			.isInstanceOfSatisfying(DuplicateNodeException.class, (failure) -> {
				assertThat(failure.holder()).isEqualTo(this.a);
				assertThat(failure.remaining()).isBetween(Duration.ofSeconds(50), LONG);
			});
	}

	// Presence

	@Test
	void claimsAreFoundAndReleased() {
		PresenceStore store = this.roles.presence();
		PresenceOwner owner = opened(this.a, 1, LONG);
		List<PresenceClaim> claims = List.of(claim("alice", 1, "phone"), claim("bob", 2, "phone"),
				claim("alice", 3, "tablet"));
		List<ClaimResult> results = get(store.claim(owner, claims));
		assertThat(results).extracting(ClaimResult::outcome).containsOnly(Outcome.CLAIMED);
		assertThat(results).extracting(ClaimResult::announcement)
			.containsExactly(Announcement.FIRST, Announcement.FIRST, Announcement.KNOWN);
		assertThat(get(store.find(List.of("alice", "bob", "nobody")))).containsOnlyKeys("alice", "bob")
			.hasEntrySatisfying("alice", (entries) -> assertThat(entries).hasSize(2).allSatisfy((entry) -> {
				assertThat(entry.member()).isEqualTo(this.a);
				assertThat(entry.deviceFlag()).isEqualTo(DeviceFlag.APP);
				assertThat(entry.sequence()).isPositive();
			}));
		assertThat(renewed(owner).users()).isEqualTo(2);
		assertThat(get(store.release(owner, List.of(claim("alice", 1, "phone"), claim("bob", 2, "phone")))))
			.containsExactly("bob");
		assertThat(get(store.release(owner, List.of(claim("bob", 2, "phone"))))).isEmpty();
		assertThat(get(store.release(owner, List.of(claim("alice", 3, "tablet"))))).containsExactly("alice");
		assertThat(renewed(owner).users()).isZero();
		assertThat(keys()).noneMatch((key) -> key.contains(":u:") || key.contains(":i:"));
	}

	@Test
	void aLaterClaimDisplacesAndALateReleaseHitsNobody() {
		PresenceStore store = this.roles.presence();
		PresenceOwner first = opened(this.a, 1, LONG);
		PresenceOwner second = opened(this.b, 1, LONG);
		ClaimResult older = claimed(first, claim("alice", 1, "phone"));
		ClaimResult newer = claimed(second, claim("alice", 7, "phone"));
		assertThat(newer.sequence()).isGreaterThan(older.sequence());
		assertThat(newer.displaced()).containsExactly(new Displaced(this.a, 1, true));
		assertThat(newer.announcement()).isEqualTo(Announcement.KNOWN);
		assertThat(get(store.release(first, List.of(claim("alice", 1, "phone"))))).isEmpty();
		assertThat(get(store.find(List.of("alice"))).get("alice")).singleElement()
			.satisfies((entry) -> assertThat(entry.connectionId()).isEqualTo(7));
		assertThat(renewed(first).displaced()).containsExactly(new Displaced(this.a, 1, true));
		assertThat(renewed(first).displaced()).isEmpty();
	}

	@Test
	void aMasterDisplacesAllOfItsKindAndASlaveTheSameDeviceOnly() {
		PresenceOwner owner = opened(this.a, 1, LONG);
		claimed(owner, claim("alice", 1, "phone"));
		assertThat(claimed(owner, claim("alice", 2, "tablet")).displaced()).isEmpty();
		PresenceClaim web = new PresenceClaim("alice", 3, DeviceFlag.WEB, DeviceLevel.SLAVE, "phone", 0, false);
		assertThat(claimed(owner, web).displaced()).isEmpty();
		PresenceClaim master = new PresenceClaim("alice", 4, DeviceFlag.APP, DeviceLevel.MASTER, "other", 0, false);
		assertThat(claimed(owner, master).displaced()).containsExactlyInAnyOrder(new Displaced(this.a, 1, false),
				new Displaced(this.a, 2, false));
	}

	@Test
	void twoLoginsWhoseAnswersWereLostDoNotDisplaceEachOther() {
		PresenceOwner first = opened(this.a, 1, LONG);
		PresenceOwner second = opened(this.b, 1, LONG);
		long lost = claimed(second, claim("alice", 2, "phone")).sequence();
		long kept = claimed(first, claim("alice", 1, "phone")).sequence();
		// Each node has let its login in by its own clock: the one of b later.
		PresenceClaim again = new PresenceClaim("alice", 1, DeviceFlag.APP, DeviceLevel.SLAVE, "phone", lost - 2,
				false);
		PresenceClaim other = new PresenceClaim("alice", 2, DeviceFlag.APP, DeviceLevel.SLAVE, "phone", lost - 1,
				false);
		ClaimResult result = claimed(first, again);
		assertThat(result.outcome()).isEqualTo(Outcome.CLAIMED);
		assertThat(result.sequence()).isEqualTo(kept);
		assertThat(claimed(second, other).outcome()).isEqualTo(Outcome.LOST);
		assertThat(renewed(first).displaced()).isEmpty();
	}

	@Test
	void aClaimThatIsMadeAgainLosesToALaterLogin() {
		PresenceOwner first = opened(this.a, 1, LONG);
		PresenceOwner second = opened(this.b, 1, LONG);
		long sequence = claimed(first, claim("alice", 1, "phone")).sequence();
		claimed(second, claim("alice", 2, "phone"));
		PresenceClaim again = new PresenceClaim("alice", 1, DeviceFlag.APP, DeviceLevel.SLAVE, "phone", sequence, true);
		assertThat(claimed(first, again).outcome()).isEqualTo(Outcome.LOST);
		get(this.roles.presence().release(second, List.of(claim("alice", 2, "phone"))));
		assertThat(claimed(first, again).outcome()).isEqualTo(Outcome.CLAIMED);
	}

	@Test
	void claimsNeedALeaseOfTheirEpochAndAnOldOneOpensNothing() {
		PresenceStore store = this.roles.presence();
		PresenceOwner owner = new PresenceOwner(this.a, 1);
		assertThat(claimed(owner, claim("alice", 1, "phone")).outcome()).isEqualTo(Outcome.NO_LEASE);
		opened(this.a, 2, LONG);
		get(store.open(owner, LONG));
		assertThat(renewed(owner).held()).isFalse();
		assertThat(claimed(owner, claim("alice", 1, "phone")).outcome()).isEqualTo(Outcome.NO_LEASE);
		assertThat(claimed(new PresenceOwner(this.a, 2), claim("alice", 1, "phone")).outcome())
			.isEqualTo(Outcome.CLAIMED);
	}

	@Test
	void aNodeThatIsSilentIsInvisibleAndSweptByAnother() {
		PresenceStore store = this.roles.presence();
		// Longer than any of the calls here takes, as every lease must be.
		Duration lease = Duration.ofSeconds(2);
		PresenceOwner dead = opened(this.a, 1, lease);
		PresenceOwner alive = opened(this.b, 1, LONG);
		List<PresenceClaim> claims = new ArrayList<>();
		for (int i = 0; i < 3_000; i++) {
			claims.add(claim("user" + i, i + 1, "phone"));
		}
		get(store.claim(dead, claims));
		claimed(alive, claim("user0", 1, "tablet"));
		// A lease of the same length keeps the store from believing that it was away.
		// Each shard has leases of its own, which do not end at quite the same moment.
		List<String> uids = claims.stream().map(PresenceClaim::uid).toList();
		Until.holds(SOON, () -> {
			Set<String> visible = get(store.find(uids)).keySet();
			return Map.entry(visible, get(store.renew(alive, lease)).unswept());
		}, (seen) -> {
			assertThat(seen.getKey()).containsExactly("user0");
			assertThat(seen.getValue()).containsExactly(this.a);
		});
		assertThat(get(store.find(List.of("user0", "user1")))).containsOnlyKeys("user0");
		assertThat(renewed(dead).held()).isFalse();
		Set<String> told = ConcurrentHashMap.newKeySet();
		AtomicInteger times = new AtomicInteger();
		CompletionStage<Void> one = store.sweep(this.a, (uid) -> {
			told.add(uid);
			times.incrementAndGet();
		});
		CompletionStage<Void> other = store.sweep(this.a, (uid) -> {
			told.add(uid);
			times.incrementAndGet();
		});
		get(one);
		get(other);
		assertThat(told).hasSize(2_999).doesNotContain("user0");
		assertThat(times).hasValue(2_999);
		PresenceLease left = renewed(alive);
		assertThat(left.unswept()).isEmpty();
		assertThat(left.users()).isOne();
	}

	@Test
	void aSweepOfANodeThatLivesTakesAwayWhatItDidNotClaimAgain() {
		PresenceStore store = this.roles.presence();
		PresenceOwner before = opened(this.a, 1, LONG);
		long sequence = claimed(before, claim("alice", 1, "phone")).sequence();
		claimed(before, claim("bob", 2, "phone"));
		PresenceOwner after = opened(this.a, 2, LONG);
		claimed(after, new PresenceClaim("alice", 1, DeviceFlag.APP, DeviceLevel.SLAVE, "phone", sequence, true));
		List<String> told = new ArrayList<>();
		get(store.sweep(this.a, told::add));
		assertThat(told).containsExactly("bob");
		assertThat(get(store.find(List.of("alice", "bob")))).containsOnlyKeys("alice");
	}

	@Test
	void anEmptyStoreDoesNotTellTwiceWhoIsOnline() {
		PresenceStore store = this.roles.presence();
		PresenceOwner before = opened(this.a, 1, Duration.ofSeconds(1));
		long sequence = claimed(before, claim("alice", 1, "phone")).sequence();
		redis.flush();
		assertThat(renewed(before).held()).isFalse();
		PresenceOwner after = opened(this.a, 2, Duration.ofSeconds(1));
		ClaimResult unsettled = claimed(after, claim("bob", 2, "phone"));
		assertThat(unsettled.announcement()).isEqualTo(Announcement.UNSETTLED);
		PresenceClaim bob = new PresenceClaim("bob", 2, DeviceFlag.APP, DeviceLevel.SLAVE, "phone",
				unsettled.sequence(), false);
		assertThat(claimed(after, bob).announcement()).isEqualTo(Announcement.UNSETTLED);
		PresenceClaim again = new PresenceClaim("alice", 1, DeviceFlag.APP, DeviceLevel.SLAVE, "phone", sequence, true);
		assertThat(claimed(after, again).announcement()).isEqualTo(Announcement.KNOWN);
		Until.equal(SOON, () -> get(store.renew(after, Duration.ofSeconds(1))).recovering(), false);
		assertThat(claimed(after, bob).announcement()).isEqualTo(Announcement.FIRST);
		assertThat(claimed(after, again).announcement()).isEqualTo(Announcement.KNOWN);
	}

	@Test
	void whoNeverGotTheAnswerIsToldAgainThatItIsTheFirst() {
		PresenceOwner first = opened(this.a, 1, LONG);
		PresenceOwner second = opened(this.b, 1, LONG);
		long sequence = claimed(first, claim("alice", 1, "phone")).sequence();
		assertThat(claimed(second, claim("alice", 1, "tablet")).announcement()).isEqualTo(Announcement.KNOWN);
		PresenceClaim again = new PresenceClaim("alice", 1, DeviceFlag.APP, DeviceLevel.SLAVE, "phone", sequence,
				false);
		assertThat(claimed(first, again).announcement()).isEqualTo(Announcement.FIRST);
		PresenceClaim knows = new PresenceClaim("alice", 1, DeviceFlag.APP, DeviceLevel.SLAVE, "phone", sequence, true);
		assertThat(claimed(first, knows).announcement()).isEqualTo(Announcement.KNOWN);
	}

	// Bus

	@Test
	void theBusKeepsTheOrderAndEveryByte() throws Exception {
		BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
		ClusterBus receiver = this.roles.bus();
		ClusterBus sender = roles().bus();
		assertThat(get(sender.send("a", new byte[0]))).isZero();
		get(receiver.start(this.a, received::add));
		byte[] all = new byte[1 << 20];
		for (int i = 0; i < all.length; i++) {
			all[i] = (byte) i;
		}
		assertThat(get(sender.send("a", all))).isOne();
		List<CompletionStage<Integer>> sent = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			sent.add(sender.send("a", text(String.valueOf(i))));
		}
		assertThat(sent).allSatisfy((stage) -> assertThat(get(stage)).isOne());
		assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo(all);
		for (int i = 0; i < 1_000; i++) {
			assertThat(received.poll(20, TimeUnit.SECONDS)).asString(StandardCharsets.UTF_8)
				.isEqualTo(String.valueOf(i));
		}
	}

	@Test
	void theBusReachesAllAndThoseWhoHaveSubscribed() throws Exception {
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		ClusterBus one = this.roles.bus();
		ClusterBus other = roles().bus();
		Topic topic = new Topic("a}{b:\u00e4 ", 3);
		get(one.start(this.a, (message) -> received.add("a" + new String(message, StandardCharsets.UTF_8))));
		get(other.start(this.b, (message) -> received.add("b" + new String(message, StandardCharsets.UTF_8))));
		assertThat(get(one.sendToAll(text("1")))).isEqualTo(2);
		assertThat(Arrays.asList(received.take(), received.take())).containsExactlyInAnyOrder("a1", "b1");
		assertThat(get(one.publish(topic, text("2")))).isZero();
		get(other.subscribe(topic));
		assertThat(get(one.publish(topic, text("3")))).isOne();
		assertThat(received.take()).isEqualTo("b3");
		get(other.unsubscribe(topic));
		assertThat(get(one.publish(topic, text("4")))).isZero();
	}

	// Redis away

	@Test
	void aRedisThatIsAwayFailsByNameAndComesBackByItself() throws Exception {
		BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
		Topic topic = Topic.of("news");
		get(this.roles.bus().start(this.a, received::add));
		get(this.roles.bus().subscribe(topic));
		for (boolean frozen : new boolean[] { false, true }) {
			if (frozen) {
				redis.freeze();
			}
			else {
				redis.stop();
			}
			for (CompletionStage<?> stage : List.of(this.roles.presence().find(List.of("alice")),
					this.roles.directory().renew(new NodeStatus(this.a, 0, 0), LONG),
					this.roles.bus().send("a", text("lost")))) {
				assertThatExceptionOfType(ExecutionException.class)
					.isThrownBy(() -> stage.toCompletableFuture().get(20, TimeUnit.SECONDS))
					.havingCause()
					.isInstanceOf(RedisAwayException.class)
					.withMessageContaining("Redis at 127.0.0.1:" + redis.port() + " did not ");
			}
			if (frozen) {
				redis.thaw();
			}
			else {
				redis.restartEmpty();
			}
			Until.equal(SOON, () -> outcome(this.roles.presence().find(List.of("alice"))), "{}");
			Until.equal(SOON, () -> outcome(this.roles.bus().send("a", text("back"))), "1");
			Until.equal(SOON, () -> outcome(this.roles.bus().publish(topic, text("topic"))), "1");
			Until.holds(SOON,
					() -> received.stream().map((message) -> new String(message, StandardCharsets.UTF_8)).toList(),
					(texts) -> assertThat(texts).contains("back", "topic"));
			received.clear();
		}
	}

	@Test
	void aRedisClusterIsRefusedByName() {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisClusterConfiguration(List.of("127.0.0.1:" + redis.port())));
		assertThatIllegalArgumentException().isThrownBy(() -> new RedisClusterRoles(factory, "wk", TIMEOUT))
			.withMessageContaining("found a Redis Cluster");
	}

	@Test
	void anUnfitPrefixIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RedisClusterRoles(factory(), "a{b}", TIMEOUT))
			.withMessageContaining("found 'a{b}'");
	}

	private static String outcome(CompletionStage<?> stage) {
		try {
			return String.valueOf(stage.toCompletableFuture().get(20, TimeUnit.SECONDS));
		}
		catch (Exception ex) {
			return String.valueOf(ex.getCause());
		}
	}

	private PresenceOwner opened(ClusterMember member, long epoch, Duration lease) {
		PresenceOwner owner = new PresenceOwner(member, epoch);
		get(this.roles.presence().open(owner, lease));
		return owner;
	}

	private PresenceLease renewed(PresenceOwner owner) {
		return get(this.roles.presence().renew(owner, LONG));
	}

	private ClaimResult claimed(PresenceOwner owner, PresenceClaim claim) {
		return get(this.roles.presence().claim(owner, List.of(claim))).get(0);
	}

	private static PresenceClaim claim(String uid, long connectionId, String device) {
		return new PresenceClaim(uid, connectionId, DeviceFlag.APP, DeviceLevel.SLAVE, device, 0, false);
	}

	private static byte[] text(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static List<String> keys() {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
			socket.getOutputStream().write("KEYS *\r\nQUIT\r\n".getBytes(StandardCharsets.UTF_8));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static <T> T get(CompletionStage<T> stage) {
		try {
			return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private ClusterRoles roles() {
		RedisClusterRoles made = new RedisClusterRoles(factory(), "test", TIMEOUT);
		this.opened.add(made);
		return made.roles();
	}

	private static LettuceConnectionFactory factory() {
		return new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", redis.port()),
				LettuceClientConfiguration.defaultConfiguration());
	}

}
