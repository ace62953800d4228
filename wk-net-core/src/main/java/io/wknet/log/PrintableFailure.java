package io.wknet.log;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * Stands in a log for a failure with a message that is not fit for one.
 */
final class PrintableFailure extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Causes of causes that are shown; a chain may be a ring.
	 */
	private static final int MAX_DEPTH = 8;

	PrintableFailure(Throwable failure, String secret) {
		this(failure, secret, 0);
	}

	private PrintableFailure(Throwable failure, String secret, int depth) {
		super(Printable.message(failure.toString(), secret), of(failure.getCause(), secret, depth + 1), true, true);
		setStackTrace(failure.getStackTrace());
		for (Throwable suppressed : failure.getSuppressed()) {
			PrintableFailure shown = of(suppressed, secret, depth + 1);
			if (shown != null) {
				addSuppressed(shown);
			}
		}
	}

	private static @Nullable PrintableFailure of(@Nullable Throwable failure, String secret, int depth) {
		return (failure != null && depth < MAX_DEPTH) ? new PrintableFailure(failure, secret, depth) : null;
	}

	static boolean isFit(Throwable failure, String secret) {
		return isFit(failure, secret, 0);
	}

	private static boolean isFit(Throwable failure, String secret, int depth) {
		if (depth == MAX_DEPTH || !isFit(failure.getMessage(), secret) || !isFit(failure.toString(), secret)) {
			return false;
		}
		for (Throwable suppressed : failure.getSuppressed()) {
			if (!isFit(suppressed, secret, depth + 1)) {
				return false;
			}
		}
		Throwable cause = failure.getCause();
		return cause == null || isFit(cause, secret, depth + 1);
	}

	private static boolean isFit(@Nullable String text, String secret) {
		return text == null || Printable.message(text, secret).equals(text);
	}

}
