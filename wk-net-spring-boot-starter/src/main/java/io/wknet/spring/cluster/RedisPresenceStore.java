package io.wknet.spring.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

import io.lettuce.core.api.StatefulRedisConnection;
import io.wknet.auth.DeviceLevel;
import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.PresenceEntry;
import io.wknet.cluster.PresenceStore;
import io.wknet.frame.DeviceFlag;

/**
 * Presence in Redis: a hash for each user, an index of users for each node, and leases.
 * All of it exists once in each of 16 shards, to which users belong by their uid, so that
 * a script touches the keys of one shard only. The rules are in the scripts.
 */
final class RedisPresenceStore implements PresenceStore {

	static final int SHARDS = 16;

	static final int MAX_BATCH = 500;

	static final int MAX_DISPLACED = 10_000;

	private static final int DISPLACED_AT_A_TIME = 1_000;

	/**
	 * What the numbers of the scripts mean.
	 */
	private static final List<Outcome> OUTCOMES = List.of(Outcome.CLAIMED, Outcome.LOST, Outcome.NO_LEASE);

	private static final List<Announcement> ANNOUNCEMENTS = List.of(Announcement.FIRST, Announcement.KNOWN,
			Announcement.UNSETTLED);

	private static final RedisScript OPEN = script("open a lease", "open.lua");

	private static final RedisScript RENEW = script("renew a lease", "renew.lua");

	private static final RedisScript CLOSE = script("end a lease", "close.lua");

	private static final RedisScript CLAIM = script("claim logins", "claim.lua");

	private static final RedisScript RELEASE = script("release logins", "release.lua");

	private static final RedisScript FIND = script("find users", "find.lua");

	private static final RedisScript SWEEP = script("sweep what a node has left", "sweep.lua");

	private final List<String> shards;

	private final RedisLink<StatefulRedisConnection<String, String>> link;

	RedisPresenceStore(String prefix, RedisLink<StatefulRedisConnection<String, String>> link) {
		List<String> bases = new ArrayList<>();
		for (int shard = 0; shard < SHARDS; shard++) {
			bases.add("{" + prefix + ":" + shard + "}");
		}
		this.shards = List.copyOf(bases);
		this.link = link;
	}

	private static RedisScript script(String what, String name) {
		return new RedisScript(what, "common.lua", name);
	}

	/**
	 * The shard of a user, the same on every node.
	 */
	private static int shard(String uid) {
		int hash = uid.hashCode();
		return (hash ^ (hash >>> 16)) & (SHARDS - 1);
	}

	@Override
	public CompletionStage<Void> open(PresenceOwner owner, Duration lease) {
		return all(OPEN, List.of(owner.member().toString(), String.valueOf(owner.epoch()), micros(lease)))
			.thenAccept((answers) -> {
			});
	}

	@Override
	public CompletionStage<Void> close(PresenceOwner owner) {
		return all(CLOSE, List.of(owner.member().toString(), String.valueOf(owner.epoch()))).thenAccept((answers) -> {
		});
	}

	@Override
	public CompletionStage<PresenceLease> renew(PresenceOwner owner, Duration lease) {
		return all(RENEW, List.of(owner.member().toString(), String.valueOf(owner.epoch()), micros(lease),
				String.valueOf(DISPLACED_AT_A_TIME)))
			.thenApply((answers) -> merged(owner, lease, answers));
	}

