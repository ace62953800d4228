package io.wknet.bench.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Every figure of every round, by {@code server/scenario/figure}.
 */
final class Results {

	private final Map<String, List<Double>> rounds = new TreeMap<>();

	void add(Server server, Scenario scenario, Answer answer) {
		answer.figures().forEach((name, value) -> add(server, scenario, name, value));
	}

	void add(Server server, Scenario scenario, String figure, double value) {
		this.rounds.computeIfAbsent(key(server, scenario, figure), (key) -> new ArrayList<>()).add(value);
	}

	/**
	 * The median of all rounds, or NaN if there is none.
	 */
	double median(Server server, Scenario scenario, String figure) {
		return quantile(server, scenario, figure, 0.5);
	}

	/**
	 * The median of the ratios of two servers in each round, which what slows the machine
	 * for a while disturbs less than the ratio of medians.
	 */
	double medianRatio(Server server, Server other, Scenario scenario, String figure) {
		List<Double> values = this.rounds.getOrDefault(key(server, scenario, figure), List.of());
		List<Double> others = this.rounds.getOrDefault(key(other, scenario, figure), List.of());
		double[] ratios = IntStream.range(0, Math.min(values.size(), others.size()))
			.mapToDouble((round) -> values.get(round) / others.get(round))
			.toArray();
		return quantile(ratios, 0.5);
	}

	double smallest(Server server, Scenario scenario, String figure) {
		return quantile(server, scenario, figure, 0);
	}

	double largest(Server server, Scenario scenario, String figure) {
		return quantile(server, scenario, figure, 1);
	}

	private double quantile(Server server, Scenario scenario, String figure, double quantile) {
		double[] values = this.rounds.getOrDefault(key(server, scenario, figure), List.of())
			.stream()
			.mapToDouble(Double::doubleValue)
			.toArray();
		return quantile(values, quantile);
	}

	private static double quantile(double[] values, double quantile) {
		if (values.length == 0) {
			return Double.NaN;
		}
		Arrays.sort(values);
		double at = quantile * (values.length - 1);
		return (values[(int) Math.floor(at)] + values[(int) Math.ceil(at)]) / 2;
	}

	/**
	 * The sum over all servers, scenarios and rounds.
	 */
	double sum(String figure) {
		return this.rounds.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().endsWith("/" + figure))
			.flatMap((entry) -> entry.getValue().stream())
			.mapToDouble(Double::doubleValue)
			.sum();
	}

	Map<String, List<Double>> rounds() {
		return this.rounds;
	}

	private static String key(Server server, Scenario scenario, String figure) {
		return server.label() + "/" + scenario.label() + "/" + figure;
	}

}
