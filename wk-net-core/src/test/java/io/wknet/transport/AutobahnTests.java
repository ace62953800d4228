package io.wknet.transport;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.wknet.support.LeakExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every rule of WebSocket, as the Autobahn suite knows them. Its client runs in a JVM of
 * its own and leaves a report in {@code target/autobahn}; {@code docs/protocol.md} tells
 * how to run all of its cases.
 */
@ExtendWith(LeakExtension.class)
class AutobahnTests {

	/**
	 * The cases of 9 measure speed and take minutes.
	 */
	private static final String EXCLUDED = System.getProperty("wk.autobahn.exclude", "9.*");

	private static final int LEAST_CASES = 247;

	private static final Set<String> PASSED = Set.of("OK", "INFORMATIONAL");

	/**
	 * Text that is no UTF-8 is refused at the end of a fragment, not at the wrong byte:
	 * the echo's doing, as the listener refuses all text.
	 */
	private static final Set<String> UTF_8_BY_FRAGMENT = Set.of("6.4.3", "6.4.4");

	private static final Path SUITE = Path.of("target", "autobahn-suite");

	private static final Path REPORT = Path.of("target", "autobahn");

	private static final Path INDEX = REPORT.resolve("index.json");

	@Test
	@Timeout(value = 20, unit = TimeUnit.MINUTES)
	void keepsEveryRuleOfWebSocket() throws Exception {
		Files.createDirectories(REPORT);
		Files.deleteIfExists(INDEX);
		try (EchoListener listener = new EchoListener()) {
			runSuite(listener.url());
		}
		JsonNode cases = JsonMapper.shared().readTree(INDEX).path("wk-net");
		assertThat(cases.size()).as("cases that ran").isGreaterThanOrEqualTo(LEAST_CASES);
		assertThat(failures(cases)).as("failed cases of %d; see %s", cases.size(), REPORT.resolve("index.html"))
			.isEmpty();
	}

	private static void runSuite(String url) throws IOException, InterruptedException, URISyntaxException {
		assertThat(SUITE).as("the suite, which Maven copies here in the phase process-test-classes").exists();
		Path script = Path.of(AutobahnTests.class.getResource("fuzzing_client.py").toURI());
		Path log = REPORT.resolve("suite.log");
		Process client = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				SUITE.resolve("*").toString(), "org.python.util.jython", script.toString(), REPORT.toString(), url,
				EXCLUDED)
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		try {
			assertThat(client.waitFor()).as("exit value; see %s", log).isZero();
		}
		finally {
			client.destroyForcibly();
		}
	}

	private static List<String> failures(JsonNode cases) {
		return cases.propertyStream()
			.filter((entry) -> !hasPassed(entry.getKey(), entry.getValue()))
			.map((entry) -> "%s: %s, close: %s".formatted(entry.getKey(), behavior(entry.getValue()),
					closeBehavior(entry.getValue())))
			.toList();
	}

	private static boolean hasPassed(String id, JsonNode result) {
		boolean right = PASSED.contains(behavior(result))
				|| (UTF_8_BY_FRAGMENT.contains(id) && behavior(result).equals("NON-STRICT"));
		return right && PASSED.contains(closeBehavior(result));
	}

	private static String behavior(JsonNode result) {
		return result.path("behavior").asString("missing");
	}

	private static String closeBehavior(JsonNode result) {
		return result.path("behaviorClose").asString("missing");
	}

}
