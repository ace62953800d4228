package io.wknet.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The threads of a node, as a process that can be frozen and killed. What is due while it
 * is frozen waits until it thaws.
 */
final class SimulatedProcess implements NodeExecutor {

	private final SimulatedTime time;

	private final Random random;

	private final long nanosAhead;

	private final long microsAhead;

	private final List<Task> waiting = new ArrayList<>();

	private boolean frozen;

	private boolean dead;

	private long told;

	/**
	 * How long it has been frozen altogether.
	 */
	private long frozenNanos;

	private long frozenSince;

	/**
	 * Start a process.
	 * @param originMicros the store's clock when the time was zero
	 */
	SimulatedProcess(SimulatedTime time, Random random, long originMicros) {
		this.time = time;
		this.random = random;
		this.nanosAhead = random.nextLong() >>> 8;
		this.microsAhead = originMicros + random.nextInt(200_000) - 100_000;
	}

	boolean isFrozen() {
		return this.frozen;
	}

	boolean isDead() {
		return this.dead;
	}

	long frozenNanos() {
		return this.frozenNanos + (this.frozen ? this.time.nanoTime() - this.frozenSince : 0);
	}

	void freeze() {
		if (!this.frozen) {
			this.frozen = true;
			this.frozenSince = this.time.nanoTime();
		}
	}

	/**
	 * Go on. What has come from outside meanwhile is seen before or after the timers that
	 * have run out.
	 */
	void thaw() {
		if (!this.frozen) {
			return;
		}
		this.frozenNanos = frozenNanos();
		this.frozen = false;
		List<Task> due = new ArrayList<>(this.waiting);
		this.waiting.clear();
		boolean timersFirst = this.random.nextBoolean();
		due.stream().filter((task) -> task.timer == timersFirst).forEach(this::run);
		due.stream().filter((task) -> task.timer != timersFirst).forEach(this::run);
	}

	void kill() {
		this.dead = true;
		this.waiting.clear();
	}

	@Override
	public void execute(Runnable task) {
		later(0, task);
	}

	/**
	 * Run a task that is not a timer.
	 */
	void later(long delayNanos, Runnable task) {
		Task one = new Task(task, false);
		this.time.schedule(delayNanos, () -> run(one));
	}

	@Override
	public Runnable schedule(Duration delay, Runnable task) {
		Task timer = new Task(task, true);
		this.time.schedule(delay.toNanos(), () -> run(timer));
		return () -> timer.cancelled = true;
	}

	private void run(Task task) {
		if (this.dead || task.cancelled) {
			return;
		}
		if (this.frozen) {
			this.waiting.add(task);
		}
		else {
			task.run.run();
		}
	}

	@Override
	public void tell(Runnable task) {
		long now = this.time.nanoTime();
		this.told = Math.max(this.told, now + this.random.nextInt(5) * SimulatedTime.MILLI);
		later(this.told - now, task);
	}

	@Override
	public long nanoTime() {
		return this.time.nanoTime() + this.nanosAhead;
	}

	@Override
	public long timeMicros() {
		return this.time.nanoTime() / 1_000 + this.microsAhead;
	}

	@Override
	public void shutdown(Duration timeout) {
		throw new UnsupportedOperationException("Nobody waits in a simulation");
	}

	/**
	 * What the process has to do.
	 */
	private static final class Task {

		private final Runnable run;

		private final boolean timer;

		private boolean cancelled;

		Task(Runnable run, boolean timer) {
			this.run = run;
			this.timer = timer;
		}

	}

}
