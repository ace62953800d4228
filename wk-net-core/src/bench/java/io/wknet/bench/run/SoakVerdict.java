package io.wknet.bench.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * What must hold at the end, and whether it does.
 */
final class SoakVerdict {

	private final List<Check> checks = new ArrayList<>();

	private final Map<String, Object> figures = new LinkedHashMap<>();

	void equal(String what, double found, double wanted) {
		check(what, found, String.format(Locale.ROOT, "%.0f", wanted), found == wanted);
	}

	void atMost(String what, double found, double most) {
		check(what, found, String.format(Locale.ROOT, "at most %.1f", most), found <= most);
	}

	void atLeast(String what, double found, double least) {
		check(what, found, String.format(Locale.ROOT, "at least %.0f", least), found >= least);
	}

	private void check(String what, double found, String bound, boolean holds) {
		this.checks.add(new Check(what, found, bound, holds));
	}

	/**
	 * The run broke off, which is a failure by itself.
	 */
	void brokeOff(String why) {
		this.figures.put("brokeOff", why);
		check("broke off: " + why, 1, "0", false);
	}

	/**
	 * Something that is told, but not judged.
	 */
	void note(String what, Object found) {
		this.figures.put(what, found);
	}

	boolean passed() {
		return this.checks.stream().allMatch(Check::holds);
	}

	void print() {
		for (Map.Entry<String, Object> figure : this.figures.entrySet()) {
			if (!(figure.getValue() instanceof List)) {
				System.out.println(figure.getKey() + ": " + figure.getValue());
			}
		}
		for (Check check : this.checks) {
			System.out.printf(Locale.ROOT, "%-6s %s: %.1f (%s)%n", check.holds() ? "ok" : "FAILED", check.what(),
					check.found(), check.bound());
		}
		System.out.println(passed() ? "PASSED" : "FAILED");
	}

	void write(Path file, SoakOptions options) throws IOException {
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("passed", passed());
		all.put("mode", options.mode());
		all.put("options", options.values());
		all.put("checks", this.checks);
		all.putAll(this.figures);
		JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
	}

	/**
	 * One of them.
	 */
	record Check(String what, double found, String bound, boolean holds) {

	}

}
