package io.wknet.bench.run;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/**
 * A server that must not wear out. It holds very many connections for a long time while
 * others come and go, do not read, or attack it; or it is killed, and all come back; or
 * it stops. The program ends with status 1 if anything is not as it must be. When it is
 * told to end, by SIGTERM or SIGINT, it still judges what it saw.
 *
 * @since 0.1.0
 */
public final class SoakBenchmark {

	private static final int CLOSE_OVER_SECONDS = 10;

	private static final int LONGEST_DRAIN_SECONDS = 30;

	private static final int LONGEST_RECONNECT_SECONDS = 60;

	private static final double LARGEST_SHARE_OF_A_SECOND = 0.2;

	private final SoakOptions options;

	private final Environment environment;

	private final SoakVerdict verdict = new SoakVerdict();

	private final CountDownLatch toldToEnd = new CountDownLatch(1);

	private final CountDownLatch done = new CountDownLatch(1);

	private SoakBenchmark(SoakOptions options) throws IOException {
		this.options = options;
		this.environment = Environment.find(options.root());
	}

	/**
	 * Run it.
	 * @param args the options
	 */
	public static void main(String[] args) throws Exception {
		SoakBenchmark benchmark = new SoakBenchmark(SoakOptions.parse(args));
		Runtime.getRuntime().addShutdownHook(new Thread(benchmark::awaitDone));
		try {
			benchmark.run();
		}
		catch (IllegalStateException ex) {
			benchmark.verdict.brokeOff(String.valueOf(ex.getMessage()));
		}
		benchmark.verdict.print();
		Path file = benchmark.environment.output().resolve(benchmark.options.mode().label() + ".json");
		benchmark.verdict.write(file, benchmark.options);
		benchmark.done.countDown();
		System.exit(benchmark.status());
	}

	/**
	 * Hold up the end of the JVM until there is a verdict, and end with its status.
	 */
	private void awaitDone() {
		this.toldToEnd.countDown();
		try {
			this.done.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		Runtime.getRuntime().halt(status());
	}

	private int status() {
		return this.verdict.passed() ? 0 : 1;
	}

	private void run() throws Exception {
		try (ControlledProcess server = server("soak-server")) {
			try (ControlledProcess clients = clients()) {
				switch (this.options.mode()) {
					case SOAK -> new SoakRun(this.options, server, clients, this.toldToEnd, this.verdict).run();
					case RECONNECT -> reconnect(server, clients);
					case DRAIN -> drain(server, clients);
				}
			}
		}
	}

	private ControlledProcess server(String log) throws IOException, InterruptedException {
		return start(List.of("-Xmx512m", "-XX:+UseG1GC"), "io.wknet.bench.soak.SoakServer",
				List.of(this.options.text("--port"), this.options.text("--transport"),
						Integer.toString(CLOSE_OVER_SECONDS), this.options.text("--fault")),
				log);
	}

	private ControlledProcess clients() throws IOException, InterruptedException {
		return start(List.of("-Xmx256m", "-XX:+UseSerialGC"), "io.wknet.bench.soak.SoakClients",
				List.of(this.options.text("--port")), "soak-clients");
	}

	/**
	 * Start a process that does not end when the terminal sends a signal to all, so that
	 * it can still be asked. It ends with this one.
	 */
	private ControlledProcess start(List<String> jvm, String mainClass, List<String> arguments, String log)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
			command.add("/usr/bin/setsid");
		}
		command.add(this.environment.java());
		command.addAll(jvm);
		command.add("-Dlogback.configurationFile=" + this.options.root().resolve("wk-net-core/src/bench/logback.xml"));
		command.addAll(List.of("-cp", this.environment.coreClassPath(), mainClass));
		command.addAll(arguments);
		return ControlledProcess.start(command, this.environment.log(log));
	}

	private void hold(ControlledProcess clients) throws InterruptedException {
		int wanted = this.options.number("--connections");
		this.verdict.equal("connections held", clients.ask("hold " + wanted).get("authenticated"), wanted);
	}

	/**
	 * Kill the server and start it again at the same port.
	 */
	private void reconnect(ControlledProcess server, ControlledProcess clients) throws Exception {
		int wanted = this.options.number("--connections");
		hold(clients);
		clients.ask("reconnect");
		long killed = System.nanoTime();
		server.kill();
		try (ControlledProcess again = server("soak-server-again")) {
			this.verdict.note("secondsUntilBound", (System.nanoTime() - killed) / 1e9);
			Answer back = clients.ask("back " + wanted);
			double seconds = (System.nanoTime() - killed) / 1e9;
			this.verdict.equal("connections that are back", back.get("authenticated"), wanted);
			this.verdict.atMost("seconds from the kill until all are back", seconds, LONGEST_RECONNECT_SECONDS);
			Answer sample = again.ask("sample");
			this.verdict.equal("users that the new server has", sample.get("users"), wanted);
			this.verdict.equal("calls out of order", sample.get("disordered"), 0);
		}
	}

	/**
	 * Stop the server while all are connected.
	 */
	private void drain(ControlledProcess server, ControlledProcess clients) throws Exception {
		int wanted = this.options.number("--connections");
		hold(clients);
		Answer stopped = server.ask("stop");
		Map<String, Double> gone = clients.ask("gone " + wanted).figures();
		Answer after = server.ask("sample");
		Map<Integer, Double> bySecond = new TreeMap<>();
		gone.forEach((name, number) -> {
			if (name.startsWith("second-")) {
				bySecond.put(Integer.valueOf(name.substring("second-".length())), number);
			}
		});
		this.verdict.note("closedBySecond", bySecond);
		this.verdict.note("closedOverMilliseconds", gone.get("over-millis"));
		this.verdict.note("secondsOfStop", stopped.get("seconds"));
		this.verdict.equal("connections that were closed", gone.get("gone"), wanted);
		this.verdict.equal("that were told SHUTDOWN", gone.get("told-shutdown"), wanted);
		this.verdict.equal("that were closed in order, without a reset", gone.get("in-order"), wanted);
		this.verdict.equal("closed as SHUTDOWN by the server's count", after.get("closed-shutdown"), wanted);
		this.verdict.equal("calls of onClose", after.get("closes"), wanted);
		this.verdict.atMost("most in one second",
				bySecond.values().stream().mapToDouble(Double::doubleValue).max().orElse(0),
				LARGEST_SHARE_OF_A_SECOND * wanted);
		this.verdict.equal("all finished before the deadline", stopped.get("finished"), 1);
		this.verdict.atMost("seconds until the server had stopped", stopped.get("seconds"), LONGEST_DRAIN_SECONDS);
		this.verdict.equal("the port is free", isFree(this.options.number("--port")) ? 1 : 0, 1);
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
