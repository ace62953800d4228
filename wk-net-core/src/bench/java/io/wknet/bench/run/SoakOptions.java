package io.wknet.bench.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The command line of {@link SoakBenchmark}.
 */
final class SoakOptions {

	private final Map<String, String> values = new TreeMap<>(
			Map.ofEntries(Map.entry("--root", ""), Map.entry("--duration", "1h"), Map.entry("--every", "60s"),
					Map.entry("--connections", "19000"), Map.entry("--rate", "2000"), Map.entry("--churn", "300"),
					Map.entry("--slow", "8"), Map.entry("--attacks", "10"), Map.entry("--max-slope", "2"),
					Map.entry("--transport", "auto"), Map.entry("--port", "15160"), Map.entry("--fault", "none")));

	private Mode mode = Mode.SOAK;

	static SoakOptions parse(String[] args) {
		SoakOptions options = new SoakOptions();
		int next = 0;
		while (next < args.length) {
			String name = args[next++];
			switch (name) {
				case "--reconnect" -> {
					options.mode = Mode.RECONNECT;
				}
				case "--drain" -> {
					options.mode = Mode.DRAIN;
				}
				default -> {
					if (next == args.length || options.values.replace(name, args[next++]) == null) {
						throw new IllegalArgumentException("Expected --reconnect, --drain, or one of "
								+ options.values.keySet() + " with a value, found " + name);
					}
				}
			}
		}
		return options;
	}

	Mode mode() {
		return this.mode;
	}

	String text(String name) {
		return this.values.get(name);
	}

	int number(String name) {
		return Integer.parseInt(text(name));
	}

	double decimal(String name) {
		return Double.parseDouble(text(name));
	}

	/**
	 * A time such as {@code 90s}, {@code 3m} or {@code 1h}.
	 */
	Duration duration(String name) {
		return Duration.parse("PT" + text(name));
	}

	Path root() {
		return Path.of(text("--root")).toAbsolutePath();
	}

	Map<String, String> values() {
		return this.values;
	}

	/**
	 * What is done.
	 */
	enum Mode {

		/**
		 * Everything at once, for a long time.
		 */
		SOAK("soak"),

		/**
		 * The server is killed, and all come back.
		 */
		RECONNECT("soak-reconnect"),

		/**
		 * The server stops.
		 */
		DRAIN("soak-drain");

		private final String label;

		Mode(String label) {
			this.label = label;
		}

		String label() {
			return this.label;
		}

	}

}
