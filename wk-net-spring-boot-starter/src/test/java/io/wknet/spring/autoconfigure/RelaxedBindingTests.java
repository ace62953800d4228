package io.wknet.spring.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every property can be written in each of Boot's ways.
 */
class RelaxedBindingTests {

	private static final String LIST_OF_BUNDLES = "ServerNameBundle>";

	private static final WkNetProperties DEFAULTS = bind(Map.of());

	private static final Map<String, JsonNode> METADATA = read();

	static Stream<String> properties() {
		return METADATA.keySet().stream();
	}

	private static Map<String, JsonNode> read() {
		Map<String, JsonNode> result = new TreeMap<>();
		new JsonMapper().readTree(Path.of("target/classes/META-INF/spring-configuration-metadata.json").toFile())
			.get("properties")
			.forEach((property) -> {
				if (property.get("name").asString().startsWith("wk.net.")) {
					result.put(property.get("name").asString(), property);
				}
			});
		return result;
	}

	@ParameterizedTest
	@MethodSource("properties")
	void canBeWrittenInKebabCase(String name) {
		assertThat(bind(Map.of(name + suffix(name), value(name)))).isNotEqualTo(DEFAULTS);
	}

	@ParameterizedTest
	@MethodSource("properties")
	void canBeWrittenInCamelCase(String name) {
		String camelCase = Pattern.compile("-(.)")
			.matcher(name)
			.replaceAll((match) -> match.group(1).toUpperCase(Locale.ROOT));
		assertThat(bind(Map.of(camelCase + suffix(name), value(name)))).isNotEqualTo(DEFAULTS);
	}

	@ParameterizedTest
	@MethodSource("properties")
	void canBeAVariableOfTheEnvironment(String name) {
		String variable = (name + suffix(name)).replace("-", "")
			.replaceAll("[.\\[]", "_")
			.replace("]", "")
			.toUpperCase(Locale.ROOT);
		MutablePropertySources sources = new MutablePropertySources();
		sources.addLast(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
				Map.of(variable, value(name))));
		assertThat(bind(sources)).as(variable).isNotEqualTo(DEFAULTS);
	}

	@ParameterizedTest
	@CsvSource({ "90s, PT1M30S", "90000, PT1M30S", "PT1M30S, PT1M30S", "2m, PT2M", "500ms, PT0.5S", "1h, PT1H",
			"0, PT0S" })
	void understandsDurationsAsBootDoes(String text, Duration duration) {
		assertThat(bind(Map.of("wk.net.idle.timeout", text)).idle().timeout()).isEqualTo(duration);
	}

	@ParameterizedTest
	@CsvSource({ "4096, 4096", "4096B, 4096", "4KB, 4096", "1MB, 1048576", "1GB, 1073741824" })
	void understandsSizesAsBootDoes(String text, long bytes) {
		assertThat(bind(Map.of("wk.net.frame.max-size", text)).frame().maxSize()).isEqualTo(DataSize.ofBytes(bytes));
	}

	@Test
	void understandsEnumsHoweverTheyAreWritten() {
		for (String text : new String[] { "io-uring", "io_uring", "IO_URING", "ioUring" }) {
			assertThat(bind(Map.of("wk.net.transport", text)).transport().name()).isEqualTo("IO_URING");
		}
	}

	private static String suffix(String name) {
		return type(name).endsWith(LIST_OF_BUNDLES) ? "[0].server-name" : "";
	}

	private static String type(String name) {
		return METADATA.get(name).get("type").asString();
	}

	/**
	 * A value that is no default.
	 */
	private static String value(String name) {
		String type = type(name);
		return switch (type) {
			case "java.lang.Boolean" -> String.valueOf(!METADATA.get(name).path("defaultValue").asBoolean(false));
			case "java.lang.Integer" -> "17";
			case "java.time.Duration" -> "17s";
			case "org.springframework.util.unit.DataSize" -> "17KB";
			case "java.lang.String", "java.util.List<java.lang.String>" -> "seventeen";
			case "io.wknet.codec.Protocol" -> "wkproto";
			case "io.wknet.session.Encryption" -> "required";
			case "io.wknet.server.TransportType" -> "nio";
			case "io.wknet.transport.ProxyProtocol" -> "optional";
			case "io.wknet.spring.ssl.ClientAuth" -> "need";
			default -> {
				assertThat(type).as("no value is known for this type").endsWith(LIST_OF_BUNDLES);
				yield "example.org";
			}
		};
	}

	private static WkNetProperties bind(Map<String, Object> properties) {
		MutablePropertySources sources = new MutablePropertySources();
		sources.addLast(new MapPropertySource("test", properties));
		return bind(sources);
	}

	private static WkNetProperties bind(MutablePropertySources sources) {
		return new Binder(ConfigurationPropertySources.from(sources)).bindOrCreate("wk.net", WkNetProperties.class);
	}

}