	private static PresenceLease merged(PresenceOwner owner, Duration lease, List<List<Object>> answers) {
		boolean held = true;
		boolean recovering = false;
		List<Displaced> displaced = new ArrayList<>();
		Set<ClusterMember> unswept = new LinkedHashSet<>();
		long expiry = TimeUnit.NANOSECONDS.toMicros(lease.toNanos());
		long users = 0;
		long time = 0;
		for (List<Object> answer : answers) {
			held &= (Long) answer.get(0) == 1;
			for (Object one : (List<?>) answer.get(1)) {
				String text = (String) one;
				int space = text.indexOf(' ');
				displaced
					.add(new Displaced(owner.member(), Long.parseLong(text.substring(0, space)), text.endsWith(" 1")));
			}
			((List<?>) answer.get(2)).forEach((member) -> unswept.add(member((String) member)));
			expiry = Math.min(expiry, Long.parseLong((String) answer.get(3)));
			users += Long.parseLong((String) answer.get(4));
			recovering |= (Long) answer.get(5) == 1;
			time = Math.max(time, Long.parseLong((String) answer.get(6)));
		}
		return new PresenceLease(held, displaced, List.copyOf(unswept),
				Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(expiry)), users, recovering, time);
	}

	/**
	 * Run a script in every shard.
	 */
	private CompletableFuture<List<List<Object>>> all(RedisScript script, List<String> arguments) {
		List<CompletableFuture<List<Object>>> answers = this.shards.stream()
			.map((base) -> script.run(this.link, base, arguments))
			.toList();
		return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
			.thenApply((nothing) -> answers.stream().map(CompletableFuture::join).toList());
	}

	@Override
	public CompletionStage<List<ClaimResult>> claim(PresenceOwner owner, List<PresenceClaim> claims) {
		ClaimResult[] results = new ClaimResult[claims.size()];
		List<String> head = List.of(owner.member().toString(), String.valueOf(owner.epoch()),
				String.valueOf(MAX_DISPLACED));
		return grouped(CLAIM, head, claims, PresenceClaim::uid, RedisPresenceStore::claimed, (positions, answer) -> {
			for (int i = 0; i < positions.size(); i++) {
				results[positions.get(i)] = result((List<?>) answer.get(i));
			}
		}).thenApply((nothing) -> List.of(results));
	}

	private static List<String> claimed(PresenceClaim claim) {
		return List.of(claim.uid(), String.valueOf(claim.connectionId()), String.valueOf(claim.deviceFlag().code()),
				(claim.deviceLevel() == DeviceLevel.MASTER) ? "1" : "0", claim.device(),
				String.valueOf(claim.sequence()), claim.announced() ? "1" : "0");
	}

	private static ClaimResult result(List<?> answer) {
		Outcome outcome = OUTCOMES.get(((Long) answer.get(0)).intValue());
		List<Displaced> displaced = new ArrayList<>();
		for (int i = 3; i < answer.size(); i += 3) {
			displaced.add(new Displaced(member((String) answer.get(i)), Long.parseLong((String) answer.get(i + 1)),
					answer.get(i + 2).equals("1")));
		}
		return new ClaimResult(outcome, Long.parseLong((String) answer.get(1)),
				ANNOUNCEMENTS.get(((Long) answer.get(2)).intValue()), List.copyOf(displaced));
	}

	@Override
	public CompletionStage<List<String>> release(PresenceOwner owner, List<PresenceClaim> claims) {
		List<String> offline = new ArrayList<>();
		return grouped(RELEASE, List.of(owner.member().toString(), String.valueOf(owner.epoch())), claims,
				PresenceClaim::uid, (claim) -> List.of(claim.uid(), String.valueOf(claim.connectionId())),
				(positions, answer) -> answer.forEach((uid) -> offline.add((String) uid)))
			.thenApply((nothing) -> offline);
	}

	@Override
	public CompletionStage<Map<String, List<PresenceEntry>>> find(Collection<String> uids) {
		List<String> asked = List.copyOf(uids);
		Map<String, List<PresenceEntry>> found = new HashMap<>();
		return grouped(FIND, List.of(), asked, Function.identity(), List::of, (positions, answer) -> {
			for (int i = 0; i < positions.size(); i++) {
				String uid = asked.get(positions.get(i));
				List<PresenceEntry> entries = entries(uid, (List<?>) answer.get(i));
				if (!entries.isEmpty()) {
					found.put(uid, entries);
				}
			}
		}).thenApply((nothing) -> found);
	}

	private static List<PresenceEntry> entries(String uid, List<?> answer) {
		List<PresenceEntry> entries = new ArrayList<>(answer.size() / 4);
		for (int i = 0; i < answer.size(); i += 4) {
			entries
				.add(new PresenceEntry(uid, member((String) answer.get(i)), Long.parseLong((String) answer.get(i + 1)),
						DeviceFlag.of(Integer.parseInt((String) answer.get(i + 2))),
						Long.parseLong((String) answer.get(i + 3))));
		}
		return List.copyOf(entries);
	}

	/**
	 * Run a script with items of any shard, those of one shard together. Answers are
	 * taken one after the other.
	 */
	private <T> CompletableFuture<Void> grouped(RedisScript script, List<String> head, List<T> items,
			Function<T, String> uid, Function<T, List<String>> arguments,
			BiConsumer<List<Integer>, List<Object>> answered) {
		Map<Integer, List<Integer>> byShard = new HashMap<>();
		for (int i = 0; i < items.size(); i++) {
			byShard.computeIfAbsent(shard(uid.apply(items.get(i))), (key) -> new ArrayList<>()).add(i);
		}
		BiFunction<Integer, List<Integer>, CompletableFuture<List<Object>>> run = (shard, positions) -> {
			List<String> values = new ArrayList<>(head);
			positions.forEach((position) -> values.addAll(arguments.apply(items.get(position))));
			return script.run(this.link, this.shards.get(shard), values);
		};
		CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
		for (Map.Entry<Integer, List<Integer>> group : byShard.entrySet()) {
			List<Integer> all = group.getValue();
			for (int from = 0; from < all.size(); from += MAX_BATCH) {
				List<Integer> positions = all.subList(from, Math.min(from + MAX_BATCH, all.size()));
				CompletableFuture<List<Object>> answer = run.apply(group.getKey(), positions);
				done = done.thenCombine(answer, (nothing, result) -> {
					answered.accept(positions, result);
					return null;
				});
			}
		}
		return done;
	}

	@Override
	public CompletionStage<Void> sweep(ClusterMember member, Consumer<String> offline) {
		return CompletableFuture.allOf(
				this.shards.stream().map((base) -> sweep(base, member, "0", offline)).toArray(CompletableFuture[]::new))
			.thenAccept((nothing) -> {
			});
	}

	private CompletableFuture<Void> sweep(String base, ClusterMember member, String cursor, Consumer<String> offline) {
		return SWEEP.run(this.link, base, Arrays.asList(member.toString(), cursor)).thenCompose((answer) -> {
			answer.subList(1, answer.size()).forEach((uid) -> offline.accept((String) uid));
			String next = (String) answer.get(0);
			return next.equals("0") ? CompletableFuture.completedFuture(null) : sweep(base, member, next, offline);
		});
	}

	private static ClusterMember member(String text) {
		int colon = text.lastIndexOf(':');
		return new ClusterMember(text.substring(0, colon), text.substring(colon + 1));
	}

	private static String micros(Duration duration) {
		return String.valueOf(TimeUnit.NANOSECONDS.toMicros(duration.toNanos()));
	}

}
