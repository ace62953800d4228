package io.wknet.canary;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A secret by which it is found out whether secrets get into logs: tests log in with it,
 * and nothing that they print may hold it, however it is written.
 *
 * @since 0.1.0
 */
public final class Canary {

	/**
	 * The token of most tests. Nothing else looks like it.
	 */
	public static final String TOKEN = "c4nRy/Q7vX+e2LkT9pZs4WbH8mJd3";

	/**
	 * Is looked for too, so that tests can print it to see that it is found.
	 */
	static final String DECOY = "d3C0y/mE9rTq+W5uXn2BvKz8Ys6Lg";

	/**
	 * More tokens of a module's tests, one in a line.
	 */
	private static final String MORE = "/canary-tokens.txt";

	/**
	 * So many bytes of a long token in a row are found: in a dump of 16 bytes a line
	 * there is such a row, wherever the token begins.
	 */
	private static final int ROW = 12;

	private static final int WINDOW = 6;

	private final List<String> spellings;

	private Canary(List<String> spellings) {
		this.spellings = spellings;
	}

	/**
	 * What finds the tokens of this module's tests.
	 */
	static Canary create() {
		List<String> tokens = new ArrayList<>(List.of(TOKEN, DECOY));
		try (InputStream more = Canary.class.getResourceAsStream(MORE)) {
			if (more != null) {
				new String(more.readAllBytes(), StandardCharsets.US_ASCII).lines().forEach(tokens::add);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return of(tokens.toArray(String[]::new));
	}

	/**
	 * What finds some tokens, and a part of those that are long.
	 */
	static Canary of(String... tokens) {
		List<String> spellings = new ArrayList<>();
		for (String token : tokens) {
			int step = (token.length() >= ROW) ? ROW - WINDOW + 1 : token.length();
			int size = (token.length() >= ROW) ? WINDOW : token.length();
			for (int from = 0; from + size <= token.length(); from += step) {
				addSpellings(token.substring(from, from + size), spellings);
			}
			addBase64(token, spellings);
			spellings.add(URLEncoder.encode(token, StandardCharsets.UTF_8));
		}
		return new Canary(List.copyOf(spellings));
	}

	private static void addSpellings(String part, List<String> spellings) {
		byte[] bytes = part.getBytes(StandardCharsets.US_ASCII);
		spellings.add(part);
		for (String delimiter : List.of("", " ", ":")) {
			String hex = HexFormat.ofDelimiter(delimiter).formatHex(bytes);
			spellings.add(hex);
			spellings.add(hex.toUpperCase(Locale.ROOT));
		}
		String numbers = Arrays.toString(bytes);
		spellings.add(numbers.substring(1, numbers.length() - 1));
	}

	/**
	 * What a token looks like behind any other bytes, without the characters that depend
	 * on what is around it.
	 */
	private static void addBase64(String token, List<String> spellings) {
		for (int before = 0; before < 3; before++) {
			byte[] bytes = ("\0".repeat(before) + token).getBytes(StandardCharsets.US_ASCII);
			String whole = Base64.getEncoder().withoutPadding().encodeToString(bytes);
			String certain = whole.substring(4, Math.min(bytes.length / 3 * 4, 2 * ROW));
			spellings.add(certain);
			spellings.add(certain.replace('+', '-').replace('/', '_'));
		}
	}

	/**
	 * Whether a text holds one of the tokens.
	 */
	boolean isIn(String text) {
		for (String spelling : this.spellings) {
			if (text.contains(spelling)) {
				return true;
			}
		}
		return false;
	}

}
