package io.wknet.bench.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One topic with very many subscribers: how fast messages are delivered, compared with a
 * loop over the same channels written by hand with Netty alone; and what subscribers that
 * stop reading do to the others.
 *
 * @since 0.1.0
 */
public final class FanOutBenchmark {

	private static final List<String> WAYS = List.of("group", "topic", "group-void");

	private static final int PAYLOAD_BYTES = 128;

	private static final int SETTLING_MILLIS = 2_000;

	private static final int SMALL_BUFFER_BYTES = 16_384;

	private final Map<String, String> options = new TreeMap<>(
			Map.of("--root", "", "--transport", "epoll", "--receivers", "10000", "--rounds", "5", "--messages", "60",
					"--window", "1", "--port", "15150", "--rate", "4", "--stalled", "1000", "--part", "all"));

	private final Environment environment;

	private final StringBuilder report = new StringBuilder();

	private FanOutBenchmark(String[] args) throws Exception {
		for (int i = 0; i + 1 < args.length; i += 2) {
			if (this.options.replace(args[i], args[i + 1]) == null) {
				throw new IllegalArgumentException(
						"Unknown option " + args[i] + "; known are " + this.options.keySet());
			}
		}
		this.environment = Environment.find(Path.of(option("--root")).toAbsolutePath());
	}

	/**
	 * Run it.
	 * @param args the options
	 */
	public static void main(String[] args) throws Exception {
		FanOutBenchmark benchmark = new FanOutBenchmark(args);
		if (!benchmark.option("--part").equals("stalled")) {
			benchmark.throughput();
		}
		if (!benchmark.option("--part").equals("throughput")) {
			benchmark.stalled();
		}
		Files.writeString(benchmark.environment.output().resolve("fan-out.md"), benchmark.report);
	}

	private String option(String name) {
		return this.options.get(name);
	}

	private int number(String name) {
		return Integer.parseInt(option(name));
	}

	private ControlledProcess server(int sendBufferBytes) throws Exception {
		List<String> jvm = List.of("-Xmx1g", "-XX:+UseG1GC", "-Dlogback.configurationFile="
				+ Path.of(option("--root")).toAbsolutePath().resolve("wk-net-core/src/bench/logback.xml"));
		return ControlledProcess.start(
				ControlledProcess.java(this.environment, 0, jvm, this.environment.coreClassPath(),
						"io.wknet.bench.fanout.FanOutServer",
						List.of(option("--transport"), option("--port"), Integer.toString(sendBufferBytes))),
				this.environment.log("fan-out-server"));
	}

	private ControlledProcess receivers(int receiveBufferBytes) throws Exception {
		return ControlledProcess.start(
				ControlledProcess.java(
						this.environment, 1, List.of("-Xmx512m", "-XX:+UseSerialGC"), this.environment.coreClassPath(),
						"io.wknet.bench.fanout.FanOutReceiver", List.of(option("--port"), option("--receivers"),
								Integer.toString(PAYLOAD_BYTES), Integer.toString(receiveBufferBytes))),
				this.environment.log("fan-out-receivers"));
	}

	/**
	 * All ways in turn, round after round, in one server.
	 */
	private void throughput() throws Exception {
		Map<String, List<Double>> rates = new TreeMap<>();
		Map<String, List<Double>> allocations = new TreeMap<>();
		try (ControlledProcess server = server(0); ControlledProcess receivers = receivers(0)) {
			for (int round = 0; round <= number("--rounds"); round++) {
				for (int i = 0; i < WAYS.size(); i++) {
					String way = WAYS.get((i + round) % WAYS.size());
					double[] found = publish(way, server, receivers);
					say("round %d  %-10s %,12.0f deliveries/s  %6.1f B allocated each%n", round, way, found[0],
							found[1]);
					if (round != 0) {
						rates.computeIfAbsent(way, (key) -> new ArrayList<>()).add(found[0]);
						allocations.computeIfAbsent(way, (key) -> new ArrayList<>()).add(found[1]);
					}
				}
			}
		}
		say("%n| %s, %s receivers | deliveries/s (median) | topic ÷ it (median of the rounds) | bytes allocated each |%n"
				+ "|---|---|---|---|%n", option("--transport"), option("--receivers"));
		for (String way : WAYS) {
			List<Double> ratios = new ArrayList<>();
			for (int i = 0; i < rates.get(way).size(); i++) {
				ratios.add(rates.get("topic").get(i) / rates.get(way).get(i));
			}
			say("| %s | %,.0f | %.2f | %.0f |%n", way, median(rates.get(way)), median(ratios),
					median(allocations.get(way)));
		}
	}

