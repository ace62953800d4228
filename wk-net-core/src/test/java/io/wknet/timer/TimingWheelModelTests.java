package io.wknet.timer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares a wheel with a map of when each deadline may expire: not before its time, and
 * when the wheel is turned a tick after it or after the call that set it. What is done to
 * the wheel is done between its turns and within them, by what expires.
 */
class TimingWheelModelTests {

	private static final long TICK = Duration.ofMillis(10).toNanos();

	private static final int SLOTS = 8;

	private static final int ENTRIES = 6;

	@Property(tries = 2_000)
	void expiresWhatAMapWouldExpire(@ForAll("steps") List<Step> steps) {
		Run run = new Run();
		steps.forEach(run::perform);
		run.advance(20 * SLOTS * TICK);
		run.advance(20 * SLOTS * TICK);
	}

	@Provide
	Arbitrary<List<Step>> steps() {
		Arbitrary<Long> nanos = Arbitraries.oneOf(
				Arbitraries.longs().between(-2, 3 * SLOTS).map((ticks) -> ticks * TICK),
				Arbitraries.longs().between(-2 * TICK, 3 * SLOTS * TICK));
		Arbitrary<Call> call = Combinators
			.combine(Arbitraries.of(Kind.class), Arbitraries.integers().between(0, ENTRIES - 1), nanos)
			.as(Call::new);
		Arbitrary<Call> inner = call.filter((one) -> one.kind() != Kind.ADVANCE);
		return Combinators.combine(call, inner.list().ofMaxSize(3)).as(Step::new).list().ofMaxSize(60);
	}

	/**
	 * What is done to a wheel.
	 */
	enum Kind {

		SCHEDULE, NO_LATER_THAN, CANCEL, ADVANCE

	}

	/**
	 * What is done to which entry, and the time from now.
	 */
	record Call(Kind kind, int entry, long nanos) {

	}

	/**
	 * A call, and those of the next entry that expires after it.
	 */
	record Step(Call call, List<Call> whenExpired) {

	}

	/**
	 * When an entry may expire.
	 */
	private record Range(long earliest, long latest) {

	}

	/**
	 * A wheel and its model.
	 */
	private static final class Run {

		private final TimingWheel wheel = new TimingWheel(new WheelSettings(Duration.ofNanos(TICK), SLOTS), 0);

		private final List<Entry> entries = IntStream.range(0, ENTRIES).mapToObj((i) -> new Entry(this)).toList();

		private final Map<Entry, Range> model = new HashMap<>();

		private List<Call> whenExpired = List.of();

		private long now;

		void perform(Step step) {
			this.whenExpired = step.whenExpired();
			perform(step.call());
		}

		private void perform(Call call) {
			Entry entry = this.entries.get(call.entry());
			long at = this.now + call.nanos();
			Range given = new Range(at, Math.max(at, this.now) + TICK);
			switch (call.kind()) {
				case SCHEDULE -> {
					this.wheel.schedule(entry, at);
					this.model.put(entry, given);
				}
				case NO_LATER_THAN -> {
					this.wheel.scheduleNoLaterThan(entry, at);
					this.model.merge(entry, given, (a, b) -> new Range(Math.min(a.earliest(), b.earliest()),
							Math.min(a.latest(), b.latest())));
				}
				case CANCEL -> {
					this.wheel.cancel(entry);
					this.model.remove(entry);
				}
				case ADVANCE -> advance(Math.max(call.nanos(), 0));
			}
			assertThat(this.wheel.size()).isEqualTo(this.model.size());
			assertThat(this.entries).allMatch((one) -> one.isScheduled() == this.model.containsKey(one));
		}

		void advance(long nanos) {
			this.now += nanos;
			this.wheel.advance(this.now);
			this.entries.forEach(Entry::rethrow);
			assertThat(this.model.values()).allMatch((range) -> range.latest() > this.now);
		}

		private void expired(Entry entry) {
			Range range = this.model.remove(entry);
			assertThat(range).as("Is to expire").isNotNull();
			assertThat(range.earliest()).isLessThanOrEqualTo(this.now);
			assertThat(entry.isScheduled()).isFalse();
			List<Call> calls = this.whenExpired;
			this.whenExpired = List.of();
			for (Call call : calls) {
				// Others of this turn are off their slots, and still there.
				Entry other = this.entries.get(call.entry());
				assertThat(other.isScheduled()).isEqualTo(this.model.containsKey(other));
				perform(call);
			}
		}

	}

	/**
	 * Keeps what it finds wrong: the wheel only logs it.
	 */
	private static final class Entry extends Deadline {

		private final Run run;

		private AssertionError failure;

		Entry(Run run) {
			this.run = run;
		}

		void rethrow() {
			if (this.failure != null) {
				throw this.failure;
			}
		}

		@Override
		protected void expired(long nanoTime) {
			try {
				assertThat(nanoTime).isEqualTo(this.run.now);
				this.run.expired(this);
			}
			catch (AssertionError ex) {
				this.failure = ex;
			}
		}

	}

}
