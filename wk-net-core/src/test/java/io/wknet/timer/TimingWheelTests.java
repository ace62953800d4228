package io.wknet.timer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TimingWheelTests {

	private static final long MILLI = 1_000_000;

	private static final long TICK = 10 * MILLI;

	private final TimingWheel wheel = new TimingWheel(new WheelSettings(Duration.ofMillis(10), 8), 0);

	private final List<Entry> expired = new ArrayList<>();

	@ParameterizedTest
	@ValueSource(longs = { 1, TICK - 1, TICK, TICK + 1, 7 * TICK, 8 * TICK, 8 * TICK + 1, 9 * TICK, 1000 * TICK + 3 })
	void expiresNeverEarlyAndAtMostOneTickLate(long due) {
		Entry entry = new Entry();
		this.wheel.schedule(entry, due);
		long now = 0;
		while (entry.expiredAt < 0) {
			now += MILLI;
			this.wheel.advance(now);
			assertThat(now).isLessThanOrEqualTo(due + TICK + MILLI);
		}
		assertThat(entry.expiredAt).isBetween(due, due + TICK);
	}

	@Test
	void expiresWhatIsOverdueWithTheNextTick() {
		this.wheel.advance(5 * TICK);
		Entry entry = new Entry();
		this.wheel.schedule(entry, 2 * TICK);
		this.wheel.advance(6 * TICK - 1);
		assertThat(entry.expiredAt).isNegative();
		this.wheel.advance(6 * TICK);
		assertThat(entry.expiredAt).isEqualTo(6 * TICK);
	}

	@Test
	void passesOverWhatIsMoreThanATurnAway() {
		Entry near = schedule(2 * TICK);
		Entry far = schedule(10 * TICK);
		this.wheel.advance(2 * TICK);
		assertThat(this.expired).containsExactly(near);
		this.wheel.advance(9 * TICK);
		assertThat(this.expired).containsExactly(near);
		this.wheel.advance(10 * TICK);
		assertThat(this.expired).containsExactly(near, far);
	}

	@Test
	void movesAnEntryBothWays() {
		Entry entry = schedule(3 * TICK);
		this.wheel.schedule(entry, 20 * TICK);
		assertThat(this.wheel.size()).isOne();
		this.wheel.advance(19 * TICK);
		assertThat(this.expired).isEmpty();
		this.wheel.schedule(entry, 19 * TICK + 1);
		this.wheel.advance(20 * TICK);
		assertThat(this.expired).containsExactly(entry);
		assertThat(this.wheel.size()).isZero();
	}

	@Test
	void movesNoLaterThanOnlyForward() {
		Entry entry = schedule(5 * TICK);
		this.wheel.scheduleNoLaterThan(entry, 9 * TICK);
		this.wheel.advance(5 * TICK);
		assertThat(entry.expiredAt).isEqualTo(5 * TICK);
		this.wheel.scheduleNoLaterThan(entry, 20 * TICK);
		this.wheel.scheduleNoLaterThan(entry, 7 * TICK);
		this.wheel.advance(7 * TICK);
		assertThat(entry.expiredAt).isEqualTo(7 * TICK);
	}

	@Test
	void forgetsWhatIsCancelled() {
		Entry entry = schedule(2 * TICK);
		assertThat(entry.isScheduled()).isTrue();
		this.wheel.cancel(entry);
		this.wheel.cancel(entry);
		assertThat(entry.isScheduled()).isFalse();
		assertThat(this.wheel.size()).isZero();
		this.wheel.advance(100 * TICK);
		assertThat(this.expired).isEmpty();
	}

	@Test
	void catchesUpAfterALongGap() {
		List<Entry> due = new ArrayList<>();
		for (int tick = 1; tick <= 100; tick++) {
			due.add(schedule(tick * TICK));
		}
		Entry later = schedule(1_000_000 * TICK + 1);
		this.wheel.advance(1_000_000 * TICK);
		assertThat(this.expired).containsExactlyInAnyOrderElementsOf(due);
		assertThat(this.wheel.size()).isOne();
		this.wheel.advance(1_000_001 * TICK);
		assertThat(later.expiredAt).isEqualTo(1_000_001 * TICK);
	}

	@Test
	void ignoresATimeThatHasPassed() {
		Entry entry = schedule(5 * TICK);
		this.wheel.advance(4 * TICK);
		this.wheel.advance(3 * TICK);
		this.wheel.advance(4 * TICK);
		assertThat(this.expired).isEmpty();
		this.wheel.advance(5 * TICK);
		assertThat(this.expired).containsExactly(entry);
	}

	@Test
	void toleratesThatAnExpiryCancelsOthersOfTheSameTick() {
		Entry[] others = new Entry[2];
		Entry first = new Entry((now) -> {
			this.wheel.cancel(others[0]);
			this.wheel.cancel(others[1]);
		});
		this.wheel.schedule(first, TICK);
		others[0] = schedule(TICK);
		others[1] = schedule(TICK);
		Entry last = schedule(TICK);
		this.wheel.advance(TICK);
		assertThat(this.expired).containsExactly(first, last);
		assertThat(this.wheel.size()).isZero();
	}

	@Test
	void toleratesThatAnExpiryMovesAnotherOfTheSameTick() {
		Entry[] other = new Entry[1];
		Entry first = new Entry((now) -> this.wheel.schedule(other[0], now + TICK));
		this.wheel.schedule(first, TICK);
		other[0] = schedule(TICK);
		this.wheel.advance(TICK);
		assertThat(this.expired).containsExactly(first);
		assertThat(this.wheel.size()).isOne();
		this.wheel.advance(2 * TICK);
		assertThat(this.expired).containsExactly(first, other[0]);
	}

	@Test
	void runsWhatSchedulesItselfOncePerTick() {
		Entry[] self = new Entry[1];
		self[0] = new Entry((now) -> this.wheel.schedule(self[0], now));
		this.wheel.schedule(self[0], TICK);
		for (int tick = 1; tick <= 5; tick++) {
			this.wheel.advance(tick * TICK);
			assertThat(this.expired).hasSize(tick);
		}
		assertThat(this.wheel.size()).isOne();
	}

	@Test
	void runsTheOthersIfOneFails() {
		Entry failing = new Entry((now) -> {
			throw new IllegalStateException("expected");
		});
		this.wheel.schedule(failing, TICK);
		Entry other = schedule(TICK);
		this.wheel.advance(TICK);
		assertThat(this.expired).containsExactly(failing, other);
		assertThat(this.wheel.size()).isZero();
	}

	@Test
	void beginsAtAnyTimeOfTheClock() {
		for (long origin : new long[] { Long.MIN_VALUE, -1, 1, Long.MAX_VALUE - TICK }) {
			TimingWheel late = new TimingWheel(WheelSettings.defaults(), origin);
			Entry entry = new Entry();
			late.schedule(entry, origin + 3 * TICK);
			late.advance(origin + 3 * TICK - 1);
			assertThat(entry.expiredAt).isNegative();
			late.advance(origin + 3 * TICK);
			assertThat(this.expired).containsExactly(entry);
			this.expired.clear();
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void doesWhatASortedMapWouldDo(long seed) {
		Random random = new Random(seed);
		Map<Entry, Long> model = new HashMap<>();
		List<Entry> entries = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			entries.add(new Entry());
		}
		long now = 0;
		for (int step = 0; step < 20_000; step++) {
			Entry entry = entries.get(random.nextInt(entries.size()));
			switch (random.nextInt(4)) {
				case 0, 1 -> {
					long at = now + random.nextLong(30 * TICK);
					this.wheel.schedule(entry, at);
					model.put(entry, at);
				}
				case 2 -> {
					this.wheel.cancel(entry);
					model.remove(entry);
				}
				default -> {
					now += random.nextLong((random.nextInt(50) != 0) ? TICK : 20 * TICK);
					this.expired.clear();
					this.wheel.advance(now);
					for (Entry due : this.expired) {
						assertThat(model.remove(due)).isLessThanOrEqualTo(now);
					}
					long tickStart = now - now % TICK;
					assertThat(model.values()).allMatch((at) -> at > tickStart);
				}
			}
			assertThat(this.wheel.size()).isEqualTo(model.size());
		}
	}

	private Entry schedule(long at) {
		Entry entry = new Entry();
		this.wheel.schedule(entry, at);
		return entry;
	}

	/**
	 * Notes when it expires.
	 */
	private final class Entry extends Deadline {

		private final Consumer<Long> action;

		private long expiredAt = -1;

		Entry() {
			this((now) -> {
			});
		}

		Entry(Consumer<Long> action) {
			this.action = action;
		}

		@Override
		protected void expired(long nanoTime) {
			this.expiredAt = nanoTime;
			TimingWheelTests.this.expired.add(this);
			this.action.accept(nanoTime);
		}

	}

}
