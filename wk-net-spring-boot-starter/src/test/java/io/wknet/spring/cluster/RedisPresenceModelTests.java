package io.wknet.spring.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.wknet.auth.DeviceLevel;
import io.wknet.cluster.ClusterMember;
import io.wknet.cluster.InProcessCluster;
import io.wknet.cluster.PresenceStore;
import io.wknet.cluster.PresenceStore.ClaimResult;
import io.wknet.cluster.PresenceStore.Outcome;
import io.wknet.cluster.PresenceStore.PresenceClaim;
import io.wknet.cluster.PresenceStore.PresenceLease;
import io.wknet.cluster.PresenceStore.PresenceOwner;
import io.wknet.frame.DeviceFlag;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The scripts do what the store within one process does: random logins, repeated claims,
 * releases, new epochs, nodes that close and are swept, and lost data, made in both, have
 * the same answers. Leases are too long to end.
 */
class RedisPresenceModelTests {

	private static final Duration LEASE = Duration.ofMinutes(10);

	private static final int SEEDS = 4;

	private static final int STEPS = 4_000;

	private static RedisServer redis;

	@BeforeAll
	static void start() {
		redis = RedisServer.start();
	}

	@AfterAll
	static void stop() {
		redis.close();
	}

	@Test
	void answersAsTheStoreOfOneProcessDoes() {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration("127.0.0.1", redis.port()));
		Set<String> seen = new HashSet<>();
		try (RedisClusterRoles roles = new RedisClusterRoles(factory, "model", Duration.ofSeconds(10))) {
			for (long seed = 1; seed <= SEEDS; seed++) {
				redis.flush();
				Model model = new Model(seed, new InProcessCluster(), roles.roles().presence());
				for (int step = 0; step < STEPS; step++) {
					seen.add(model.step());
				}
			}
		}
		assertThat(seen).as("what the runs have seen")
			.contains("CLAIMED FIRST", "CLAIMED KNOWN", "CLAIMED UNSETTLED", "LOST KNOWN", "LOST FIRST",
					"NO_LEASE KNOWN", "offline", "swept offline", "displaced", "no release");
	}

	private static <T> T get(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
	}

	/**
	 * Both stores, and what their nodes know.
	 */
	private static final class Model {

		private final Random random;

		private final InProcessCluster cluster;

		private final PresenceStore expected;

		private final PresenceStore actual;

		private final List<Node> nodes = new ArrayList<>();

		private long connections;

		Model(long seed, InProcessCluster cluster, PresenceStore actual) {
			this.random = new Random(seed);
			this.cluster = cluster;
			this.expected = cluster.roles().presence();
			this.actual = actual;
			for (int i = 0; i < 4; i++) {
				this.nodes.add(new Node("n" + i));
			}
		}

		String step() {
			Node node = this.nodes.get(this.random.nextInt(this.nodes.size()));
			int dice = this.random.nextInt(1000);
			if (dice < 2) {
				this.cluster.clear();
				redis.flush();
				return "flush";
			}
			if (dice < 30) {
				node.open();
				return "open";
			}
			if (dice < 40) {
				return node.leave();
			}
			if (dice < 60) {
				return sweep(this.nodes.get(this.random.nextInt(this.nodes.size())).before());
			}
			if (dice < 150) {
				return node.renew();
			}
			if (dice < 450) {
				return node.release();
			}
			if (dice < 750) {
				return node.claim(node.login());
			}
			if (dice < 950) {
				return node.claim(node.again());
			}
			return find();
		}

		private String sweep(ClusterMember member) {
			Set<String> offline = new TreeSet<>();
			Set<String> found = new TreeSet<>();
			get(this.expected.sweep(member, offline::add));
			get(this.actual.sweep(member, found::add));
			assertThat(found).isEqualTo(offline);
			return offline.isEmpty() ? "swept" : "swept offline";
		}

		private String find() {
			List<String> uids = List.of("u0", "u1", "u2", "u3", "u4", "u5");
			assertThat(places(this.actual, uids)).isEqualTo(places(this.expected, uids));
			return "find";
		}

		private static Set<String> places(PresenceStore store, List<String> uids) {
			Set<String> places = new TreeSet<>();
			get(store.find(uids)).values()
				.forEach((entries) -> entries
					.forEach((entry) -> places.add(entry.uid() + " " + entry.member() + " " + entry.connectionId())));
			return places;
		}

		/**
		 * A node, in both stores.
		 */
		private final class Node {

			private final String nodeId;

			private final Map<Long, Login> logins = new LinkedHashMap<>();

			private ClusterMember member;

			private ClusterMember before;

			private long epoch;

			Node(String nodeId) {
				this.nodeId = nodeId;
				this.member = ClusterMember.of(nodeId);
				this.before = this.member;
				open();
			}

			/**
			 * The run of the node that has left last, or this one.
			 */
			ClusterMember before() {
				return this.before;
			}

			private PresenceOwner owner() {
				return new PresenceOwner(this.member, this.epoch);
			}

			void open() {
				this.epoch++;
				get(Model.this.expected.open(owner(), LEASE));
				get(Model.this.actual.open(owner(), LEASE));
			}

			/**
			 * Leave, and come back as another run.
			 */
			String leave() {
				get(Model.this.expected.close(owner()));
				get(Model.this.actual.close(owner()));
				this.before = this.member;
				this.member = ClusterMember.of(this.nodeId);
				this.epoch = 0;
				this.logins.clear();
				open();
				return "leave";
			}

			String renew() {
				PresenceLease lease = get(Model.this.expected.renew(owner(), LEASE));
				PresenceLease found = get(Model.this.actual.renew(owner(), LEASE));
				assertThat(found.held()).isEqualTo(lease.held());
				assertThat(found.displaced()).containsExactlyInAnyOrderElementsOf(lease.displaced());
				// A mark for a node without users is in some shards only, which is the
				// same.
				assertThat(found.unswept()).containsExactlyInAnyOrderElementsOf(lease.unswept());
				assertThat(found.users()).isEqualTo(lease.users());
				assertThat(found.recovering()).isEqualTo(lease.recovering());
				return lease.displaced().isEmpty() ? "renew" : "displaced";
			}

			Login login() {
				Random dice = Model.this.random;
				return new Login("u" + dice.nextInt(6), ++Model.this.connections,
						(dice.nextInt(3) == 0) ? DeviceFlag.WEB : DeviceFlag.APP,
						(dice.nextInt(4) == 0) ? DeviceLevel.MASTER : DeviceLevel.SLAVE, "d" + dice.nextInt(3));
			}

			/**
			 * A login that was made before, or one that was let in while the store was
			 * away, some seconds ago.
			 */
			Login again() {
				Random dice = Model.this.random;
				if (this.logins.isEmpty() || dice.nextInt(4) == 0) {
					Login login = login();
					long ago = TimeUnit.SECONDS.toMicros(dice.nextInt(100) - 50);
					login.expected = get(Model.this.expected.renew(owner(), LEASE)).timeMicros() - ago;
					login.actual = get(Model.this.actual.renew(owner(), LEASE)).timeMicros() - ago;
					return login;
				}
				List<Login> all = List.copyOf(this.logins.values());
				Login login = all.get(dice.nextInt(all.size()));
				login.announced = dice.nextInt(3) != 0;
				return login;
			}

			String claim(Login login) {
				ClaimResult result = get(Model.this.expected.claim(owner(), List.of(login.claim(login.expected))))
					.get(0);
				ClaimResult found = get(Model.this.actual.claim(owner(), List.of(login.claim(login.actual)))).get(0);
				assertThat(found.outcome()).isEqualTo(result.outcome());
				assertThat(found.announcement()).isEqualTo(result.announcement());
				assertThat(found.displaced()).containsExactlyInAnyOrderElementsOf(result.displaced());
				if (result.outcome() == Outcome.CLAIMED) {
					login.expected = result.sequence();
					login.actual = found.sequence();
				}
				if (login.expected != 0) {
					this.logins.put(login.connectionId, login);
				}
				return result.outcome() + " " + result.announcement();
			}

			String release() {
				if (this.logins.isEmpty()) {
					return "nothing";
				}
				List<Login> all = List.copyOf(this.logins.values());
				Login login = all.get(Model.this.random.nextInt(all.size()));
				this.logins.remove(login.connectionId);
				List<String> offline = released(Model.this.expected, login);
				assertThat(released(Model.this.actual, login)).isEqualTo(offline);
				return offline.contains("refused") ? "no release" : offline.isEmpty() ? "release" : "offline";
			}

			private List<String> released(PresenceStore store, Login login) {
				return store.release(owner(), List.of(login.claim(1)))
					.toCompletableFuture()
					.exceptionally((failure) -> List.of("refused"))
					.join();
			}

		}

		/**
		 * A login, and when it was by the clock of each store.
		 */
		private static final class Login {

			private final String uid;

			private final long connectionId;

			private final DeviceFlag flag;

			private final DeviceLevel level;

			private final String device;

			private long expected;

			private long actual;

			private boolean announced;

			Login(String uid, long connectionId, DeviceFlag flag, DeviceLevel level, String device) {
				this.uid = uid;
				this.connectionId = connectionId;
				this.flag = flag;
				this.level = level;
				this.device = device;
			}

			PresenceClaim claim(long sequence) {
				return new PresenceClaim(this.uid, this.connectionId, this.flag, this.level, this.device, sequence,
						this.announced);
			}

		}

	}

}
