package io.wknet.fuzz;

import java.util.List;

/**
 * Says that an invariant does not hold: for a fuzzer, any exception is a finding.
 */
final class Check {

	private Check() {
	}

	static void that(boolean holds, String invariant) {
		if (!holds) {
			throw new IllegalStateException("Not so: " + invariant);
		}
	}

	static void same(List<?> found, List<?> expected, String what) {
		if (!found.equals(expected)) {
			throw new IllegalStateException(what + ": found " + found + ", expected " + expected);
		}
	}

	static void same(Object found, Object expected, String what) {
		if (!found.equals(expected)) {
			throw new IllegalStateException(what + ": found " + found + ", expected " + expected);
		}
	}

	static void same(long found, long expected, String what) {
		if (found != expected) {
			throw new IllegalStateException(what + ": found " + found + ", expected " + expected);
		}
	}

	static void atMost(long found, long limit, String what) {
		if (found > limit) {
			throw new IllegalStateException(what + ": found " + found + ", allowed are " + limit);
		}
	}

}
