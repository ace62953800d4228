package io.wknet.timer;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The timing wheel of one event loop.
 *
 * @since 0.1.0
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WheelBenchmark {

	private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(5);

	private static final WheelSettings SETTINGS = WheelSettings.defaults();

	@Param({ "1000", "100000" })
	private int deadlines;

	private Entry[] entries;

	private TimingWheel wheel;

	private long now;

	private int next;

	@Setup(Level.Trial)
	public void fill() {
		this.wheel = new TimingWheel(SETTINGS, 0);
		this.entries = new Entry[this.deadlines];
		for (int i = 0; i < this.deadlines; i++) {
			this.entries[i] = new Entry(this.wheel);
			this.wheel.schedule(this.entries[i], IDLE_NANOS * i / this.deadlines);
		}
	}

	@Benchmark
	public void move() {
		this.next = (this.next + 7919) % this.deadlines;
		this.wheel.schedule(this.entries[this.next], this.now + IDLE_NANOS);
	}

	@Benchmark
	public void cancelAndSchedule() {
		this.next = (this.next + 7919) % this.deadlines;
		this.wheel.cancel(this.entries[this.next]);
		this.wheel.schedule(this.entries[this.next], this.now + IDLE_NANOS);
	}

	/**
	 * One tick, with what expires at it scheduled again.
	 */
	@Benchmark
	public void tick() {
		this.now += SETTINGS.tick().toNanos();
		this.wheel.advance(this.now);
	}

	/**
	 * A peer that is found to have been heard of.
	 */
	private static final class Entry extends Deadline {

		private final TimingWheel wheel;

		Entry(TimingWheel wheel) {
			this.wheel = wheel;
		}

		@Override
		protected void expired(long nanoTime) {
			this.wheel.schedule(this, nanoTime + IDLE_NANOS);
		}

	}

}
