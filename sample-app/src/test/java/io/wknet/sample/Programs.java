package io.wknet.sample;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Programs that tests need and a machine may lack. Without them these tests are skipped,
 * before anything is started for them; with {@code -Dsample.programs.required=true} they
 * fail.
 */
public final class Programs {

	private static final String REQUIRED = "sample.programs.required";

	private static final Logger logger = LoggerFactory.getLogger(Programs.class);

	private Programs() {
	}

	/**
	 * Look for a program on the PATH, and then in other places.
	 * @param names what it may be called, the best first
	 * @param otherPlaces directories
	 * @return the program, if there is one
	 */
	public static Optional<File> find(List<String> names, List<String> otherPlaces) {
		String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
		List<String> places = Stream.concat(Arrays.stream(path.split(File.pathSeparator)), otherPlaces.stream())
			.toList();
		return names.stream()
			.flatMap((name) -> places.stream().map((place) -> new File(place, name)))
			.filter((file) -> file.isFile() && file.canExecute())
			.findFirst();
	}

	/**
	 * Skip tests, or fail if that is not allowed.
	 * @param context the tests
	 * @param subject what they test
	 * @param missing a sentence on what they lack and where to get it
	 * @return that the tests are skipped
	 */
	public static ConditionEvaluationResult skip(ExtensionContext context, String subject, String missing) {
		if (Boolean.getBoolean(REQUIRED)) {
			throw new IllegalStateException(
					missing + ". The tests of " + subject + " must not be skipped, because of -D" + REQUIRED + "=true");
		}
		String skipped = "The tests of " + subject + " are skipped. " + missing;
		logger.warn("{}: {}", context.getDisplayName(), skipped);
		return ConditionEvaluationResult.disabled(skipped);
	}

}
