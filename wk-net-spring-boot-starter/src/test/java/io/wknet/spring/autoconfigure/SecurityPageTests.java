package io.wknet.spring.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.wknet.connection.CloseReason;
import io.wknet.log.FloodLog;
import io.wknet.spring.metrics.WkMeters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page on security says is so.
 */
class SecurityPageTests {

	private static final Pattern NAME = Pattern.compile("`(wk\\.net\\.[a-z0-9.-]+)`");

	private static final Pattern REASON = Pattern.compile("`([A-Z]+_[A-Z_]+)`");

	private static final Pattern ROW_WITH_DEFAULT = Pattern
		.compile("^\\|[^|]*\\| `(wk\\.net\\.[a-z0-9.-]+)`[^|]*\\| `([^`]+)` \\|", Pattern.MULTILINE);

	private final Map<String, String> properties = new HashMap<>();

	private String page = "";

	@BeforeEach
	void read() throws IOException {
		this.page = Files.readString(Path.of("docs/security.md"));
		try (InputStream metadata = Files
			.newInputStream(Path.of("target/classes/META-INF/spring-configuration-metadata.json"))) {
			new JsonMapper().readTree(metadata)
				.get("properties")
				.forEach((property) -> this.properties.put(property.get("name").asString(),
						property.path("defaultValue").asString("")));
		}
	}

	private Set<String> all(Pattern pattern) {
		return pattern.matcher(this.page)
			.results()
			.map((found) -> found.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void everyPropertyAndMetricIsThere() {
		Set<String> known = new TreeSet<>(this.properties.keySet());
		Arrays.stream(WkMeters.values()).forEach((meter) -> known.add(meter.meterName()));
		assertThat(all(NAME)).hasSizeGreaterThan(25).isSubsetOf(known);
	}

	@Test
	void everyDefaultIsAsItSays() {
		List<MatchResult> rows = ROW_WITH_DEFAULT.matcher(this.page).results().toList();
		assertThat(rows).hasSizeGreaterThan(13)
			.allSatisfy((row) -> assertThat(this.properties).containsEntry(row.group(1), row.group(2)));
		assertThat(this.page)
			.contains("`wk.net.socket.backlog` (`" + this.properties.get("wk.net.socket.backlog") + "`)");
	}

	/**
	 * A limit that somebody adds is a limit that somebody asks for here.
	 */
	@Test
	void everyLimitIsOnThePage() {
		assertThat(all(NAME)).containsAll(this.properties.keySet()
			.stream()
			.filter((name) -> name.startsWith("wk.net.limits.") || name.startsWith("wk.net.outbound.")
					|| name.startsWith("wk.net.auth.") || name.startsWith("wk.net.frame."))
			.toList());
	}

	@Test
	void everyReasonIsThere() {
		assertThat(all(REASON)).hasSizeGreaterThan(8)
			.isSubsetOf(
					Arrays.stream(CloseReason.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new)));
	}

	@Test
	void theLogIsAsItSays() {
		assertThat(FloodLog.PERIOD).isEqualTo(Duration.ofSeconds(3));
		assertThat(this.page).contains("one line of a kind in 3 seconds");
	}

}
