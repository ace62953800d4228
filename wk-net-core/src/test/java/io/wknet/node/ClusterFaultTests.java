package io.wknet.node;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nodes of a cluster over random faults, in simulated time: the store is away, frozen or
 * flushed, calls and answers are lost, late or slow, nodes are frozen, cut off, killed
 * and stopped. When all is well again, there must be one owner of everything and no
 * ghost, and who is online must have been told to be, and nobody else. The last is not
 * asked of users about whom a killed node or a flushed store took what it knew with it,
 * or about whom an answer was lost; these are counted.
 * <p>
 * A seed makes the same run always: {@code -Dcluster.seed=17} shows its story, and
 * {@code -Dcluster.seeds=20000} tries more of them.
 */
class ClusterFaultTests {

	private static final Logger NODE = (Logger) LoggerFactory.getLogger("io.wknet.node");

	@BeforeAll
	static void silence() {
		NODE.setLevel(Level.OFF);
	}

	@AfterAll
	static void speak() {
		NODE.setLevel(null);
	}

	@Test
	void healsAfterRandomFaults() {
		Long only = Long.getLong("cluster.seed");
		if (only != null) {
			FaultRun run = new FaultRun(only, true);
			List<String> violations = run.run();
			assertThat(violations).as(run.story()).isEmpty();
			LoggerFactory.getLogger(ClusterFaultTests.class).info("Nothing is wrong in\n{}", run.story());
			return;
		}
		int seeds = Integer.getInteger("cluster.seeds", 1_000);
		Map<Long, List<String>> failed = new TreeMap<>();
		Map<String, Integer> excused = new TreeMap<>();
		long logins = 0;
		for (long seed = 0; seed < seeds; seed++) {
			FaultRun run = new FaultRun(seed, false);
			List<String> violations = run.run();
			if (!violations.isEmpty()) {
				failed.put(seed, violations);
			}
			run.excused().forEach((why, count) -> excused.merge(why, count, Integer::sum));
			logins += run.logins();
		}
		LoggerFactory.getLogger(ClusterFaultTests.class)
			.info("{} schedules, {} logins; users told wrongly, and why: {}", seeds, logins, excused);
		assertThat(failed).isEmpty();
		long told = excused.values().stream().mapToInt(Integer::intValue).sum();
		assertThat(told).as("users told wrongly of %d logins: %s", logins, excused).isLessThan(logins / 50);
	}

	/**
	 * Schedules beyond the default ones that once failed. 3103: who was the first, lost
	 * the answer, and was displaced before it could ask again.
	 */
	@ParameterizedTest
	@ValueSource(longs = 3103)
	void healsWhatOnceFailed(long seed) {
		FaultRun run = new FaultRun(seed, true);
		assertThat(run.run()).as(run.story()).isEmpty();
	}

}
