package io.wknet.spring.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationMetadataTests {

	/**
	 * What these are by default depends on the machine, is random, or is nothing at all.
	 */
	private static final Set<String> WITHOUT_DEFAULT = Set.of("wk.net.tcp.host", "wk.net.ws.host", "wk.net.wss.host",
			"wk.net.tcp.ssl.bundle", "wk.net.tcp.ssl.server-name-bundles", "wk.net.wss.ssl.bundle",
			"wk.net.wss.ssl.server-name-bundles", "wk.net.ws.allowed-origins", "wk.net.wss.allowed-origins",
			"wk.net.auth.token", "wk.net.event-loops", "wk.net.limits.max-connections",
			"wk.net.limits.max-connections-per-ip", "wk.net.limits.connects-per-second",
			"wk.net.proxy-protocol-trusted", "wk.net.outbound.max-total-pending", "wk.net.cluster.node-id",
			"wk.net.observations.enabled");

	/**
	 * What a listener can have of its own; unless it does, the server's values hold.
	 */
	private static final List<String> OF_A_LISTENER = List.of("auth.timeout", "frame.max-size", "frame.timeout",
			"idle.timeout", "outbound.max-pending", "outbound.timeout");

	private final Map<String, JsonNode> properties = read();

	@Test
	void hasThePropertiesOfTheContract() {
		assertThat(this.properties.keySet()).filteredOn((name) -> name.startsWith("wk.net.") && !isOfAListener(name))
			.containsExactlyInAnyOrder("wk.net.enabled", "wk.net.tcp.enabled", "wk.net.tcp.host", "wk.net.tcp.port",
					"wk.net.tcp.protocol", "wk.net.tcp.encryption", "wk.net.ws.encryption", "wk.net.wss.encryption",
					"wk.net.tcp.ssl.bundle", "wk.net.tcp.ssl.handshake-timeout", "wk.net.tcp.ssl.client-auth",
					"wk.net.tcp.ssl.server-name-bundles", "wk.net.ws.enabled", "wk.net.ws.host", "wk.net.ws.port",
					"wk.net.ws.path", "wk.net.ws.protocol", "wk.net.ws.allowed-origins", "wk.net.ws.compression",
					"wk.net.ws.json", "wk.net.wss.json", "wk.net.wss.enabled", "wk.net.wss.host", "wk.net.wss.port",
					"wk.net.wss.path", "wk.net.wss.protocol", "wk.net.wss.allowed-origins", "wk.net.wss.compression",
					"wk.net.wss.ssl.bundle", "wk.net.wss.ssl.handshake-timeout", "wk.net.wss.ssl.client-auth",
					"wk.net.wss.ssl.server-name-bundles", "wk.net.limits.max-connections",
					"wk.net.limits.max-connections-per-ip", "wk.net.limits.connects-per-second",
					"wk.net.proxy-protocol", "wk.net.proxy-protocol-trusted", "wk.net.frame.max-size",
					"wk.net.frame.timeout", "wk.net.auth.timeout", "wk.net.auth.max-frame-size",
					"wk.net.auth.max-pending", "wk.net.auth.token", "wk.net.idle.timeout", "wk.net.idle.tick",
					"wk.net.idle.wheel-size", "wk.net.outbound.max-pending", "wk.net.outbound.timeout",
					"wk.net.outbound.max-total-pending", "wk.net.dispatch.max-pending-frames",
					"wk.net.dispatch.max-pending-size", "wk.net.dispatch.close-on-error",
					"wk.net.topics.max-per-connection", "wk.net.topics.max-subscribers", "wk.net.fan-out.max-pending",
					"wk.net.socket.keep-alive", "wk.net.socket.receive-buffer", "wk.net.socket.send-buffer",
					"wk.net.socket.backlog", "wk.net.socket.reuse-port", "wk.net.event-loops", "wk.net.transport",
					"wk.net.shutdown.close-over", "wk.net.cluster.enabled", "wk.net.cluster.node-id",
					"wk.net.cluster.lease", "wk.net.cluster.timeout", "wk.net.cluster.max-pending",
					"wk.net.cluster.max-message-size", "wk.net.cluster.redis.key-prefix",
					"wk.net.observations.enabled");
	}

	@Test
	void letsEachListenerHaveItsOwn() {
		for (String listener : List.of("tcp", "ws", "wss")) {
			assertThat(OF_A_LISTENER).allSatisfy((name) -> {
				JsonNode property = this.properties.get("wk.net." + listener + "." + name);
				assertThat(property).as(listener + "." + name).isNotNull();
				assertThat(property.get("type")).isEqualTo(this.properties.get("wk.net." + name).get("type"));
				assertThat(property.get("description").asString()).endsWith("that of 'wk.net." + name + "'.");
			});
		}
	}

	private static boolean isOfAListener(String name) {
		return OF_A_LISTENER.stream().anyMatch((own) -> name.matches("wk\\.net\\.(tcp|wss?)\\." + own));
	}

	@Test
	void describesEveryProperty() {
		assertThat(this.properties).allSatisfy(
				(name, property) -> assertThat(property.path("description").asString("")).as(name).endsWith("."));
	}

	@Test
	void givesTheDefaultOfEveryProperty() {
		assertThat(this.properties).allSatisfy((name, property) -> assertThat(property.has("defaultValue")).as(name)
			.isEqualTo(!WITHOUT_DEFAULT.contains(name) && !name.startsWith("local.") && !isOfAListener(name)));
	}

	@Test
	void isWhatTheReadmeSays() throws IOException {
		String expected = this.properties.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().startsWith("wk.net."))
			.map((entry) -> row(entry.getKey(), entry.getValue()))
			.collect(Collectors.joining("\n"));
		String page = Files.readString(Path.of("../README.md"));
		String actual = page.lines().filter((line) -> line.startsWith("| `wk.net.")).collect(Collectors.joining("\n"));
		assertThat(actual).isEqualTo(expected);
	}

	private static String row(String name, JsonNode property) {
		String defaultValue = property.has("defaultValue") ? "`" + property.get("defaultValue").asString() + "`" : "";
		return "| `" + name + "` | " + defaultValue + " | " + property.get("description").asString() + " |";
	}

	private static Map<String, JsonNode> read() {
		Map<String, JsonNode> result = new TreeMap<>();
		try (InputStream metadata = Files
			.newInputStream(Path.of("target/classes/META-INF/spring-configuration-metadata.json"))) {
			new JsonMapper().readTree(metadata)
				.get("properties")
				.forEach((property) -> result.put(property.get("name").asString(), property));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return result;
	}

}
