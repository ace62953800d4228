package io.wknet.fuzz;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs every fuzz target over the inputs in the repository, and briefly over inputs made
 * of those by chance. Chance has another seed in each run, which is told; the system
 * property {@code wk.fuzz.seed} gives it again, and {@code wk.fuzz.times} makes the run
 * so many times as long. Coverage guides nothing here: see {@code docs/fuzzing.md} for
 * that.
 */
class FuzzTests {

	private static final long SEED = Long.getLong("wk.fuzz.seed", System.nanoTime());

	private static final int TIMES = Integer.getInteger("wk.fuzz.times", 1);

	private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("io.wknet");

	private static @Nullable Level level;

	/**
	 * Sessions log each close that is not normal.
	 */
	@BeforeAll
	static void beSilent() {
		LoggerFactory.getLogger(FuzzTests.class).info("Fuzzing with -Dwk.fuzz.seed={}", SEED);
		level = LOGGER.getLevel();
		LOGGER.setLevel(Level.OFF);
	}

	@AfterAll
	static void beLoud() {
		LOGGER.setLevel(level);
	}

	@ParameterizedTest
	@EnumSource
	void holdsForTheInputsInTheRepository(FuzzTarget target) throws IOException {
		List<Path> files = inputs(target);
		assertThat(files).hasSizeBetween(10, 40);
		for (Path file : files) {
			run(target, Files.readAllBytes(file), file.getFileName().toString());
		}
	}

	@ParameterizedTest
	@EnumSource
	void holdsForInputsMadeByChance(FuzzTarget target) throws IOException {
		Random random = new Random(SEED);
		List<byte[]> inputs = new ArrayList<>();
		for (Path file : inputs(target)) {
			inputs.add(Files.readAllBytes(file));
		}
		Mutations mutations = new Mutations(random, inputs);
		for (int i = 0; i < target.executions() * TIMES; i++) {
			run(target, mutations.next(), "execution " + i + " with -Dwk.fuzz.seed=" + SEED);
		}
	}

	@Test
	void knowsEveryTarget() throws IOException {
		try (Stream<Path> classes = Files.list(resource("FuzzTests.class").getParent())) {
			List<String> fuzzers = classes.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith("Fuzzer.class"))
				.map((name) -> name.replace(".class", ""))
				.toList();
			assertThat(Stream.of(FuzzTarget.values()).map(FuzzTarget::fuzzer))
				.containsExactlyInAnyOrderElementsOf(fuzzers);
		}
	}

	private static List<Path> inputs(FuzzTarget target) throws IOException {
		try (Stream<Path> files = Files.list(resource(target.fuzzer() + "Inputs"))) {
			return files.sorted().toList();
		}
	}

	private static Path resource(String name) {
		URL url = FuzzTests.class.getResource(name);
		assertThat(url).as(name).isNotNull();
		try {
			return Path.of(url.toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void run(FuzzTarget target, byte[] input, String what) {
		try {
			target.run(input);
		}
		catch (Throwable ex) {
			throw new AssertionError(target.fuzzer() + ", " + what + ", input " + HexFormat.of().formatHex(input), ex);
		}
	}

}
