package io.wknet.transport;

import java.time.Duration;
import java.util.List;

/**
 * The WebSocket of a listener (RFC 6455). Clients that are no browsers send no origin and
 * are not checked for one.
 *
 * @param path the only path at which clients may connect, beginning with a slash
 * @param allowedOrigins origins of pages that may connect, as {@code https://example.org}
 * or {@code https://example.org:8443}; {@code *} for all; empty for pages of the host
 * that the client connects to, whatever their port
 * @param compression whether messages are compressed if the client wants that
 * (permessage-deflate, RFC 7692); it costs some 300 KB per connection for the windows of
 * both directions
 * @param handshakeTimeout how long the handshake may take; positive
 * @param json whether clients may send text messages of JSON-RPC 2.0 in place of binary
 * messages, each for the whole of its connection; needs {@code jackson-core}
 * @since 0.1.0
 */
public record WebSocketSettings(String path, List<String> allowedOrigins, boolean compression,
		Duration handshakeTimeout, boolean json) {

	public WebSocketSettings {
		allowedOrigins = List.copyOf(allowedOrigins);
		if (!path.startsWith("/")) {
			throw new IllegalArgumentException("The path must begin with a slash, found '" + path + "'");
		}
		if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
			throw new IllegalArgumentException(
					"The timeout of the WebSocket handshake must be positive, found " + handshakeTimeout);
		}
	}

	/**
	 * The path {@code /}, pages of the same host, no compression, 10 seconds for the
	 * handshake, no JSON.
	 * @return the defaults
	 */
	public static WebSocketSettings defaults() {
		return new WebSocketSettings("/", List.of(), false, Duration.ofSeconds(10), false);
	}

	/**
	 * The same at another path.
	 * @param newPath the path, beginning with a slash
	 * @return new settings
	 */
	public WebSocketSettings withPath(String newPath) {
		return new WebSocketSettings(newPath, this.allowedOrigins, this.compression, this.handshakeTimeout, this.json);
	}

	/**
	 * The same for other pages.
	 * @param newAllowedOrigins origins of pages that may connect
	 * @return new settings
	 */
	public WebSocketSettings withAllowedOrigins(List<String> newAllowedOrigins) {
		return new WebSocketSettings(this.path, newAllowedOrigins, this.compression, this.handshakeTimeout, this.json);
	}

	/**
	 * The same with or without compression.
	 * @param newCompression whether messages are compressed if the client wants that
	 * @return new settings
	 */
	public WebSocketSettings withCompression(boolean newCompression) {
		return new WebSocketSettings(this.path, this.allowedOrigins, newCompression, this.handshakeTimeout, this.json);
	}

	/**
	 * The same with another timeout.
	 * @param newHandshakeTimeout how long the handshake may take; positive
	 * @return new settings
	 */
	public WebSocketSettings withHandshakeTimeout(Duration newHandshakeTimeout) {
		return new WebSocketSettings(this.path, this.allowedOrigins, this.compression, newHandshakeTimeout, this.json);
	}

	/**
	 * The same with or without JSON.
	 * @param newJson whether clients may send text messages of JSON-RPC 2.0
	 * @return new settings
	 */
	public WebSocketSettings withJson(boolean newJson) {
		return new WebSocketSettings(this.path, this.allowedOrigins, this.compression, this.handshakeTimeout, newJson);
	}

}
