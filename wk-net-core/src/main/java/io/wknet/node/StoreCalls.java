package io.wknet.node;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Calls a role and hears the answer on the node's thread: the answer, a failure, or that
 * there was none in time, of which exactly one comes. An answer that comes too late is
 * heard, too, by whoever wants to.
 */
final class StoreCalls {

	private static final Duration LONG = Duration.ofMinutes(10);

	private final NodeExecutor executor;

	private final Duration patience;

	/**
	 * Create the calls.
	 * @param executor the node's thread
	 * @param timeout after this time a role should have failed by itself; it gets half as
	 * much again
	 */
	StoreCalls(NodeExecutor executor, Duration timeout) {
		this.executor = executor;
		this.patience = timeout.plus(timeout.dividedBy(2));
	}

	<T> void call(Supplier<CompletionStage<T>> call, BiConsumer<@Nullable T, @Nullable Throwable> answer) {
		call(call, answer, (late) -> {
		});
	}

	<T> void call(Supplier<CompletionStage<T>> call, BiConsumer<@Nullable T, @Nullable Throwable> answer,
			Consumer<T> late) {
		call(call, this.patience, answer, late);
	}

	/**
	 * Call for something that is made of many calls of the store, each of which has its
	 * own timeout.
	 */
	<T> void callLong(Supplier<CompletionStage<T>> call, BiConsumer<@Nullable T, @Nullable Throwable> answer) {
		call(call, LONG, answer, (late) -> {
		});
	}

	private <T> void call(Supplier<CompletionStage<T>> call, Duration atMost,
			BiConsumer<@Nullable T, @Nullable Throwable> answer, Consumer<T> late) {
		Answered<T> once = new Answered<>(answer, late);
		once.cancel = this.executor.schedule(atMost,
				() -> once.failed(new TimeoutException("No answer within " + atMost.toMillis() + " ms")));
		CompletionStage<T> stage;
		try {
			stage = call.get();
		}
		catch (RuntimeException ex) {
			this.executor.execute(() -> once.failed(ex));
			return;
		}
		stage.whenComplete((result, failure) -> this.executor.execute(() -> {
			if (failure != null) {
				once.failed(cause(failure));
			}
			else {
				once.answered(result);
			}
		}));
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/**
	 * Sees to it that only the first is heard.
	 *
	 * @param <T> the kind of answer
	 */
	private static final class Answered<T> {

		private final BiConsumer<@Nullable T, @Nullable Throwable> answer;

		private final Consumer<T> late;

		private boolean over;

		private Runnable cancel = () -> {
		};

		Answered(BiConsumer<@Nullable T, @Nullable Throwable> answer, Consumer<T> late) {
			this.answer = answer;
			this.late = late;
		}

		void answered(T result) {
			if (this.over) {
				this.late.accept(result);
				return;
			}
			this.over = true;
			this.cancel.run();
			this.answer.accept(result, null);
		}

		void failed(Throwable failure) {
			if (!this.over) {
				this.over = true;
				this.cancel.run();
				this.answer.accept(null, failure);
			}
		}

	}

}
