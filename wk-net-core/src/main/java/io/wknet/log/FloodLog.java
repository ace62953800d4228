package io.wknet.log;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

/**
 * Logs what a peer can cause: of each kind one line in 3 seconds, with the number of
 * those that were left out, because whoever floods a server must not fill its log. The
 * number is told by the next line of the kind or, if none comes, when the 3 seconds are
 * over. What was left out is logged at DEBUG, each with a line of its own but without a
 * stack trace.
 * <p>
 * Kinds are told apart by the logger and an object that the caller chooses from a few,
 * such as the reason of a close: never by what a peer sent. There may be 256 of them; all
 * others are one kind. May be called from any thread, and never waits for another one.
 *
 * @since 0.1.0
 */
public final class FloodLog {

	/**
	 * The time in which there is one line of a kind.
	 */
	public static final Duration PERIOD = Duration.ofSeconds(3);

	static final int MAX_KINDS = 256;

	private static final long PERIOD_NANOS = PERIOD.toNanos();

	private static final String ALL_OTHERS = "all others";

	private final LongSupplier clock;

	private final Executor afterPeriod;

	private final ConcurrentMap<Object, Kind> kinds = new ConcurrentHashMap<>();

	private final AtomicBoolean tellsLater = new AtomicBoolean();

	/**
	 * Create a log with no lines so far.
	 */
	public FloodLog() {
		this(System::nanoTime, CompletableFuture.delayedExecutor(PERIOD_NANOS, TimeUnit.NANOSECONDS));
	}

	/**
	 * Create a log with a clock of its own.
	 * @param clock a monotonic clock, in nanoseconds
	 * @param afterPeriod runs what it is given when {@link #PERIOD} is over
	 */
	FloodLog(LongSupplier clock, Executor afterPeriod) {
		this.clock = clock;
		this.afterPeriod = afterPeriod;
	}

	/**
	 * Log a line, unless there was one of its kind lately.
	 * @param logger where
	 * @param level how
	 * @param kind what it is like, by {@code equals}; one of few
	 * @param message the line, with {@code {}} for each argument
	 * @param arguments the arguments; those that came from outside must be
	 * {@linkplain Printable printable}
	 */
	public void log(Logger logger, Level level, Object kind, String message, @Nullable Object... arguments) {
		if (logger.isEnabledForLevel(level)) {
			Kind known = kind(logger, level, kind);
			if (known.beginPeriod(this.clock.getAsLong())) {
				known.log(line(message, arguments), null);
			}
			else {
				logger.debug(message, arguments);
				leaveOut(known);
			}
		}
	}

	/**
	 * Log a failure as an error, with its stack trace, unless there was one of its kind
	 * lately. Failures are of one kind if they are of one class and come from the same
	 * method. Their messages are made {@linkplain Printable#failure printable}.
	 * @param logger where
	 * @param failure the failure
	 * @param message what failed, with {@code {}} for each argument
	 * @param arguments the arguments; those that came from outside must be
	 * {@linkplain Printable printable}
	 */
	public void failed(Logger logger, Throwable failure, String message, @Nullable Object... arguments) {
		failedWith(logger, failure, "", message, arguments);
	}

	/**
	 * Log a failure whose messages may hold a secret.
	 * @param logger where
	 * @param failure the failure
	 * @param secret what must not be told; empty for nothing
	 * @param message what failed, with {@code {}} for each argument
	 * @param arguments the arguments; those that came from outside must be
	 * {@linkplain Printable printable}
	 */
	public void failedWith(Logger logger, Throwable failure, String secret, String message,
			@Nullable Object... arguments) {
		if (logger.isErrorEnabled()) {
			Kind known = kind(logger, Level.ERROR, kindOf(failure));
			if (known.beginPeriod(this.clock.getAsLong())) {
				known.log(line(message, arguments), Printable.failure(failure, secret));
			}
			else {
				if (logger.isDebugEnabled()) {
					logger.debug("{}: {}", line(message, arguments), Printable.message(failure.toString(), secret));
				}
				leaveOut(known);
			}
		}
	}

	private static String line(String message, @Nullable Object[] arguments) {
		return MessageFormatter.basicArrayFormat(message, arguments);
	}

	private static Object kindOf(Throwable failure) {
		StackTraceElement[] trace = failure.getStackTrace();
		String from = (trace.length != 0) ? trace[0].getClassName() + "." + trace[0].getMethodName() : "";
		return List.of(failure.getClass().getName(), from);
	}

	private Kind kind(Logger logger, Level level, Object kind) {
		List<Object> key = List.of(logger.getName(), level, kind);
		Kind known = this.kinds.get(key);
		if (known != null) {
			return known;
		}
		Object bounded = (this.kinds.size() < MAX_KINDS) ? key : ALL_OTHERS;
		return this.kinds.computeIfAbsent(bounded, (any) -> new Kind(logger, level, this.clock.getAsLong()));
	}

	private void leaveOut(Kind kind) {
		kind.leftOut.incrementAndGet();
		tellLater();
	}

	private void tellLater() {
		if (this.tellsLater.compareAndSet(false, true)) {
			try {
				this.afterPeriod.execute(this::tellWhatIsDue);
			}
			catch (RejectedExecutionException ex) {
				this.tellsLater.set(false);
			}
		}
	}

	private void tellWhatIsDue() {
		// First, so that what is left out from here on asks again.
		this.tellsLater.set(false);
		long now = this.clock.getAsLong();
		boolean more = false;
		for (Kind kind : this.kinds.values()) {
			if (kind.leftOut.get() != 0) {
				if (kind.beginPeriod(now)) {
					kind.tell();
				}
				else {
					more = true;
				}
			}
		}
		if (more) {
			tellLater();
		}
	}

	/**
	 * Tell how many lines were left out and not told so far, without waiting for the end
	 * of the 3 seconds.
	 */
	public void tell() {
		this.kinds.values().forEach(Kind::tell);
	}

	/**
	 * What is known of the lines of one kind.
	 */
	private static final class Kind {

		private final Logger logger;

		private final Level level;

		private final AtomicLong begun;

		private final AtomicLong leftOut = new AtomicLong();

		/**
		 * The last line that was logged.
		 */
		private volatile String sample = "";

		Kind(Logger logger, Level level, long now) {
			this.logger = logger;
			this.level = level;
			this.begun = new AtomicLong(now - PERIOD_NANOS);
		}

		/**
		 * Begin a period if the last one is over.
		 * @return {@code false} if it is not, or another thread was quicker
		 */
		boolean beginPeriod(long now) {
			long last = this.begun.get();
			return now - last >= PERIOD_NANOS && this.begun.compareAndSet(last, now);
		}

		void log(String line, @Nullable Throwable failure) {
			this.sample = line;
			long others = this.leftOut.getAndSet(0);
			this.logger.atLevel(this.level)
				.setCause(failure)
				.log((others != 0) ? line + " (and " + describe(others) + ")" : line);
		}

		void tell() {
			long others = this.leftOut.getAndSet(0);
			if (others != 0) {
				this.logger.atLevel(this.level).log("... and " + describe(others) + ": " + this.sample);
			}
		}

		private static String describe(long others) {
			return String.format(Locale.ROOT, "%,d more like this in the last %d s", others, PERIOD.toSeconds());
		}

	}

}
