package io.wknet.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.wknet.server.ListenerSettings;
import io.wknet.session.Encryption;
import io.wknet.transport.WebSocketSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Where the server listens. What is not enabled is checked nevertheless, except for its
 * SSL bundles, which need not be there.
 *
 * @param properties the properties
 * @param tls makes the TLS of the listeners
 */
record EnabledListeners(WkNetProperties properties, ListenerTls tls) {

	private static final Pattern ORIGIN = Pattern
		.compile("\\*|[a-zA-Z][a-zA-Z0-9+.-]*://(\\[[0-9a-fA-F:.]+]|[^\\s/?#@:*\\[\\]]+)(:[0-9]{1,5})?");

	private static final String JACKSON = "tools.jackson.core.json.JsonFactory";

	private static final Pattern PATH = Pattern.compile("/[^\\s?#]*");

	/**
	 * Whether the server has anything to do.
	 */
	static boolean any(WkNetProperties properties) {
		return properties.tcp().enabled() || properties.ws().enabled() || properties.wss().enabled();
	}

	List<ListenerSettings> enabled() {
		List<ListenerSettings> result = new ArrayList<>();
		ListenerSettings tcp = tcp(this.properties.tcp());
		if (this.properties.tcp().enabled()) {
			result.add(this.tls.optional("wk.net.tcp.ssl", this.properties.tcp().ssl(), tcp));
		}
		ListenerSettings ws = webSocket("ws", this.properties.ws());
		if (this.properties.ws().enabled()) {
			result.add(ws);
		}
		ListenerSettings wss = webSocket("wss", this.properties.wss());
		if (this.properties.wss().enabled()) {
			result.add(this.tls.required("wk.net.wss.ssl", this.properties.wss().ssl(), wss));
		}
		return result;
	}

	private ListenerSettings tcp(ListenerProperties.Tcp tcp) {
		return with("wk.net.tcp", tcp, ListenerSettings.tcp(port("wk.net.tcp.port", tcp.port())));
	}

	private ListenerSettings webSocket(String name, ListenerProperties.WebSocket properties) {
		String prefix = "wk.net." + name;
		for (String origin : properties.allowedOrigins()) {
			if (!ORIGIN.matcher(origin).matches()) {
				throw PropertyChecks.invalid(prefix + ".allowed-origins", origin,
						"'" + origin + "' is no origin. Must be as https://example.org or https://example.org:8443, "
								+ "without a path, or * for all.");
			}
		}
		if (!PATH.matcher(properties.path()).matches()) {
			throw PropertyChecks.invalid(prefix + ".path", properties.path(),
					"Must begin with a slash and have no blanks, '?' or '#'.");
		}
		if (properties.json()) {
			checkJson(prefix, properties);
		}
		ListenerSettings listener = ListenerSettings.ws(port(prefix + ".port", properties.port()))
			.withName(name)
			.withWebSocket(WebSocketSettings.defaults()
				.withPath(properties.path())
				.withAllowedOrigins(properties.allowedOrigins())
				.withCompression(properties.compression())
				.withJson(properties.json()));
		return with(prefix, properties, listener);
	}

	private ListenerSettings with(String prefix, ListenerProperties.Listener listener, ListenerSettings settings) {
		return settings.withHost(host(listener.host()))
			.withProtocol(listener.protocol())
			.withEncryption(listener.encryption())
			.withOverrides(new OverrideSettings(this.properties, prefix, listener).overrides());
	}

	private static void checkJson(String prefix, ListenerProperties.WebSocket properties) {
		if (properties.encryption() == Encryption.REQUIRED) {
			throw PropertyChecks.invalid(prefix + ".json", true, "Must be false if " + prefix
					+ ".encryption is required: payloads are not encrypted with JSON. Use TLS (wk.net.wss) in its place.");
		}
		if (!ClassUtils.isPresent(JACKSON, null)) {
			throw PropertyChecks.invalid(prefix + ".json", true,
					"Needs Jackson. Add the dependency tools.jackson.core:jackson-core, "
							+ "or org.springframework.boot:spring-boot-starter-jackson.");
		}
	}

	private static int port(String name, int port) {
		return PropertyChecks.range(name, port, 0, 0xFFFF);
	}

	private static String host(@Nullable String host) {
		return (host != null) ? host : "";
	}

}
