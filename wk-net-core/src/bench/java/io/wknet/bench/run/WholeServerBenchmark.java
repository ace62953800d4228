package io.wknet.bench.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures whole servers in turn, round after round: each server in a process of its own,
 * all on one core, started anew in every round, and the driver on another.
 *
 * @since 0.1.0
 */
public final class WholeServerBenchmark {

	private static final List<String> SERVER_OPTIONS = List.of("-Xmx1g", "-XX:+UseG1GC");

	private static final List<String> DRIVER_OPTIONS = List.of("-Xmx512m", "-XX:+UseSerialGC");

	private static final double LEARNING_SECONDS = 1;

	private static final double BUSY = 0.9;

	private final Options options;

	private final Environment environment;

	private final Results results = new Results();

	private WholeServerBenchmark(Options options, Environment environment) {
		this.options = options;
		this.environment = environment;
	}

	public static void main(String[] args) throws Exception {
		Options options = Options.parse(args);
		Environment environment = Environment.find(options.root.toAbsolutePath());
		if (!environment.canPin()) {
			System.out
				.println("There is no taskset here: servers and driver share all cores, so the figures say little.");
		}
		new WholeServerBenchmark(options, environment).run();
	}

	private void run() throws Exception {
		for (int round = 1; round <= this.options.rounds; round++) {
			round(round);
			Path json = this.environment.output().resolve("whole-server.json");
			Report report = new Report(this.results);
			report.writeJson(json, this.options);
			Files.writeString(this.environment.output().resolve("whole-server.md"), report.markdown());
		}
		System.out.println();
		System.out.print(new Report(this.results).markdown());
	}

	/**
	 * One round: all servers are started anew, and each scenario goes through them in
	 * turn, so that what is compared is measured at about the same time. A server that
	 * waits for its turn does nothing.
	 */
	private void round(int round) throws Exception {
		Map<Server, ControlledProcess> running = new EnumMap<>(Server.class);
		try (ControlledProcess driver = startDriver()) {
			for (Server server : order(round)) {
				running.put(server, start(server));
				learn(server, driver);
			}
			for (Scenario scenario : this.options.scenarios) {
				for (Server server : order(round)) {
					if (server.scenarios().contains(scenario)) {
						measure(server, scenario, running.get(server), driver);
						System.out.printf(Locale.ROOT,
								"round %d  %-9s %-16s %,12.0f /s  server %3.0f %%  driver %3.0f %%%n", round,
								scenario.label(), server.label(), last(server, scenario, "ops_per_s"),
								100 * last(server, scenario, "server_cpu"), 100 * last(server, scenario, "driver_cpu"));
					}
				}
			}
		}
		finally {
			running.values().forEach(ControlledProcess::close);
		}
	}

	/**
	 * The servers in turn, beginning with another one each round, though with the direct
	 * one in the first: it sets the rate of the open loop.
	 */
	private List<Server> order(int round) {
		List<Server> servers = new ArrayList<>(this.options.servers);
		servers.removeIf((server) -> Collections.disjoint(server.scenarios(), this.options.scenarios));
		Collections.rotate(servers, 1 - round);
		return servers;
	}

	private void measure(Server server, Scenario scenario, ControlledProcess running, ControlledProcess driver)
			throws InterruptedException {
		if (scenario == Scenario.HOLD) {
			hold(server, running, driver);
		}
		else {
			load(server, scenario, running, driver);
		}
	}

	private ControlledProcess startDriver() throws Exception {
		return ControlledProcess.start(
				ControlledProcess.java(this.environment, this.options.driverCore, DRIVER_OPTIONS,
						this.environment.coreClassPath(), "io.wknet.bench.load.LoadDriver", List.of()),
				this.environment.log("driver"));
	}

	private double last(Server server, Scenario scenario, String figure) {
		List<Double> values = this.results.rounds().get(server.label() + "/" + scenario.label() + "/" + figure);
		return values.get(values.size() - 1);
	}

