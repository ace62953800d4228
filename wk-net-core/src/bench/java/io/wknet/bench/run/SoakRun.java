package io.wknet.bench.run;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The long run: samples at equal distances, and what is judged at the end.
 */
final class SoakRun {

	private static final double MEGABYTE = 1 << 20;

	private static final double HOUR_SECONDS = 3600;

	private static final double LONGEST_WARMUP_SECONDS = 600;

	private static final double WARMUP_SHARE = 6;

	private static final int OPEN_FILES_TOLERANCE = 16;

	private static final double STILL_WARMING_UP = 1;

	private static final double CHURN_SHARE = 0.9;

	private static final int TOPIC_MILLIS = 200;

	private static final int BROADCAST_MILLIS = 30_000;

	private static final Duration LONGEST_LEAVING = Duration.ofSeconds(20);

	private static final int POLL_MILLIS = 250;

	private static final String CLOSED = "server.closed-";

	private final SoakOptions options;

	private final ControlledProcess server;

	private final ControlledProcess clients;

	private final CountDownLatch ended;

	private final SoakVerdict verdict;

	private final List<Map<String, Double>> samples = new ArrayList<>();

	private long beganNanos;

	SoakRun(SoakOptions options, ControlledProcess server, ControlledProcess clients, CountDownLatch ended,
			SoakVerdict verdict) {
		this.options = options;
		this.server = server;
		this.clients = clients;
		this.ended = ended;
		this.verdict = verdict;
		verdict.note("samples", this.samples);
	}

	/**
	 * Run for as long as is wanted, or until told to end.
	 */
	void run() throws InterruptedException {
		Answer before = this.server.ask("sample");
		this.verdict.note("before", before.figures());
		Answer holding = this.clients.ask("hold " + this.options.number("--connections"));
		System.out.printf(Locale.ROOT, "%.0f connections are held%n", holding.get("authenticated"));
		this.server.ask("publish " + TOPIC_MILLIS + " " + BROADCAST_MILLIS);
		this.clients.ask(String.join(" ", "start", this.options.text("--rate"), this.options.text("--churn"),
				this.options.text("--slow"), this.options.text("--attacks")));
		this.beganNanos = System.nanoTime();
		sample();
		Duration duration = this.options.duration("--duration");
		long every = this.options.duration("--every").toNanos();
		boolean told = false;
		for (long next = every; !told && next <= duration.toNanos(); next += every) {
			told = this.ended.await(this.beganNanos + next - System.nanoTime(), TimeUnit.NANOSECONDS);
			sample();
		}
		double seconds = seconds();
		this.verdict.note("seconds", seconds);
		judge(before.get("fds"), seconds);
	}

	private double seconds() {
		return (System.nanoTime() - this.beganNanos) / 1e9;
	}

	private void sample() throws InterruptedException {
		Map<String, Double> sample = new TreeMap<>();
		sample.put("seconds", seconds());
		this.clients.ask("sample").figures().forEach((name, value) -> sample.put("client." + name, value));
		this.server.ask("sample").figures().forEach((name, value) -> sample.put("server." + name, value));
		this.clients.ask("resume");
		Map<String, Double> before = this.samples.isEmpty() ? sample : this.samples.get(this.samples.size() - 1);
		this.samples.add(sample);
		double elapsed = Math.max(sample.get("seconds") - before.get("seconds"), 1);
		for (String process : List.of("server", "client")) {
			sample.put(process + ".cpu-share",
					(sample.get(process + ".cpu") - before.get(process + ".cpu")) / 1e9 / elapsed);
		}
		System.out.println(line(sample));
	}

