package io.wknet.transport;

import org.jspecify.annotations.Nullable;

/**
 * What a peer sent, made fit for a log: one line of ASCII, not too long.
 */
final class Printable {

	private static final int MAX_LENGTH = 200;

	private Printable() {
	}

	static String of(Throwable failure) {
		Throwable cause = failure.getCause();
		return of(((cause != null) ? cause : failure).getMessage());
	}

	static String of(@Nullable CharSequence text) {
		if (text == null) {
			return "";
		}
		StringBuilder result = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
		for (int i = 0; i < text.length(); i++) {
			if (i == MAX_LENGTH) {
				return result.append("... (").append(text.length()).append(" characters)").toString();
			}
			char next = text.charAt(i);
			if (next >= ' ' && next <= '~') {
				result.append(next);
			}
			else {
				result.append(String.format("\\u%04x", (int) next));
			}
		}
		return result.toString();
	}

}
