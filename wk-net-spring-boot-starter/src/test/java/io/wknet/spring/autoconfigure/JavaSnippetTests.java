package io.wknet.spring.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whole classes of the pages are the ones that the tests compile and run.
 */
class JavaSnippetTests {

	private static final Path EXAMPLES = Path.of("src/test/java/com/example");

	private static final Pattern CLASS = Pattern.compile("^<!-- snippet: (\\w+) -->\n```java\n(.*?)^```",
			Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern JAVA = Pattern.compile("(?:^<!-- ([^\n]*) -->\n)?^```java\n(.*?)^```",
			Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern SHELL = Pattern.compile("^```shell\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

	@ParameterizedTest
	@CsvSource({ "../README.md, Gateway GatewayTests NoticeController", "docs/cluster.md, OneProcessCluster",
			"docs/sending.md, NoticeController EverybodyController NewsJob TopicConfiguration Lobby",
			"docs/tracing.md, TracingConfiguration", "docs/testing.md, GatewayTests Quiz QuizTests" })
	void areCompiled(String page, String expected) throws IOException {
		Set<String> found = new TreeSet<>();
		Matcher matcher = CLASS.matcher(Files.readString(Path.of(page)));
		while (matcher.find()) {
			for (Path examples : List.of(EXAMPLES, Path.of("../sample-app").resolve(EXAMPLES))) {
				Path source = examples.resolve(matcher.group(1) + ".java");
				if (Files.exists(source)) {
					assertThat(matcher.group(2)).as(page).isEqualTo(Files.readString(source));
					found.add(matcher.group(1));
				}
			}
		}
		assertThat(found).containsExactlyInAnyOrder(expected.split(" "));
	}

	static List<Path> guides() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("docs/guides"))) {
			return files.filter((file) -> file.toString().endsWith(".md")).sorted().toList();
		}
	}

	/**
	 * What can not be compiled here says so, and with which library it could.
	 */
	@ParameterizedTest
	@MethodSource("guides")
	void areCompiledInGuidesWithoutAnException(Path page) throws IOException {
		Matcher matcher = JAVA.matcher(Files.readString(page));
		while (matcher.find()) {
			String marker = String.valueOf(matcher.group(1));
			if (!marker.startsWith("not compiled: ")) {
				assertThat(marker).as(matcher.group(2)).startsWith("snippet: ");
				Path source = EXAMPLES.resolve(marker.substring("snippet: ".length()) + ".java");
				assertThat(matcher.group(2)).as(page.toString()).isEqualTo(Files.readString(source));
			}
		}
	}

	/**
	 * So that whoever copies all of a guide has all of its application.
	 */
	@Test
	void haveAllClassesOfTheirPackageInAGuide() throws IOException {
		StringBuilder guides = new StringBuilder();
		for (Path page : guides()) {
			guides.append(Files.readString(page));
		}
		try (Stream<Path> files = Files.walk(EXAMPLES, 2)) {
			List<String> markers = files.filter((file) -> !file.getParent().equals(EXAMPLES))
				.filter((file) -> file.toString().endsWith(".java") && !file.toString().endsWith("Tests.java"))
				.map((file) -> EXAMPLES.relativize(file).toString().replace('\\', '/').replace(".java", ""))
				.map((name) -> "<!-- snippet: " + name + " -->")
				.toList();
			assertThat(markers).isNotEmpty().allSatisfy((marker) -> assertThat(guides).contains(marker));
		}
	}

	@ParameterizedTest
	@MethodSource("guides")
	void areShellThatCanBeParsed(Path page) throws Exception {
		List<String> snippets = new ArrayList<>();
		Matcher matcher = SHELL.matcher(Files.readString(page));
		while (matcher.find()) {
			snippets.add(matcher.group(1));
		}
		Process shell = new ProcessBuilder("bash", "-n", "-c", snippets.stream().collect(Collectors.joining("\n")))
			.redirectErrorStream(true)
			.start();
		String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(shell.exitValue()).as(output).isZero();
	}

}
