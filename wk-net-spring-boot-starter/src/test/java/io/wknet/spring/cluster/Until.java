package io.wknet.spring.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.assertj.core.api.ThrowingConsumer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Waits until something is so: asks again and again, and says at the deadline what it was
 * instead.
 */
final class Until {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

	private Until() {
	}

	/**
	 * Wait until an assertion holds.
	 * @param atMost how long to wait
	 * @param value what is asked for
	 * @param assertion what must hold of it
	 * @return how long it took
	 */
	static <T> Duration holds(Duration atMost, Supplier<T> value, ThrowingConsumer<T> assertion) {
		long begin = System.nanoTime();
		while (true) {
			long asked = System.nanoTime();
			T found = value.get();
			try {
				assertion.accept(found);
				return Duration.ofNanos(System.nanoTime() - begin);
			}
			catch (AssertionError ex) {
				if (asked - begin > atMost.toNanos()) {
					throw ex;
				}
			}
			LockSupport.parkNanos(PAUSE);
		}
	}

	static <T> Duration equal(Duration atMost, Supplier<T> value, T expected) {
		return holds(atMost, value, (found) -> assertThat(found).isEqualTo(expected));
	}

}
