package io.wknet.bench.run;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * One promise: a median, and the bound that it has to keep.
 *
 * @param name what is compared
 * @param value the value
 * @param bound the bound
 * @param atLeast whether the bound is a lower one
 * @param perCpu the same ratio of what was done in a second of the server's processor
 * time, which other processes disturb less; NaN if it is no such ratio
 */
record Comparison(String name, ToDoubleFunction<Results> value, double bound, boolean atLeast,
		ToDoubleFunction<Results> perCpu) {

	static List<Comparison> all() {
		return List.of(ratio("PING depth 16: core / direct", Scenario.PING_D16, Server.CORE, Server.DIRECT, 1, 0.95),
				ratio("PING depth 1: core / direct", Scenario.PING_D1, Server.CORE, Server.DIRECT, 1, 0.97),
				ratio("SEND depth 16: starter / usual", Scenario.SEND_D16, Server.STARTER, Server.USUAL, 1, 1),
				ratio("SEND depth 16: core / direct", Scenario.SEND_D16, Server.CORE, Server.DIRECT, 1, 0.9),
				ratio("SEND depth 16: starter-worker / 0.60 usual", Scenario.SEND_D16, Server.STARTER_WORKER,
						Server.USUAL, 0.6, 1),
				ratio("SEND depth 16: starter-virtual / starter-worker", Scenario.SEND_D16, Server.STARTER_VIRTUAL,
						Server.STARTER_WORKER, 1, 0.9),
				ratio("connect, CONNECT, CONNACK, close: core / direct", Scenario.CONNECT, Server.CORE, Server.DIRECT,
						1, 0.9),
				reference("SEND depth 16: starter-uring / usual", Scenario.SEND_D16, Server.STARTER_URING,
						Server.USUAL),
				reference("PING depth 16: core-epoll / direct", Scenario.PING_D16, Server.CORE_EPOLL, Server.DIRECT),
				reference("SEND depth 16: core-epoll / direct", Scenario.SEND_D16, Server.CORE_EPOLL, Server.DIRECT),
				reference("SEND depth 16: core / direct-uring", Scenario.SEND_D16, Server.CORE, Server.DIRECT_URING),
				latency("open loop p99: core / direct", "p99_us"), latency("open loop p99.9: core / direct", "p999_us"),
				heap("heap per idle connection, bytes: core", Server.CORE),
				heap("heap per idle connection, bytes: starter", Server.STARTER),
				heap("heap per idle connection, bytes: starter-uring", Server.STARTER_URING),
				new Comparison("allocated per PING, bytes: core - direct",
						(results) -> results.median(Server.CORE, Scenario.PING_D16, "allocated_per_op")
								- results.median(Server.DIRECT, Scenario.PING_D16, "allocated_per_op"),
						1, false, Comparison::none),
				new Comparison("allocated per SEND, bytes: core",
						(results) -> results.median(Server.CORE, Scenario.SEND_D16, "allocated_per_op"), 400, false,
						Comparison::none),
				idle("idle connections, % of a core: core - direct", Server.CORE),
				idle("idle connections, % of a core: starter - direct", Server.STARTER));
	}

	private static Comparison ratio(String name, Scenario scenario, Server server, Server other, double factor,
			double bound) {
		return new Comparison(name, quotient("ops_per_s", scenario, server, other, factor), bound, true,
				quotient("ops_per_cpu_s", scenario, server, other, factor));
	}

	/**
	 * Nothing is promised of it, it explains the others.
	 */
	private static Comparison reference(String name, Scenario scenario, Server server, Server other) {
		return ratio(name, scenario, server, other, 1, 0);
	}

	private static ToDoubleFunction<Results> quotient(String figure, Scenario scenario, Server server, Server other,
			double factor) {
		return (results) -> results.medianRatio(server, other, scenario, figure) / factor;
	}

	private static Comparison latency(String name, String figure) {
		return new Comparison(name, quotient(figure, Scenario.OPEN, Server.CORE, Server.DIRECT, 1), 1.2, false,
				Comparison::none);
	}

	private static Comparison heap(String name, Server server) {
		return new Comparison(name, (results) -> results.median(server, Scenario.HOLD, "heap_per_connection"), 2000,
				false, Comparison::none);
	}

	private static Comparison idle(String name, Server server) {
		return new Comparison(name, (results) -> 100 * (results.median(server, Scenario.HOLD, "server_cpu")
				- results.median(Server.DIRECT, Scenario.HOLD, "server_cpu")), 3, false, Comparison::none);
	}

	private static double none(Results results) {
		return Double.NaN;
	}

	boolean isMeasured(Results results) {
		return !Double.isNaN(this.value.applyAsDouble(results));
	}

	boolean holds(Results results) {
		double found = this.value.applyAsDouble(results);
		return this.atLeast ? found >= this.bound : found <= this.bound;
	}

	String row(Results results) {
		double normalized = this.perCpu.applyAsDouble(results);
		String promised = (this.bound != 0) ? String.format(Locale.ROOT, "%s %.2f | %s", this.atLeast ? "≥" : "≤",
				this.bound, holds(results) ? "holds" : "**missed**") : "| for comparison";
		return String.format(Locale.ROOT, "| %s | %.2f | %s | %s |", this.name, this.value.applyAsDouble(results),
				promised, Double.isNaN(normalized) ? "" : String.format(Locale.ROOT, "%.2f", normalized));
	}

}
