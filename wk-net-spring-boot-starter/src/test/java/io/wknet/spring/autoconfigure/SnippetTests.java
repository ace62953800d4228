package io.wknet.spring.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every YAML and every list of properties of the pages is understood to the last
 * property.
 */
class SnippetTests {

	private static final Pattern SNIPPET = Pattern.compile("^```(yaml|properties)\n(.*?)^```",
			Pattern.DOTALL | Pattern.MULTILINE);

	/**
	 * Names that belong to the reader's own application.
	 */
	private static final String READERS = "gateway.";

	private static final Map<String, String> KNOWN = known();

	static Stream<Named<List<PropertySource<?>>>> snippets() throws IOException {
		List<Named<List<PropertySource<?>>>> result = new ArrayList<>();
		for (Path page : pages()) {
			Matcher matcher = SNIPPET.matcher(Files.readString(page));
			while (matcher.find()) {
				result.add(Named.of(page + " at " + matcher.start(), load(matcher.group(1), matcher.group(2))));
			}
		}
		assertThat(result).hasSizeGreaterThan(20);
		return result.stream();
	}

	private static List<Path> pages() throws IOException {
		List<Path> pages = new ArrayList<>(List.of(Path.of("../README.md")));
		try (Stream<Path> files = Files.walk(Path.of("docs"))) {
			files.filter((file) -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
		}
		return pages;
	}

	private static List<PropertySource<?>> load(String language, String snippet) throws IOException {
		PropertySourceLoader loader = language.equals("yaml") ? new YamlPropertySourceLoader()
				: new PropertiesPropertySourceLoader();
		return loader.load("snippet", new ByteArrayResource(snippet.getBytes(StandardCharsets.UTF_8)));
	}

	@ParameterizedTest
	@MethodSource("snippets")
	void hasOnlyPropertiesThatThereAre(List<PropertySource<?>> snippet) {
		assertThat(snippet).isNotEmpty();
		for (PropertySource<?> source : snippet) {
			assertThat(((EnumerablePropertySource<?>) source).getPropertyNames()).isNotEmpty()
				.allSatisfy((name) -> assertThat(isKnown(name.replaceAll("\\[\\d+]", ""))).as(name).isTrue());
		}
	}

	@ParameterizedTest
	@MethodSource("snippets")
	void hasOnlyValuesThatCanBe(List<PropertySource<?>> snippet) {
		StandardEnvironment environment = new StandardEnvironment();
		snippet.forEach(environment.getPropertySources()::addLast);
		Binder binder = Binder.get(environment);
		binder.bind("wk.net", Bindable.of(WkNetProperties.class),
				new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
		binder.bind("spring.ssl", Bindable.of(SslProperties.class),
				new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
	}

	/**
	 * Whether the metadata of a jar names it, or a map that it is in.
	 */
	private static boolean isKnown(String name) {
		if (KNOWN.containsKey(name) || name.startsWith(READERS)) {
			return true;
		}
		int dot = name.lastIndexOf('.');
		while (dot > 0) {
			String map = name.substring(0, dot);
			if (KNOWN.getOrDefault(map, "").startsWith("java.util.Map<")
					|| KNOWN.getOrDefault(map, "").startsWith("java.util.List<")) {
				return true;
			}
			dot = map.lastIndexOf('.');
		}
		return false;
	}

	private static Map<String, String> known() {
		Map<String, String> result = new HashMap<>();
		try {
			for (URL metadata : Collections.list(
					SnippetTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
				try (InputStream in = metadata.openStream()) {
					new JsonMapper().readTree(in)
						.path("properties")
						.forEach((property) -> result.put(property.path("name").asString(),
								property.path("type").asString("")));
				}
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return result;
	}

}
