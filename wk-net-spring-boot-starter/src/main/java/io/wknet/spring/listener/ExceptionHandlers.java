package io.wknet.spring.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.Dispatch;
import io.wknet.log.Printable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All exception handlers. The closest exception type wins, then the handler for the more
 * special frame.
 */
final class ExceptionHandlers {

	private static final Logger logger = LoggerFactory.getLogger(ExceptionHandlers.class);

	private final List<ExceptionHandler> handlers = new ArrayList<>();

	private final Executor workers;

	ExceptionHandlers(Executor workers) {
		this.workers = workers;
	}

	void add(ExceptionHandler handler) {
		for (ExceptionHandler other : this.handlers) {
			if (other.isSameAs(handler)) {
				throw handler.method()
					.name()
					.invalid("handles " + handler.exception().getName() + ", and so does " + other.method().name(),
							"Keep one of them, or give them different exception or frame types.");
			}
		}
		this.handlers.add(handler);
	}

	boolean isEmpty() {
		return this.handlers.isEmpty();
	}

	/**
	 * Let a handler answer.
	 * @param failed the method that failed
	 * @param error what it threw
	 * @param onWorker whether the current thread may block
	 * @return completes when the handler has ended
	 * @throws Exception the error, if nobody handles it, or that of the handler
	 */
	CompletionStage<?> handle(ListenerMethod failed, Throwable error, boolean onWorker, WkConnection connection,
			@Nullable ClientFrame frame, @Nullable Object subject) throws Exception {
		ExceptionHandler handler = find(error, connection, frame);
		if (handler == null) {
			throw Failures.asException(error);
		}
		logger.debug("[{}] {} failed; {} answers", connection.id(), failed.name(), handler.method().name(),
				Printable.failure(error, ""));
		if (onWorker || handler.method().dispatch() == Dispatch.EVENT_LOOP) {
			return call(handler, error, connection, frame, subject);
		}
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		this.workers.execute(() -> {
			try {
				call(handler, error, connection, frame, subject).whenComplete((value, ex) -> complete(result, ex));
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		return result;
	}

	private static void complete(CompletableFuture<@Nullable Object> result, @Nullable Throwable error) {
		if (error != null) {
			result.completeExceptionally(Failures.unwrap(error));
		}
		else {
			result.complete(null);
		}
	}

	private static CompletionStage<?> call(ExceptionHandler handler, Throwable error, WkConnection connection,
			@Nullable ClientFrame frame, @Nullable Object subject) throws Exception {
		try {
			return handler.method().call(connection, frame, subject, error);
		}
		catch (Throwable ex) {
			Throwable failure = Failures.unwrap(ex);
			if (failure != error) {
				failure.addSuppressed(error);
			}
			throw Failures.asException(failure);
		}
	}

	private @Nullable ExceptionHandler find(Throwable error, WkConnection connection, @Nullable ClientFrame frame) {
		ExceptionHandler best = null;
		for (ExceptionHandler handler : this.handlers) {
			if (handler.accepts(error, connection, frame) && (best == null || handler.isCloserThan(best, error))) {
				best = handler;
			}
		}
		return best;
	}

}
