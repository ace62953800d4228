package io.wknet.bench.run;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The command line of {@link WholeServerBenchmark}.
 */
final class Options {

	Path root = Path.of("");

	int rounds = 5;

	double seconds = 5;

	double warmup = 3;

	int connections = 200;

	int held = 19_000;

	double idleSeconds = 30;

	double rate;

	int attempts = 3;

	int port = 15_100;

	int serverCore;

	int driverCore = 1;

	Set<Scenario> scenarios = EnumSet.allOf(Scenario.class);

	Set<Server> servers = EnumSet.allOf(Server.class);

	static Options parse(String[] args) {
		Options options = new Options();
		for (int i = 0; i + 1 < args.length; i += 2) {
			options.set(args[i], args[i + 1]);
		}
		if (args.length % 2 != 0) {
			throw new IllegalArgumentException("The option " + args[args.length - 1] + " needs a value");
		}
		return options;
	}

	private void set(String name, String value) {
		switch (name) {
			case "--root" -> {
				this.root = Path.of(value);
			}
			case "--rounds" -> {
				this.rounds = Integer.parseInt(value);
			}
			case "--seconds" -> {
				this.seconds = Double.parseDouble(value);
			}
			case "--warmup" -> {
				this.warmup = Double.parseDouble(value);
			}
			case "--connections" -> {
				this.connections = Integer.parseInt(value);
			}
			case "--held" -> {
				this.held = Integer.parseInt(value);
			}
			case "--idle-seconds" -> {
				this.idleSeconds = Double.parseDouble(value);
			}
			case "--rate" -> {
				this.rate = Double.parseDouble(value);
			}
			case "--attempts" -> {
				this.attempts = Integer.parseInt(value);
			}
			case "--port" -> {
				this.port = Integer.parseInt(value);
			}
			case "--server-core" -> {
				this.serverCore = Integer.parseInt(value);
			}
			case "--driver-core" -> {
				this.driverCore = Integer.parseInt(value);
			}
			case "--only" -> {
				this.scenarios = parse(value, Scenario.class);
			}
			case "--servers" -> {
				this.servers = parse(value, Server.class);
			}
			default -> throw new IllegalArgumentException("Unknown option " + name
					+ "; known are --rounds, --seconds, --warmup, --connections, --held, --idle-seconds, --rate, --attempts, "
					+ "--port, --server-core, --driver-core, --only, --servers");
		}
	}

	/**
	 * Names separated by commas; one that stands for several by its beginning, as
	 * {@code ping} for {@code ping-d1} and {@code ping-d16}, takes them all.
	 */
	private static <E extends Enum<E>> Set<E> parse(String names, Class<E> type) {
		Set<E> result = EnumSet.noneOf(type);
		for (String name : names.split(",", -1)) {
			String wanted = name.toUpperCase(Locale.ROOT).replace('-', '_');
			int before = result.size();
			Arrays.stream(type.getEnumConstants())
				.filter((value) -> value.name().equals(wanted)
						|| (type == Scenario.class && value.name().startsWith(wanted + "_")))
				.forEach(result::add);
			if (result.size() == before) {
				throw new IllegalArgumentException("Unknown name '" + name + "'; known are "
						+ Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT).replace('_', '-'));
			}
		}
		return result;
	}

}
