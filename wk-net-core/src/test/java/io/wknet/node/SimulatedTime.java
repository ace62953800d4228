package io.wknet.node;

import java.util.PriorityQueue;

/**
 * Time that passes when a test says so: what is scheduled runs in its order, on the
 * thread of the test.
 */
final class SimulatedTime {

	static final long MILLI = 1_000_000;

	private final PriorityQueue<Event> events = new PriorityQueue<>();

	private long now = 1_000_000 * MILLI;

	private long scheduled;

	long nanoTime() {
		return this.now;
	}

	/**
	 * Run a task later; at the same time, in the order in which tasks were given.
	 */
	void schedule(long delayNanos, Runnable task) {
		this.events.add(new Event(this.now + Math.max(0, delayNanos), this.scheduled++, task));
	}

	void pass(long nanos) {
		long end = this.now + nanos;
		while (!this.events.isEmpty() && this.events.element().time <= end) {
			Event event = this.events.remove();
			this.now = event.time;
			event.task.run();
		}
		this.now = end;
	}

	/**
	 * Something that is to happen.
	 */
	private record Event(long time, long order, Runnable task) implements Comparable<Event> {

		@Override
		public int compareTo(Event other) {
			int byTime = Long.compare(this.time, other.time);
			return (byTime != 0) ? byTime : Long.compare(this.order, other.order);
		}

	}

}