	private ControlledProcess start(Server server) throws Exception {
		String classPath = server.isStarter() ? this.environment.starterClassPath() : this.environment.coreClassPath();
		List<String> jvm = new ArrayList<>(SERVER_OPTIONS);
		if (!server.isStarter()) {
			jvm.add("-Dlogback.configurationFile="
					+ this.options.root.toAbsolutePath().resolve("wk-net-core/src/bench/logback.xml"));
		}
		return ControlledProcess.start(
				ControlledProcess.java(this.environment, this.options.serverCore, jvm, classPath,
						"io.wknet.bench.server.ServerMain", server.arguments(port(server))),
				this.environment.log(server.label()));
	}

	/**
	 * Let both JITs see every kind of request before anything is measured, so that no
	 * scenario profits from being first.
	 */
	private void learn(Server server, ControlledProcess driver) throws InterruptedException {
		for (Scenario scenario : this.options.scenarios) {
			if (scenario != Scenario.HOLD && server.scenarios().contains(scenario)) {
				driver.ask(command(server, scenario) + " warmup=0 seconds=" + LEARNING_SECONDS);
			}
		}
	}

	/**
	 * Measure, and again if something else has taken the cores meanwhile: as there is
	 * always something to do, the server or the driver is busy all the time.
	 */
	private void load(Server server, Scenario scenario, ControlledProcess running, ControlledProcess driver)
			throws InterruptedException {
		for (int attempt = 1; attempt <= this.options.attempts; attempt++) {
			double before = running.ask("allocated").get("bytes");
			Answer answer = driver.ask(command(server, scenario) + " pid=" + running.pid() + " warmup="
					+ this.options.warmup + " seconds=" + this.options.seconds);
			double allocated = running.ask("allocated").get("bytes") - before;
			boolean disturbed = Math.max(answer.get("server_cpu"), answer.get("driver_cpu")) < BUSY;
			if (!disturbed || attempt == this.options.attempts) {
				this.results.add(server, scenario, answer);
				this.results.add(server, scenario, "disturbed", disturbed ? 1 : 0);
				this.results.add(server, scenario, "ops_per_cpu_s", answer.get("ops_per_s") / answer.get("server_cpu"));
				this.results.add(server, scenario, "allocated_per_op", allocated / answer.get("total_ops"));
				return;
			}
			System.out.println("disturbed: neither server nor driver had its core to itself; once more");
		}
	}

	private String command(Server server, Scenario scenario) {
		String command = scenario.command() + " port=" + port(server) + " connections=" + this.options.connections;
		return (scenario == Scenario.OPEN) ? command + " rate=" + rate() : command;
	}

	private int port(Server server) {
		return this.options.port + List.of(Server.values()).indexOf(server);
	}

	/**
	 * Half of what the direct server does at depth 1.
	 */
	private double rate() {
		double found = this.results.median(Server.DIRECT, Scenario.PING_D1, "ops_per_s");
		if (this.options.rate != 0) {
			return this.options.rate;
		}
		return Double.isNaN(found) ? 50_000 : found / 2;
	}

	private void hold(Server server, ControlledProcess running, ControlledProcess driver) throws InterruptedException {
		String hold = "hold port=" + port(server) + " connections=";
		// What is made for the first connections only is not theirs.
		driver.ask(hold + this.options.connections);
		driver.ask("release");
		double before = running.ask("heap").get("bytes");
		double held = driver.ask(hold + this.options.held).get("connections");
		double after = running.ask("heap").get("bytes");
		Answer idle = driver
			.ask(Scenario.HOLD.command() + " pid=" + running.pid() + " warmup=1 seconds=" + this.options.idleSeconds);
		driver.ask("release");
		this.results.add(server, Scenario.HOLD, idle);
		this.results.add(server, Scenario.HOLD, "connections", held);
		this.results.add(server, Scenario.HOLD, "heap_per_connection", (after - before) / held);
	}

}
