package io.wknet.spring.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every YAML of the pages is understood to the last property.
 */
class SnippetTests {

	private static final Pattern YAML = Pattern.compile("^```yaml\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

	static Stream<String> snippets() throws IOException {
		List<String> result = new ArrayList<>();
		for (String page : List.of("../README.md", "docs/network.md", "docs/cluster.md")) {
			Matcher matcher = YAML.matcher(Files.readString(Path.of(page)));
			while (matcher.find()) {
				result.add(matcher.group(1));
			}
		}
		assertThat(result).hasSizeGreaterThan(8);
		return result.stream();
	}

	@ParameterizedTest
	@MethodSource("snippets")
	void hasOnlyPropertiesThatThereAre(String snippet) throws IOException {
		StandardEnvironment environment = new StandardEnvironment();
		for (PropertySource<?> source : new YamlPropertySourceLoader().load("snippet",
				new ByteArrayResource(snippet.getBytes(StandardCharsets.UTF_8)))) {
			environment.getPropertySources().addLast(source);
		}
		Binder binder = Binder.get(environment);
		boolean server = binder
			.bind("wk.net", Bindable.of(WkNetProperties.class), new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
			.isBound();
		boolean ssl = binder
			.bind("spring.ssl", Bindable.of(SslProperties.class), new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
			.isBound();
		assertThat(server || ssl).isTrue();
	}

}
