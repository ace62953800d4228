package io.wknet.bench.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * The results for people and for programs.
 */
final class Report {

	private static final double SATURATED = 0.95;

	private final Results results;

	Report(Results results) {
		this.results = results;
	}

	String markdown() {
		StringBuilder out = new StringBuilder();
		throughput(out);
		latency(out);
		memory(out);
		out.append(String.format(Locale.ROOT, "%nMeasurements that something else on the machine disturbed: %.0f%n",
				this.results.sum("disturbed")));
		out.append("\n| promise | found | bound | | per s of server CPU |\n|---|---|---|---|---|\n");
		for (Comparison comparison : Comparison.all()) {
			if (comparison.isMeasured(this.results)) {
				out.append(comparison.row(this.results)).append('\n');
			}
		}
		return out.toString();
	}

	private void throughput(StringBuilder out) {
		out.append(
				"| scenario | server | median /s | smallest | largest | server CPU | driver CPU | per s of server CPU | bytes allocated |\n");
		out.append("|---|---|---|---|---|---|---|---|---|\n");
		for (Scenario scenario : Scenario.values()) {
			for (Server server : Server.values()) {
				double median = this.results.median(server, scenario, "ops_per_s");
				if (!Double.isNaN(median) && scenario != Scenario.HOLD) {
					double driver = this.results.median(server, scenario, "driver_cpu");
					boolean saturated = driver > SATURATED && !scenario.isDriverSpinning();
					out.append(String.format(Locale.ROOT,
							"| %s | %s | %,.0f | %,.0f | %,.0f | %.0f %% | %.0f %%%s | %,.0f | %.1f |%n",
							scenario.label(), server.label(), median,
							this.results.smallest(server, scenario, "ops_per_s"),
							this.results.largest(server, scenario, "ops_per_s"),
							100 * this.results.median(server, scenario, "server_cpu"), 100 * driver,
							saturated ? " **saturated**" : "", this.results.median(server, scenario, "ops_per_cpu_s"),
							this.results.median(server, scenario, "allocated_per_op")));
				}
			}
		}
	}

	private void latency(StringBuilder out) {
		if (Double.isNaN(this.results.median(Server.DIRECT, Scenario.OPEN, "p50_us"))) {
			return;
		}
		out.append(
				"\n| open loop | at /s | p50 µs | p99 µs | p99.9 µs | largest µs | lost |\n|---|---|---|---|---|---|---|\n");
		for (Server server : Server.values()) {
			if (!Double.isNaN(this.results.median(server, Scenario.OPEN, "p50_us"))) {
				out.append(String.format(Locale.ROOT, "| %s | %,.0f | %.1f | %.1f | %.1f | %.1f | %.0f |%n",
						server.label(), this.results.median(server, Scenario.OPEN, "target_rate"),
						this.results.median(server, Scenario.OPEN, "p50_us"),
						this.results.median(server, Scenario.OPEN, "p99_us"),
						this.results.median(server, Scenario.OPEN, "p999_us"),
						this.results.median(server, Scenario.OPEN, "max_us"),
						this.results.largest(server, Scenario.OPEN, "lost")));
			}
		}
	}

	private void memory(StringBuilder out) {
		if (Double.isNaN(this.results.median(Server.DIRECT, Scenario.HOLD, "connections"))) {
			return;
		}
		out.append("\n| idle | connections | live heap each, bytes | server CPU |\n|---|---|---|---|\n");
		for (Server server : Server.values()) {
			if (!Double.isNaN(this.results.median(server, Scenario.HOLD, "connections"))) {
				out.append(String.format(Locale.ROOT, "| %s | %,.0f | %,.0f | %.2f %% |%n", server.label(),
						this.results.median(server, Scenario.HOLD, "connections"),
						this.results.median(server, Scenario.HOLD, "heap_per_connection"),
						100 * this.results.median(server, Scenario.HOLD, "server_cpu")));
			}
		}
	}

	void writeJson(Path file, Options options) throws IOException {
		Map<String, Object> comparisons = new LinkedHashMap<>();
		for (Comparison comparison : Comparison.all()) {
			if (comparison.isMeasured(this.results)) {
				comparisons.put(comparison.name(), Map.of("found", comparison.value().applyAsDouble(this.results),
						"bound", comparison.bound(), "holds", comparison.holds(this.results)));
			}
		}
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("java", Runtime.version().toString());
		json.put("processors", Runtime.getRuntime().availableProcessors());
		json.put("rounds", options.rounds);
		json.put("seconds", options.seconds);
		json.put("connections", options.connections);
		json.put("comparisons", comparisons);
		json.put("figures", this.results.rounds());
		JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
	}

}
