package io.wknet.log;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * What came from outside, made fit for a log, an exception message or an answer: one
 * line, not too long, and nothing in it that a terminal or a log viewer obeys. May be
 * called from any thread.
 *
 * @since 0.1.0
 */
public final class Printable {

	private static final HexFormat HEX = HexFormat.of();

	private static final int MAX_LENGTH = 200;

	private static final int MAX_MESSAGE_LENGTH = 2_000;

	/**
	 * Below that a text is no secret, and taking it out of others leaves nothing of them.
	 */
	private static final int MIN_SECRET_LENGTH = 4;

	private Printable() {
	}

	/**
	 * A text that a peer sent: ASCII, at most 200 characters of it. All else is written
	 * as <code>&#92;u000a</code>.
	 * @param text the text
	 * @return the same, escaped and cut; empty for {@code null}
	 */
	public static String of(@Nullable CharSequence text) {
		return (text != null) ? escape(text, MAX_LENGTH, false) : "";
	}

	/**
	 * What went wrong while something that a peer sent was read.
	 * @param failure the failure
	 * @return the message of its cause or, without one, of itself, escaped and cut
	 */
	public static String of(Throwable failure) {
		Throwable cause = failure.getCause();
		return of(((cause != null) ? cause : failure).getMessage());
	}

	/**
	 * The message of a failure in the application, which may quote what a peer sent:
	 * letters of any script stay as they are, control characters, separators of lines,
	 * marks that change the direction of writing and halves of surrogate pairs do not. At
	 * most 2,000 characters.
	 * @param message the message
	 * @param secret what must not be told, at least 4 characters long; empty for nothing
	 * @return the same, escaped and cut, with {@code ***} in place of the secret; empty
	 * for {@code null}
	 */
	public static String message(@Nullable String message, String secret) {
		return (message != null) ? escape(without(message, secret), MAX_MESSAGE_LENGTH, true) : "";
	}

	/**
	 * A failure whose stack trace may be logged.
	 * @param failure the failure
	 * @param secret what must not be told; empty for nothing
	 * @return the failure itself if every message in it is fit, or one that has its stack
	 * trace, its causes and what was suppressed, with fit messages
	 */
	public static Throwable failure(Throwable failure, String secret) {
		return PrintableFailure.isFit(failure, secret) ? failure : new PrintableFailure(failure, secret);
	}

	private static String without(String text, String secret) {
		if (secret.length() < MIN_SECRET_LENGTH) {
			return text;
		}
		return text.replace(secret, "***").replace(URLEncoder.encode(secret, StandardCharsets.UTF_8), "***");
	}

	private static String escape(CharSequence text, int max, boolean anyScript) {
		StringBuilder result = new StringBuilder(Math.min(text.length(), max));
		int at = 0;
		while (at < text.length()) {
			if (at >= max) {
				return result.append("... (").append(text.length()).append(" characters)").toString();
			}
			int next = Character.codePointAt(text, at);
			if ((next >= ' ' && next <= '~') || (anyScript && isPlain(next))) {
				result.appendCodePoint(next);
			}
			else {
				for (char unit : Character.toChars(next)) {
					result.append("\\u").append(HEX.toHexDigits(unit));
				}
			}
			at += Character.charCount(next);
		}
		return result.toString();
	}

	private static boolean isPlain(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR ->
				false;
			default -> true;
		};
	}

}
