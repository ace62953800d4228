package io.wknet.spring.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulConnection;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis, made when it is needed, and made anew after the first call
 * that is not answered in time: who waits for a network to find out that it is cut waits
 * for minutes. After a connection could not be made, calls fail at once for a moment.
 *
 * @param <C> the kind of connection
 */
final class RedisLink<C extends StatefulConnection<?, ?>> {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

	private static final List<String> NOT_READY = List.of("READONLY", "LOADING", "MASTERDOWN", "NOAUTH");

	private final String address;

	private final Duration timeout;

	private final Supplier<? extends CompletionStage<C>> connect;

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable CompletableFuture<C> connection;

	private @Nullable Throwable failure;

	private long failedNanos;

	private boolean closed;

	RedisLink(String address, Duration timeout, Supplier<? extends CompletionStage<C>> connect) {
		this.address = address;
		this.timeout = timeout;
		this.connect = connect;
	}

	/**
	 * Call Redis.
	 * @return the answer; fails with {@link RedisAwayException} within about the timeout,
	 * or twice that if it has to connect first
	 */
	<T> CompletableFuture<T> call(String what, Function<C, ? extends CompletionStage<T>> command) {
		CompletableFuture<C> current = connection();
		CompletableFuture<T> answer = new CompletableFuture<>();
		current.thenCompose((open) -> command.apply(open).toCompletableFuture()).whenComplete((result, thrown) -> {
			if (thrown == null) {
				answer.complete(result);
				return;
			}
			Throwable cause = cause(thrown);
			if (!isAnswer(cause)) {
				drop(current);
			}
			answer.completeExceptionally((cause instanceof RedisAwayException) ? cause
					: new RedisAwayException("Redis at " + this.address + " did not " + what + " within "
							+ this.timeout.toMillis() + " ms: " + message(cause), cause));
		});
		return answer;
	}

	/**
	 * Whether Redis has answered, and will answer the next call on this connection in
	 * another way. A Redis that is no master any more, or loads its data, will not.
	 */
	private static boolean isAnswer(Throwable cause) {
		String message = cause.getMessage();
		return cause instanceof RedisCommandExecutionException
				&& (message == null || NOT_READY.stream().noneMatch(message::startsWith));
	}

	private static Throwable cause(Throwable thrown) {
		Throwable cause = thrown;
		while (cause instanceof CompletionException && cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

	private static String message(Throwable cause) {
		Throwable root = cause;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return root.getClass().getSimpleName() + ": " + root.getMessage();
	}

	CompletableFuture<C> connection() {
		CompletableFuture<C> made = new CompletableFuture<>();
		this.lock.lock();
		try {
			if (this.connection != null) {
				return this.connection;
			}
			if (this.closed) {
				return CompletableFuture.failedFuture(new IllegalStateException("The connection to Redis is closed"));
			}
			if (this.failure != null && System.nanoTime() - this.failedNanos < PAUSE) {
				return CompletableFuture.failedFuture(this.failure);
			}
			this.connection = made;
		}
		finally {
			this.lock.unlock();
		}
		connect(made);
		return made;
	}

	private void connect(CompletableFuture<C> made) {
		CompletionStage<C> attempt;
		try {
			attempt = this.connect.get();
		}
		catch (RuntimeException ex) {
			attempt = CompletableFuture.failedFuture(ex);
		}
		attempt.toCompletableFuture()
			.orTimeout(this.timeout.toMillis() * 2, TimeUnit.MILLISECONDS)
			.whenComplete((open, thrown) -> {
				if (thrown != null) {
					failed(made, cause(thrown));
				}
				else if (!made.complete(open)) {
					open.closeAsync();
				}
			});
	}

	private void failed(CompletableFuture<C> made, Throwable cause) {
		this.lock.lock();
		try {
			if (this.connection == made) {
				this.connection = null;
			}
			this.failure = cause;
			this.failedNanos = System.nanoTime();
		}
		finally {
			this.lock.unlock();
		}
		made.completeExceptionally(cause);
	}

	/**
	 * Use a connection no more. Whoever is the first to say so closes it.
	 */
	void drop(CompletableFuture<C> dropped) {
		boolean first;
		this.lock.lock();
		try {
			first = this.connection == dropped;
			if (first) {
				this.connection = null;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (first && !dropped.cancel(false)) {
			dropped.thenAccept(StatefulConnection::closeAsync);
		}
	}

	/**
	 * Close for good.
	 */
	CompletionStage<Void> close() {
		this.lock.lock();
		try {
			this.closed = true;
		}
		finally {
			this.lock.unlock();
		}
		return disconnect();
	}

	/**
	 * Close the connection until it is needed again.
	 */
	CompletionStage<Void> disconnect() {
		CompletableFuture<C> last;
		this.lock.lock();
		try {
			last = this.connection;
			this.connection = null;
		}
		finally {
			this.lock.unlock();
		}
		if (last == null || last.cancel(false) || last.isCompletedExceptionally()) {
			return CompletableFuture.completedStage(null);
		}
		return last.thenCompose(StatefulConnection::closeAsync);
	}

}
