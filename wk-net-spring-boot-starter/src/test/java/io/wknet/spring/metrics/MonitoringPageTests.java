package io.wknet.spring.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.wknet.cluster.ClusterRoles;
import io.wknet.cluster.InProcessCluster;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.ServerFrame;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.annotation.WkExceptionHandler;
import io.wknet.spring.annotation.WkOnAuthenticated;
import io.wknet.spring.autoconfigure.metrics.WkNetMetricsAutoConfiguration;
import io.wknet.spring.autoconfigure.observation.WkNetObservationAutoConfiguration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.config.YamlMapFactoryBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard and the alerts ask for what a scrape has.
 */
class MonitoringPageTests {

	private static final Path DASHBOARD = Path.of("docs/monitoring/grafana-dashboard.json");

	private static final Path ALERTS = Path.of("docs/monitoring/alerts.yml");

	private static final Pattern SAMPLE = Pattern.compile("^(wk_net_\\w+)(?:\\{(.*)})? \\S+$", Pattern.MULTILINE);

	private static final Pattern SELECTOR = Pattern.compile("(wk_net_\\w+)(?:\\{(.*?)})?");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=~?\"([^\"]*)\"");

	private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");

	@Test
	void theDashboardAsksForWhatIsThere() {
		scrape((samples) -> assertThat(dashboardQueries()).hasSizeGreaterThan(20)
			.allSatisfy((query) -> check(query, samples)));
	}

	@Test
	void bothAskForWhatIsThereWithObservationsToo() {
		run(observed(), (samples) -> {
			assertThat(samples.get("wk_net_listener_seconds_count")).containsKey("error");
			assertThat(dashboardQueries()).allSatisfy((query) -> check(query, samples));
			assertThat(alertQueries().values()).allSatisfy((query) -> check(query, samples));
		});
	}

	@Test
	void theDashboardShowsEveryMeter() {
		scrape((samples) -> {
			Set<String> shown = new TreeSet<>();
			dashboardQueries().forEach((query) -> SELECTOR.matcher(query)
				.results()
				.forEach((selector) -> shown.add(meter(selector.group(1)))));
			Set<String> there = new TreeSet<>();
			samples.keySet().forEach((name) -> there.add(meter(name)));
			assertThat(shown).isEqualTo(there);
		});
	}

	@Test
	void theAlertsAskForWhatIsThere() {
		scrape((samples) -> assertThat(alertQueries().values()).allSatisfy((query) -> check(query, samples)));
	}

	@Test
	void thePageListsTheAlerts() throws IOException {
		String page = Files.readString(Path.of("docs/monitoring.md"));
		List<String> listed = Pattern.compile("^\\| `(WkNet\\w+)`", Pattern.MULTILINE)
			.matcher(page)
			.results()
			.map((row) -> row.group(1))
			.toList();
		assertThat(listed).containsExactlyInAnyOrderElementsOf(alertQueries().keySet());
	}

	private static void scrape(Consumer<Map<String, Map<String, Set<String>>>> check) {
		run(runner(), check);
	}

	private static ApplicationContextRunner runner() {
		return ServerRunner.create()
			.withConfiguration(
					AutoConfigurations.of(MetricsAutoConfiguration.class, WkNetMetricsAutoConfiguration.class))
			.withBean(PrometheusMeterRegistry.class, () -> new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
			.withBean(ClusterRoles.class, () -> new InProcessCluster().roles())
			.withBean(Greeter.class)
			.withPropertyValues("wk.net.cluster.enabled=true");
	}

	private static ApplicationContextRunner observed() {
		return runner()
			.withConfiguration(
					AutoConfigurations.of(ObservationAutoConfiguration.class, WkNetObservationAutoConfiguration.class))
			.withPropertyValues("wk.net.observations.enabled=true");
	}

	/**
	 * The samples of a node of a cluster with a client whose greeting failed and one who
	 * was greeted, as Prometheus gets them: the labels by the name, and their values.
	 */
	private static void run(ApplicationContextRunner runner, Consumer<Map<String, Map<String, Set<String>>>> check) {
		runner.run((context) -> {
			for (String uid : List.of("nobody", "alice")) {
				try (TestClient client = TestClient.login(ServerRunner.port(context), uid, ServerRunner.TOKEN)) {
					client.receiveText();
				}
			}
			Map<String, Map<String, Set<String>>> samples = new TreeMap<>();
			SAMPLE.matcher(context.getBean(PrometheusMeterRegistry.class).scrape()).results().forEach((sample) -> {
				Map<String, Set<String>> labels = samples.computeIfAbsent(sample.group(1), (name) -> new TreeMap<>());
				labels(sample.group(2))
					.forEach((label) -> labels.computeIfAbsent(label.group(1), (name) -> new TreeSet<>())
						.add(label.group(2)));
			});
			check.accept(samples);
		});
	}

	private static void check(String query, Map<String, Map<String, Set<String>>> samples) {
		Set<String> labels = new TreeSet<>(Set.of("job", "instance"));
		SELECTOR.matcher(query).results().forEach((selector) -> {
			assertThat(samples).containsKey(selector.group(1));
			Map<String, Set<String>> there = samples.getOrDefault(selector.group(1), Map.of());
			labels.addAll(there.keySet());
			labels(selector.group(2)).filter((label) -> !label.group(2).startsWith("$"))
				.forEach((label) -> assertThat(there.getOrDefault(label.group(1), Set.of())).as(label.group())
					.contains(label.group(2)));
		});
		GROUPING.matcher(query)
			.results()
			.forEach((grouping) -> assertThat(labels).contains(grouping.group(1).split(", ")));
	}

	private static Stream<MatchResult> labels(String selector) {
		return (selector != null) ? LABEL.matcher(selector).results() : Stream.empty();
	}

	/**
	 * A timer has several samples.
	 */
	private static String meter(String sample) {
		return sample.replaceFirst("_seconds_(count|sum|max)$", "_seconds");
	}

	private static List<String> dashboardQueries() {
		return JsonMapper.shared().readTree(DASHBOARD.toFile()).findValuesAsString("expr");
	}

	private static Map<String, String> alertQueries() {
		YamlMapFactoryBean yaml = new YamlMapFactoryBean();
		yaml.setResources(new FileSystemResource(ALERTS));
		Map<String, String> queries = new TreeMap<>();
		JsonMapper.shared()
			.valueToTree(yaml.getObject())
			.path("groups")
			.path(0)
			.path("rules")
			.forEach((rule) -> queries.put(rule.path("alert").asString(), rule.path("expr").asString()));
		return queries;
	}

	static class Greeter {

		@WkOnAuthenticated
		ServerFrame hello(WkConnection connection) {
			if ("nobody".equals(connection.uid())) {
				throw new IllegalStateException("There is nobody");
			}
			return ApplicationFrame.of(16, Payload.utf8("hello"));
		}

		@WkExceptionHandler
		ServerFrame sorry(IllegalStateException ex) {
			return ApplicationFrame.of(16, Payload.utf8("sorry"));
		}

	}

}
