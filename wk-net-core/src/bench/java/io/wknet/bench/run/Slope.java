package io.wknet.bench.run;

import java.util.List;

/**
 * A straight line through points, by least squares.
 *
 * @param perSecond by how much it grows
 * @param error the standard error of that
 * @param points through how many points it goes
 */
record Slope(double perSecond, double error, int points) {

	/**
	 * Fewer than that say nothing.
	 */
	static final int FEWEST = 4;

	static Slope through(List<double[]> points) {
		int count = points.size();
		double meanX = points.stream().mapToDouble((point) -> point[0]).average().orElse(0);
		double meanY = points.stream().mapToDouble((point) -> point[1]).average().orElse(0);
		double squares = points.stream().mapToDouble((point) -> square(point[0] - meanX)).sum();
		double products = points.stream().mapToDouble((point) -> (point[0] - meanX) * (point[1] - meanY)).sum();
		if (count < FEWEST || squares == 0) {
			return new Slope(0, 0, count);
		}
		double slope = products / squares;
		double residuals = points.stream()
			.mapToDouble((point) -> square(point[1] - meanY - slope * (point[0] - meanX)))
			.sum();
		return new Slope(slope, Math.sqrt(residuals / (count - 2) / squares), count);
	}

	private static double square(double value) {
		return value * value;
	}

	/**
	 * By how much it grows at least, with about 97.5 % certainty.
	 */
	double leastPerSecond() {
		return this.perSecond - 2 * this.error;
	}

}
