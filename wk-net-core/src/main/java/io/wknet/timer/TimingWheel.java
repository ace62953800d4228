package io.wknet.timer;

import io.wknet.log.FloodLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hashed timing wheel: deadlines hang in the slots of a ring, and each tick looks at
 * one slot. Scheduling, moving and cancelling take constant time and allocate nothing; a
 * deadline further away than one turn stays in its slot and is passed over until its turn
 * comes. Nothing expires early, and nothing later than one tick after its deadline plus
 * the time by which {@link #advance} is late. A deadline that fails is logged, and does
 * not keep the others from expiring.
 * <p>
 * Not thread-safe: a wheel belongs to one event loop.
 *
 * @since 0.1.0
 */
public final class TimingWheel {

	private static final Logger logger = LoggerFactory.getLogger(TimingWheel.class);

	private static final FloodLog floodLog = new FloodLog();

	private final long tickNanos;

	private final int mask;

	private final Deadline.Head[] slots;

	private final Deadline.Head due = new Deadline.Head();

	private final long origin;

	private long lastTick;

	private int size;

	/**
	 * Create an empty wheel.
	 * @param settings its size
	 * @param nanoTime the current time, in nanoseconds
	 */
	public TimingWheel(WheelSettings settings, long nanoTime) {
		this.tickNanos = settings.tick().toNanos();
		this.mask = settings.slots() - 1;
		this.slots = new Deadline.Head[settings.slots()];
		for (int i = 0; i < this.slots.length; i++) {
			this.slots[i] = new Deadline.Head();
		}
		this.origin = nanoTime;
	}

	/**
	 * How many deadlines are on the wheel.
	 * @return the number
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Put a deadline on the wheel, or move it.
	 * @param deadline the deadline
	 * @param at when it is due, on the clock of {@link #advance}
	 */
	public void schedule(Deadline deadline, long at) {
		if (deadline.isScheduled()) {
			deadline.unlink();
		}
		else {
			this.size++;
		}
		deadline.tick = tickOf(at);
		deadline.insertBefore(this.slots[(int) deadline.tick & this.mask]);
	}

	/**
	 * Put a deadline on the wheel, or move it if it is due later than the given time.
	 * @param deadline the deadline
	 * @param at the latest time at which it may be due, on the clock of {@link #advance}
	 */
	public void scheduleNoLaterThan(Deadline deadline, long at) {
		if (!deadline.isScheduled() || deadline.tick > tickOf(at)) {
			schedule(deadline, at);
		}
	}

	/**
	 * Take a deadline off the wheel; does nothing if it isn't there.
	 * @param deadline the deadline
	 */
	public void cancel(Deadline deadline) {
		if (deadline.isScheduled()) {
			deadline.unlink();
			this.size--;
		}
	}

	/**
	 * Turn the wheel and let expire what is due.
	 * @param nanoTime the current time, in nanoseconds
	 */
	public void advance(long nanoTime) {
		long currentTick = Math.floorDiv(nanoTime - this.origin, this.tickNanos);
		if (currentTick <= this.lastTick) {
			return;
		}
		long behind = (this.size != 0) ? Math.min(currentTick - this.lastTick, this.slots.length) : 0;
		this.lastTick = currentTick;
		for (long tick = currentTick - behind + 1; tick <= currentTick; tick++) {
			collectDue(this.slots[(int) tick & this.mask], currentTick);
		}
		while (!this.due.isEmpty()) {
			Deadline first = this.due.next;
			assert first != null;
			first.unlink();
			this.size--;
			expire(first, nanoTime);
		}
	}

	private static void expire(Deadline deadline, long nanoTime) {
		try {
			deadline.expired(nanoTime);
		}
		catch (Throwable ex) {
			floodLog.failed(logger, ex, "A deadline failed");
		}
	}

	private void collectDue(Deadline.Head slot, long currentTick) {
		@Nullable Deadline entry = slot.next;
		while (entry != null && entry != slot) {
			Deadline next = entry.next;
			if (entry.tick <= currentTick) {
				entry.unlink();
				entry.insertBefore(this.due);
			}
			entry = next;
		}
	}

	/**
	 * The first tick that is not before a time; never one that has passed already.
	 */
	private long tickOf(long at) {
		return Math.max(-Math.floorDiv(this.origin - at, this.tickNanos), this.lastTick + 1);
	}

}
