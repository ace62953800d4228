package io.wknet.transport;

import java.util.concurrent.atomic.AtomicInteger;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Several event loops tell one {@link OutboundBudget} what waits, with many ways in which
 * they can interleave: the sum is right, one of them at a time relieves, and whenever the
 * sum goes over the limit after it was below, somebody does.
 * <p>
 * This finds a sum that is read and then set, a relief without a guard, and a relief or
 * its threshold that is never over. As small as a build's programs are, it does not find
 * a guard that is checked and then set.
 * <p>
 * A build checks few programs. The system properties {@code wk.models.programs} and
 * {@code wk.models.interleavings} make it more.
 */
@Timeout(300)
class OutboundBudgetModelTests {

	private static final int PROGRAMS = Integer.getInteger("wk.models.programs", 8);

	private static final int INTERLEAVINGS = Integer.getInteger("wk.models.interleavings", 150);

	@Test
	void sumsUpAndRelievesOneAtATime() {
		new ModelCheckingOptions().iterations(PROGRAMS)
			.invocationsPerIteration(INTERLEAVINGS)
			.threads(2)
			.actorsBefore(0)
			.actorsPerThread(2)
			.actorsAfter(0)
			.check(Loops.class);
	}

	/**
	 * What loops tell. One or two changes reach the limit.
	 */
	@Param(name = "bytes", gen = IntGen.class, conf = "100:400")
	public static final class Loops {

		private static final int LIMIT = 320;

		private final Relief relief = new Relief();

		private final OutboundBudget budget = new OutboundBudget(LIMIT, this.relief);

		private final AtomicInteger sum = new AtomicInteger();

		private final AtomicInteger exhausted = new AtomicInteger();

		@Operation
		public void more(@Param(name = "bytes") int bytes) {
			this.budget.changed(bytes);
			this.sum.addAndGet(bytes);
		}

		@Operation
		public void less(@Param(name = "bytes") int bytes) {
			this.budget.changed(-bytes);
			this.sum.addAndGet(-bytes);
		}

		@Operation
		public void exhaust() {
			this.exhausted.incrementAndGet();
			this.budget.exhausted();
		}

		@Validate
		public void check() {
			check(this.budget.waitingBytes() == this.sum.get(),
					this.budget.waitingBytes() + " bytes in place of " + this.sum);
			check(!this.relief.overlapped, "Two relieved at once");
			// Once it is below the limit, the next time above it is told again.
			this.budget.changed(-this.sum.get());
			this.budget.changed(0);
			int before = this.relief.count.get();
			this.budget.changed(LIMIT);
			check(this.relief.count.get() == before, "Relieved at the limit");
			this.budget.changed(1);
			check(this.relief.count.get() == before + 1, "Not relieved above the limit");
		}

		private static void check(boolean right, String what) {
			if (!right) {
				throw new IllegalStateException(what);
			}
		}

	}

	/**
	 * Closes nobody.
	 */
	private static final class Relief implements OutboundBudget.Reliever {

		private final AtomicInteger count = new AtomicInteger();

		private final AtomicInteger relieving = new AtomicInteger();

		private volatile boolean overlapped;

		@Override
		public void relieve(long maxBytes) {
			this.count.incrementAndGet();
			this.overlapped |= this.relieving.incrementAndGet() != 1;
			this.relieving.decrementAndGet();
		}

	}

}
