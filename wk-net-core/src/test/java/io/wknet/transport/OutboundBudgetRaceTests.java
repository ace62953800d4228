package io.wknet.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.wknet.timer.WheelSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The threads of several event loops count at once, in thousands of short rounds. The
 * system property {@code wk.races.rounds} makes it more of them.
 */
@Timeout(300)
class OutboundBudgetRaceTests {

	private static final int ROUNDS = Integer.getInteger("wk.races.rounds", 2_000);

	private static final int LOOPS = 4;

	private static final int LIMIT = 6_400;

	private static final int CHANGES = 60;

	/**
	 * Never runs: what it is asked for is the time.
	 */
	private final EventLoop clock = new DefaultEventLoop();

	private final ExecutorService threads = Executors.newFixedThreadPool(LOOPS);

	private final CyclicBarrier start = new CyclicBarrier(LOOPS);

	private final AtomicInteger relieving = new AtomicInteger();

	private final AtomicInteger mostRelieving = new AtomicInteger();

	private final AtomicInteger reliefs = new AtomicInteger();

	private final OutboundBudget budget = new OutboundBudget(LIMIT, (maxBytes) -> {
		this.mostRelieving.accumulateAndGet(this.relieving.incrementAndGet(), Math::max);
		this.reliefs.incrementAndGet();
		Thread.onSpinWait();
		this.relieving.decrementAndGet();
	});

	private final List<LoopContext> loops = IntStream.range(0, LOOPS)
		.mapToObj((i) -> new LoopContext(this.clock, WheelSettings.defaults(), this.budget))
		.toList();

	private final int[] counts = new int[LOOPS];

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
		this.clock.shutdownGracefully(0, 0, TimeUnit.SECONDS);
	}

	private void change(int index, int bytes) {
		this.counts[index] += bytes;
		this.loops.get(index).outboundChanged(bytes);
	}

	private void onEachLoop(LoopTask task) throws Exception {
		List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < LOOPS; i++) {
			int index = i;
			all.add(this.threads.submit(() -> {
				this.start.await();
				task.run(index);
				return null;
			}));
		}
		for (Future<?> one : all) {
			one.get(30, TimeUnit.SECONDS);
		}
	}

	/**
	 * The sum is right to less than a step per loop.
	 */
	private void assertSum(int round) {
		long sum = IntStream.of(this.counts).asLongStream().sum();
		assertThat(this.budget.waitingBytes()).as("Round %d", round)
			.isBetween(sum - LOOPS * this.budget.stepBytes() + 1, sum + LOOPS * this.budget.stepBytes() - 1);
	}

	@Test
	void countsWhatTheLoopsTellAndRelievesWheneverItMust() throws Exception {
		for (int round = 1; round <= ROUNDS; round++) {
			int seed = round;
			onEachLoop((index) -> {
				Random random = new Random(seed * (long) LOOPS + index);
				for (int i = 0; i < CHANGES; i++) {
					change(index, Math.max(random.nextInt(-300, 400), -this.counts[index]));
				}
			});
			assertSum(round);
			onEachLoop((index) -> {
				while (this.counts[index] > 0) {
					change(index, -Math.min(this.counts[index], 150));
				}
			});
			assertSum(round);
			// Once it is below the limit, the next time above it is told again.
			change(0, 1);
			change(0, (int) this.budget.stepBytes());
			int before = this.reliefs.get();
			for (int bytes = 0; bytes < LIMIT + LOOPS * this.budget.stepBytes(); bytes += 50) {
				change(0, 50);
			}
			assertThat(this.reliefs.get()).as("Reliefs in round %d", round).isGreaterThan(before);
			assertThat(this.mostRelieving).as("At once").hasValue(1);
			while (this.counts[0] > 0) {
				change(0, -Math.min(this.counts[0], 50));
			}
		}
	}

	/**
	 * Runs on a thread that stands for a loop.
	 */
	private interface LoopTask {

		void run(int loop) throws Exception;

	}

}
