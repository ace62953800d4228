package io.wknet.bench.soak;

import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * What another thread wants of the one thread that has all clients, which looks at it in
 * each of its turns.
 */
final class Turns {

	private final Selector selector;

	private final Queue<Runnable> actions = new ConcurrentLinkedQueue<>();

	/**
	 * Of the one thread.
	 */
	private final List<Wait> waits = new ArrayList<>();

	Turns(Selector selector) {
		this.selector = selector;
	}

	/**
	 * Have something done on the one thread, and wait until it is.
	 */
	void run(Runnable action) throws InterruptedException, ExecutionException {
		FutureTask<Boolean> task = new FutureTask<>(action, true);
		this.actions.add(task);
		this.selector.wakeup();
		task.get();
	}

	/**
	 * Wait until the one thread finds that something holds, or the time is over.
	 */
	void await(Duration atMost, BooleanSupplier condition) throws InterruptedException, ExecutionException {
		Wait wait = new Wait(condition, new CompletableFuture<>());
		run(() -> this.waits.add(wait));
		try {
			wait.met.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			// The figures will tell how far it has come.
			wait.met.cancel(false);
		}
	}

	/**
	 * A turn of the one thread.
	 */
	void take() {
		for (Runnable action = this.actions.poll(); action != null; action = this.actions.poll()) {
			action.run();
		}
		this.waits.removeIf(Wait::isOver);
	}

	/**
	 * Something that shall hold.
	 */
	private record Wait(BooleanSupplier condition, CompletableFuture<Boolean> met) {

		boolean isOver() {
			if (!this.met.isDone() && this.condition.getAsBoolean()) {
				this.met.complete(true);
			}
			return this.met.isDone();
		}

	}

}
