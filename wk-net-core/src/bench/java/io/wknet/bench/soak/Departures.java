package io.wknet.bench.soak;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;

/**
 * How those that stay were ended: when, and what they were told; and when they come back.
 */
final class Departures {

	private static final long SECOND_NANOS = 1_000_000_000L;

	private static final int SHUTDOWN_CODE = 15;

	private static final long FIRST_PAUSE_NANOS = 250_000_000L;

	private static final long LONGEST_PAUSE_NANOS = 3_000_000_000L;

	private static final int MOST_DOUBLINGS = 4;

	private final Random random = new Random(1);

	private final Map<Integer, Long> bySecond = new TreeMap<>();

	private final PriorityQueue<Return> returns = new PriorityQueue<>(Comparator.comparingLong(Return::nanoTime));

	private long firstNanos;

	private long lastNanos;

	private long count;

	private long inOrder;

	private long toldShutdown;

	void add(HeldClient client, SoakClient.Ending ending) {
		this.lastNanos = System.nanoTime();
		if (this.count++ == 0) {
			this.firstNanos = this.lastNanos;
		}
		this.bySecond.merge((int) ((this.lastNanos - this.firstNanos) / SECOND_NANOS), 1L, Long::sum);
		if (ending == SoakClient.Ending.END_OF_STREAM) {
			this.inOrder++;
		}
		if ("SHUTDOWN".equals(client.farewell) && client.farewellCode == SHUTDOWN_CODE) {
			this.toldShutdown++;
		}
	}

	long count() {
		return this.count;
	}

	/**
	 * Try again after a pause by chance, which is longer for those that have tried often.
	 */
	void comeBack(HeldClient client) {
		long longest = Math.min(FIRST_PAUSE_NANOS << Math.min(client.attempts(), MOST_DOUBLINGS), LONGEST_PAUSE_NANOS);
		this.returns.add(new Return(System.nanoTime() + this.random.nextLong(longest), client));
	}

	List<HeldClient> returning(long now) {
		List<HeldClient> result = new ArrayList<>();
		Return first = this.returns.peek();
		while (first != null && now - first.nanoTime() >= 0) {
			result.add(this.returns.remove().client());
			first = this.returns.peek();
		}
		return result;
	}

	void addTo(Map<String, Long> figures) {
		figures.put("gone", this.count);
		figures.put("in-order", this.inOrder);
		figures.put("told-shutdown", this.toldShutdown);
		figures.put("over-millis", (this.lastNanos - this.firstNanos) / 1_000_000);
		this.bySecond.forEach((second, number) -> figures.put("second-" + second, number));
	}

	/**
	 * One that will come back.
	 */
	private record Return(long nanoTime, HeldClient client) {

	}

}