	private static String line(Map<String, Double> sample) {
		String closed = sample.entrySet()
			.stream()
			.filter((figure) -> figure.getKey().startsWith(CLOSED) && figure.getValue() != 0)
			.map((figure) -> figure.getKey().substring(CLOSED.length()) + "="
					+ String.format(Locale.ROOT, "%.0f", figure.getValue()))
			.collect(Collectors.joining(" "));
		return String.format(Locale.ROOT,
				"%s %5.0f s | heap %.2f MB, direct %.1f (Netty) %.1f (JDK), resident %.0f | fds %.0f, threads %.0f | "
						+ "connections %.0f, authenticated %.0f, users %.0f | accepted %.0f, closed %s | "
						+ "frames in %.0f, out %.0f | sent %.0f, answered %.0f, late %.0f, wrong %.0f, held lost %.0f | "
						+ "round trip p50 %.2f ms, p99 %.2f, max %.1f | cpu %.0f %% + %.0f %%, collection %.0f ms",
				LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS), sample.get("seconds"),
				sample.get("server.heap") / MEGABYTE, sample.get("server.netty-direct") / MEGABYTE,
				sample.get("server.jdk-direct") / MEGABYTE, sample.get("server.resident") / MEGABYTE,
				sample.get("server.fds"), sample.get("server.threads"), sample.get("server.connections"),
				sample.get("server.authenticated"), sample.get("server.users"), sample.get("server.accepted"), closed,
				sample.get("server.frames-in"), sample.get("server.frames-out"), count(sample, "client.sent"),
				count(sample, "client.answered"), count(sample, "client.late"), count(sample, "client.wrong"),
				count(sample, "client.held-lost"), sample.get("client.p50") / 1e6, sample.get("client.p99") / 1e6,
				sample.get("client.longest") / 1e6, 100 * sample.get("server.cpu-share"),
				100 * sample.get("client.cpu-share"), sample.get("server.collection") / 1e6);
	}

	private static double count(Map<String, Double> figures, String name) {
		return figures.getOrDefault(name, 0.0);
	}

	private void judge(double filesBefore, double seconds) throws InterruptedException {
		Answer quiet = this.server.ask("quiet");
		Map<String, Double> seen = this.clients
			.ask(String.format(Locale.ROOT, "finish %.0f %.0f", quiet.get("published"), quiet.get("broadcasts")))
			.figures();
		this.verdict.note("clients", seen);
		int wanted = this.options.number("--connections");
		this.verdict.equal("connections held at the end", seen.get("authenticated"), wanted);
		for (String process : List.of("client", "server")) {
			this.verdict.atLeast("authenticated connections in each sample, by the " + process,
					this.samples.stream()
						.mapToDouble((sample) -> sample.get(process + ".authenticated"))
						.min()
						.orElse(0),
					wanted);
		}
		this.verdict.atLeast("connections that came and went", count(seen, "churned"),
				CHURN_SHARE * this.options.decimal("--churn") * seconds);
		for (String none : List.of("held-lost", "unanswered", "missing", "late", "wrong", "unwritten", "churn-failed",
				"slow-survived", "slow-failed", "attack-survived", "attack-wrong", "guests")) {
			this.verdict.equal("clients: " + none, count(seen, none), 0);
		}
		this.clients.ask("release");
		Answer after = sampleWhenAllHaveGone(filesBefore);
		this.verdict.note("after", after.figures());
		judge(after, seen);
		this.verdict.atMost("open files more than before", after.get("fds") - filesBefore, OPEN_FILES_TOLERANCE);
		judgeHeap(seconds);
	}

	/**
	 * The first sample that shows that all have gone, their sockets too, or the last
	 * before it should have. Each takes a collection, so there are not many.
	 */
	private Answer sampleWhenAllHaveGone(double filesBefore) throws InterruptedException {
		long deadline = System.nanoTime() + LONGEST_LEAVING.toNanos();
		Answer sample = this.server.ask("sample");
		while (!haveAllGone(sample, filesBefore) && System.nanoTime() - deadline < 0) {
			Thread.sleep(POLL_MILLIS);
			sample = this.server.ask("sample");
		}
		return sample;
	}

	private static boolean haveAllGone(Answer sample, double filesBefore) {
		return sample.get("connections") == 0 && sample.get("opens") == sample.get("accepted")
				&& sample.get("closes") == sample.get("opens") && sample.get("closed") == sample.get("accepted")
				&& sample.get("fds") - filesBefore <= OPEN_FILES_TOLERANCE;
	}

	private void judge(Answer after, Map<String, Double> seen) {
		this.verdict.equal("open connections after all have gone", after.get("connections"), 0);
		this.verdict.equal("accepted = closed", after.get("closed"), after.get("accepted"));
		this.verdict.equal("calls of onConnect = accepted", after.get("opens"), after.get("accepted"));
		this.verdict.equal("calls of onClose = those of onConnect", after.get("closes"), after.get("opens"));
		this.verdict.equal("users that went offline = came online", after.get("offline"), after.get("online"));
		for (String none : List.of("disordered", "undelivered", "listener-errors", "users", "subscriptions",
				"pending-authentications", "closed-listener-error", "closed-limit-exceeded", "closed-shutdown",
				"closed-idle-timeout")) {
			this.verdict.equal("server: " + none, after.get(none), 0);
		}
		this.verdict.equal("closed as KICKED = kicked clients", after.get("closed-kicked"),
				count(seen, "churned-kicked"));
		this.verdict.equal("closed by the SERVER = clients that wanted it", after.get("closed-server"),
				count(seen, "churned-server"));
		this.verdict.equal("closed as SLOW_CONSUMER = slow clients", after.get("closed-slow-consumer"),
				count(seen, "slow-closed"));
		this.verdict.equal("closed as AUTH_FAILED = wrong tokens", after.get("closed-auth-failed"),
				count(seen, "wrong-tokens"));
	}

	private void judgeHeap(double seconds) {
		double warmup = Math.min(LONGEST_WARMUP_SECONDS, seconds / WARMUP_SHARE);
		Slope heap = slope("server.heap", warmup);
		this.verdict.note("heapSlopeMegabytesPerHour", heap.perSecond() * HOUR_SECONDS / MEGABYTE);
		this.verdict.note("heapSlopeError", heap.error() * HOUR_SECONDS / MEGABYTE);
		for (String other : List.of("resident", "netty-direct")) {
			this.verdict.note(other + "SlopeMegabytesPerHour",
					slope("server." + other, warmup).perSecond() * HOUR_SECONDS / MEGABYTE);
		}
		double certain = heap.leastPerSecond() * HOUR_SECONDS / MEGABYTE;
		boolean much = heap.leastPerSecond() * (seconds - warmup) / MEGABYTE > STILL_WARMING_UP;
		this.verdict.note("heapCertainMegabytesPerHour", certain);
		this.verdict.atMost("growth of the heap that is certain, MB an hour; 0 if it is less than 1 MB in all",
				much ? certain : 0, this.options.decimal("--max-slope"));
	}

	private Slope slope(String figure, double fromSeconds) {
		return Slope.through(this.samples.stream()
			.filter((sample) -> sample.get("seconds") >= fromSeconds)
			.map((sample) -> new double[] { sample.get("seconds"), sample.get(figure) })
			.toList());
	}

}
