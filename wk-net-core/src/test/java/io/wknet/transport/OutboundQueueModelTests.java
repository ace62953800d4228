package io.wknet.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.wknet.frame.Frame;
import io.wknet.frame.RecvackFrame;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Several threads leave frames in an {@link OutboundQueue} while its loop takes them,
 * closes or ends, with many ways in which they can interleave: each frame is taken once
 * and in order or refused once, the loop looks whenever somebody waits for it, and
 * nothing stays counted.
 * <p>
 * This finds a push or a take that loses a frame, one that nobody looks at because it
 * came just behind a close or while the loop looked, and bytes that are not given back.
 * As small as a build's programs are, it does not find what takes two switches at the
 * right places: two who both give the loop a task, or a close that looks too early.
 * <p>
 * A build checks few programs. The system properties {@code wk.models.programs} and
 * {@code wk.models.interleavings} make it more.
 */
@Timeout(300)
class OutboundQueueModelTests {

	private static final int PROGRAMS = Integer.getInteger("wk.models.programs", 8);

	private static final int INTERLEAVINGS = Integer.getInteger("wk.models.interleavings", 100);

	private static final int FRAME_BYTES = 10;

	private static ModelCheckingOptions programs() {
		return new ModelCheckingOptions().iterations(PROGRAMS)
			.invocationsPerIteration(INTERLEAVINGS)
			.threads(2)
			.actorsBefore(1)
			.actorsPerThread(2)
			.actorsAfter(0)
			.addGuarantee(
					ManagedStrategyGuaranteeKt.forClasses(CompletableFuture.class.getName()).allMethods().ignore());
	}

	@Test
	void givesTheLoopAllFramesInOrder() {
		programs().sequentialSpecification(InLine.class).check(Taking.class);
	}

	@Test
	void settlesEveryFrame() {
		programs().verifier(EpsilonVerifier.class).check(Settling.class);
	}

	/**
	 * Frames are left and taken, and there is room for all of them.
	 */
	public static final class Taking {

		private final ModelQueue queue = new ModelQueue(Integer.MAX_VALUE);

		@Operation
		public void write(@Param(gen = ThreadIdGen.class) int thread) {
			this.queue.write(thread);
		}

		@Operation(nonParallelGroup = "loop")
		public List<Long> take() {
			this.queue.takeQueued();
			List<Long> taken = List.copyOf(this.queue.taken);
			this.queue.taken.clear();
			return taken;
		}

	}

	/**
	 * What {@link Taking} comes to on one thread.
	 */
	public static final class InLine {

		private final List<Long> line = new ArrayList<>();

		public void write(int thread) {
			this.line.add((long) thread);
		}

		public List<Long> take() {
			List<Long> taken = List.copyOf(this.line);
			this.line.clear();
			return taken;
		}

	}

	/**
	 * Frames are left for a loop with little room, which looks when it is told to, and
	 * may close or end.
	 */
	public static final class Settling {

		private static final int ROOM = 2;

		private static final int MAX_FRAMES = 20;

		private final ModelQueue queue = new ModelQueue(ROOM * FRAME_BYTES);

		private final AtomicInteger frames = new AtomicInteger();

		/**
		 * What is not written but sent, by its number.
		 */
		private final AtomicReferenceArray<@Nullable SendResult> results = new AtomicReferenceArray<>(MAX_FRAMES);

		@Operation
		public void send() {
			int frame = this.frames.incrementAndGet();
			SendResult result = new SendResult();
			this.results.set(frame, result);
			this.queue.send(frame, result);
		}

		@Operation
		public void write() {
			this.queue.write(this.frames.incrementAndGet());
		}

		@Operation(nonParallelGroup = "loop")
		public void turn() {
			this.queue.turn();
		}

		@Operation(nonParallelGroup = "loop", runOnce = true)
		public void close() {
			this.queue.end();
		}

		/**
		 * A loop does what it was told before it ends.
		 */
		@Operation(nonParallelGroup = "loop", runOnce = true)
		public void endLoop() {
			while (!this.queue.endLoop()) {
				this.queue.turn();
			}
		}

		@Validate
		public void check() {
			boolean looked = true;
			while (looked) {
				looked = this.queue.turn();
			}
			for (int frame = 1; frame <= this.frames.get(); frame++) {
				SendResult result = this.results.get(frame);
				boolean taken = this.queue.taken.contains((long) frame);
				check(result == null || taken != result.isCompletedExceptionally(),
						"Frame " + frame + " has no end, or two");
			}
			if (!this.queue.isClosed()) {
				// Nobody waits for what is only written.
				this.queue.schedule();
				this.queue.turn();
			}
			if (!this.queue.isClosed()) {
				check(this.queue.taken.size() + this.queue.refused.get() == this.frames.get(), "A frame is lost");
			}
			check(this.queue.pendingBytes() == 0, this.queue.pendingBytes() + " bytes are left");
			check(this.queue.taken.size() == Set.copyOf(this.queue.taken).size(), "A frame came twice");
			check(!this.queue.toldTwice, "The loop was told twice");
		}

		private static void check(boolean right, String what) {
			if (!right) {
				throw new IllegalStateException(what);
			}
		}

	}

	/**
	 * A queue whose loop is a number of tasks, all of them the queue's.
	 */
	private static final class ModelQueue extends OutboundQueue {

		private static final int ENDED = -1;

		private final int room;

		private final AtomicInteger tasks = new AtomicInteger();

		private final List<Long> taken = new ArrayList<>();

		private final AtomicInteger refused = new AtomicInteger();

		private volatile boolean toldTwice;

		private ModelQueue(int room) {
			this.room = room;
		}

		private static Frame frame(int id) {
			return new RecvackFrame(0, id, 0);
		}

		private void write(int id) {
			enqueue(frame(id), null, null);
		}

		private void send(int id, SendResult result) {
			enqueue(frame(id), result, null);
		}

		/**
		 * Do one task.
		 * @return {@code false} if there is none
		 */
		private boolean turn() {
			if (this.tasks.get() <= 0) {
				return false;
			}
			this.tasks.decrementAndGet();
			run();
			return true;
		}

		/**
		 * Accept no more tasks.
		 * @return {@code false} if there is one left
		 */
		private boolean endLoop() {
			return this.tasks.compareAndSet(0, ENDED) || this.tasks.get() == ENDED;
		}

		@Override
		void tellLoop() {
			int before = this.tasks.getAndUpdate((count) -> (count != ENDED) ? count + 1 : count);
			if (before == ENDED) {
				throw new RejectedExecutionException();
			}
			this.toldTwice |= before != 0;
		}

		@Override
		void take(QueuedFrame link) {
			this.taken.add(((RecvackFrame) link.frame).messageId());
		}

		@Override
		void flush() {
		}

		@Override
		int encodedBytes(Frame frame) {
			return FRAME_BYTES;
		}

		@Override
		long takenBytes() {
			return 0;
		}

		@Override
		int maxPendingBytes() {
			return this.room;
		}

		@Override
		void overflowed() {
			this.refused.incrementAndGet();
		}

		@Override
		RuntimeException closeCause() {
			return new IllegalStateException("closed");
		}

	}

}
