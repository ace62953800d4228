package io.wknet.bench.soak;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the clients saw, by name; of their thread alone.
 */
final class Tally {

	private static final int MAX_COMPLAINTS = 1000;

	private final Map<String, Long> counts = new TreeMap<>();

	private int complaints;

	void count(String what) {
		add(what, 1);
	}

	void add(String what, long number) {
		this.counts.merge(what, number, Long::sum);
	}

	/**
	 * Count what must not be, and say what it was.
	 */
	void complain(String what, String detail) {
		count(what);
		if (this.complaints++ < MAX_COMPLAINTS) {
			System.out.println(Instant.now() + " " + what + ": " + detail);
		}
	}

	void addTo(Map<String, Long> figures) {
		figures.putAll(this.counts);
	}

}
