package io.wknet.bench.run;

import java.util.Map;
import java.util.TreeMap;

/**
 * A line of figures: {@code name=value}, separated by spaces.
 */
final class Answer {

	private final Map<String, Double> figures = new TreeMap<>();

	Answer(String line) {
		if (line.startsWith("error=")) {
			throw new IllegalStateException(line);
		}
		for (String word : line.split(" ", -1)) {
			int equals = word.indexOf('=');
			this.figures.put(word.substring(0, equals), Double.valueOf(word.substring(equals + 1)));
		}
	}

	double get(String name) {
		return this.figures.get(name);
	}

	Map<String, Double> figures() {
		return this.figures;
	}

}
