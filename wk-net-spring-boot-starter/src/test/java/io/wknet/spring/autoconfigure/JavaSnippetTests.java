package io.wknet.spring.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whole classes of the pages are the ones that the tests compile and run.
 */
class JavaSnippetTests {

	private static final Pattern CLASS = Pattern.compile("^<!-- snippet: (\\w+) -->\n```java\n(.*?)^```",
			Pattern.DOTALL | Pattern.MULTILINE);

	@ParameterizedTest
	@CsvSource({ "../README.md, Gateway GatewayTests NoticeController", "docs/cluster.md, OneProcessCluster",
			"docs/sending.md, NoticeController EverybodyController NewsJob TopicConfiguration Lobby",
			"docs/tracing.md, TracingConfiguration", "docs/testing.md, GatewayTests Quiz QuizTests" })
	void areCompiled(String page, String expected) throws IOException {
		Set<String> found = new TreeSet<>();
		Matcher matcher = CLASS.matcher(Files.readString(Path.of(page)));
		while (matcher.find()) {
			for (String module : List.of(".", "../sample-app")) {
				Path source = Path.of(module, "src/test/java/com/example", matcher.group(1) + ".java");
				if (Files.exists(source)) {
					assertThat(matcher.group(2)).as(page).isEqualTo(Files.readString(source));
					found.add(matcher.group(1));
				}
			}
		}
		assertThat(found).containsExactlyInAnyOrder(expected.split(" "));
	}

}