	/**
	 * Send to all in one way.
	 * @return deliveries a second, and the bytes allocated for each
	 */
	private double[] publish(String way, ControlledProcess server, ControlledProcess receivers)
			throws InterruptedException {
		receivers.ask("reset");
		long wanted = (long) number("--messages") * number("--receivers");
		double allocated = server
			.ask("publish " + way + " " + number("--messages") + " " + number("--window") + " " + PAYLOAD_BYTES)
			.get("allocated");
		Answer received = receivers.ask("await " + wanted);
		if (received.get("frames") != wanted || received.get("least") != received.get("most")) {
			throw new IllegalStateException(way + " lost messages: " + received.figures());
		}
		return new double[] { wanted / received.get("seconds"), allocated / wanted };
	}

	/**
	 * A steady rate, first undisturbed and then with receivers that stop reading, until
	 * all these are closed.
	 */
	private void stalled() throws Exception {
		int rate = number("--rate");
		int receivers = number("--receivers");
		int stalling = number("--stalled");
		try (ControlledProcess server = server(SMALL_BUFFER_BYTES);
				ControlledProcess clients = receivers(SMALL_BUFFER_BYTES)) {
			server.ask("publish topic 50 1 " + PAYLOAD_BYTES);
			server.ask("rate " + 5 * rate + " " + rate + " " + PAYLOAD_BYTES);
			clients.ask("reset");
			int messages = 20 * rate;
			server.ask("rate " + messages + " " + rate + " " + PAYLOAD_BYTES);
			Answer undisturbed = clients.ask("await " + (long) messages * receivers);
			say("undisturbed: %s%n", undisturbed.figures());
			clients.ask("stall " + stalling);
			Thread.sleep(SETTLING_MILLIS);
			clients.ask("reset");
			double most = 0;
			long sent = 0;
			Answer state = server.ask("state");
			double residentBefore = state.get("resident");
			double mostResident = residentBefore;
			say("before:      %s%n", state.figures());
			for (int i = 0; i < 60 && state.get("slow") < stalling; i++) {
				server.ask("rate " + 5 * rate + " " + rate + " " + PAYLOAD_BYTES);
				sent += 5L * rate;
				state = server.ask("state");
				most = Math.max(most, state.get("pending"));
				mostResident = Math.max(mostResident, state.get("resident"));
			}
			Answer disturbed = clients.ask("await " + sent * (receivers - stalling));
			say("disturbed:   %s%n", disturbed.figures());
			say("after:       %s%n", server.ask("state").figures());
			say("%n| | undisturbed | with %,d of %,d stalled |%n|---|---|---|%n", stalling, receivers);
			say("| p50 | %,.0f µs | %,.0f µs |%n| p99 | %,.0f µs | %,.0f µs |%n", undisturbed.get("p50"),
					disturbed.get("p50"), undisturbed.get("p99"), disturbed.get("p99"));
			say("| messages for each that reads | %d | %.0f of %d |%n", messages, disturbed.get("least"), sent);
			say("| closed as slow | 0 | %.0f |%n| most bytes pending, all together | | %,.0f |%n", state.get("slow"),
					most);
			say("| resident memory before, most | %,.0f | %,.0f |%n", residentBefore, mostResident);
		}
	}

	private void say(String format, Object... values) {
		String line = String.format(Locale.ROOT, format, values);
		System.out.print(line);
		this.report.append(line);
	}

	private static double median(List<Double> values) {
		return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
	}

}
