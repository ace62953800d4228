package io.wknet.timer;

import org.jspecify.annotations.Nullable;

/**
 * Something that is due at some time, and an entry of a {@link TimingWheel}. It belongs
 * to one wheel and is used by that wheel's event loop alone.
 *
 * @since 0.1.0
 */
public abstract class Deadline {

	@Nullable Deadline previous;

	@Nullable Deadline next;

	long tick;

	/**
	 * The time has come. The deadline is off the wheel and may be scheduled again.
	 * @param nanoTime the wheel's time, in nanoseconds
	 */
	protected abstract void expired(long nanoTime);

	/**
	 * Whether the deadline is on its wheel.
	 * @return {@code true} from scheduling until it expires or is cancelled
	 */
	public final boolean isScheduled() {
		return this.next != null;
	}

	final void insertBefore(Deadline head) {
		Deadline last = head.previous;
		assert last != null;
		this.previous = last;
		this.next = head;
		last.next = this;
		head.previous = this;
	}

	final void unlink() {
		Deadline before = this.previous;
		Deadline after = this.next;
		assert before != null && after != null;
		before.next = after;
		after.previous = before;
		this.previous = null;
		this.next = null;
	}

	/**
	 * The ends of a circular list.
	 */
	static final class Head extends Deadline {

		Head() {
			this.previous = this;
			this.next = this;
		}

		boolean isEmpty() {
			return this.next == this;
		}

		@Override
		protected void expired(long nanoTime) {
			throw new IllegalStateException("The head of a list does not expire");
		}

	}

}
