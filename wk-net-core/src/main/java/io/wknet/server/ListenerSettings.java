package io.wknet.server;

import io.wknet.codec.Protocol;
import io.wknet.session.Encryption;
import io.wknet.transport.TlsSettings;
import io.wknet.transport.WebSocketSettings;
import org.jspecify.annotations.Nullable;

/**
 * One place where a server listens.
 *
 * @param name names the listener in logs, metrics and the endpoint
 * @param host the address or host name to bind; empty for all addresses
 * @param port the port; 0 for any free one
 * @param protocol which header the listener accepts
 * @param tls the TLS, or {@code null} for none
 * @param webSocket the WebSocket, or {@code null} for plain TCP
 * @param encryption whether payloads are encrypted
 * @param overrides what holds here in place of what holds for the server
 * @since 0.1.0
 */
public record ListenerSettings(String name, String host, int port, Protocol protocol, @Nullable TlsSettings tls,
		@Nullable WebSocketSettings webSocket, Encryption encryption, ListenerOverrides overrides) {

	/**
	 * The port that is used unless another is given.
	 */
	public static final int DEFAULT_TCP_PORT = 5100;

	public ListenerSettings {
		if (name.isBlank()) {
			throw new IllegalArgumentException("A listener needs a name");
		}
		if (port < 0 || port > 0xFFFF) {
			throw new IllegalArgumentException("The port must be 0..65535, found " + port);
		}
		if (webSocket != null && webSocket.json() && encryption == Encryption.REQUIRED) {
			throw new IllegalArgumentException("Payloads are not encrypted with JSON, which listener '" + name
					+ "' has switched on; its encryption can not be REQUIRED");
		}
	}

	/**
	 * A TCP listener named {@code tcp} for both headers.
	 * @param port the port; 0 for any free one
	 * @return the settings
	 */
	public static ListenerSettings tcp(int port) {
		return new ListenerSettings("tcp", "", port, Protocol.AUTO, null, null, Encryption.IF_OFFERED,
				ListenerOverrides.none());
	}

	/**
	 * A WebSocket listener named {@code ws} for both headers, at the path {@code /}, for
	 * pages of the same host.
	 * @param port the port; 0 for any free one
	 * @return the settings
	 */
	public static ListenerSettings ws(int port) {
		return new ListenerSettings("ws", "", port, Protocol.AUTO, null, WebSocketSettings.defaults(),
				Encryption.IF_OFFERED, ListenerOverrides.none());
	}

	/**
	 * A secure WebSocket listener named {@code wss} for both headers, at the path
	 * {@code /}, for pages of the same host.
	 * @param port the port; 0 for any free one
	 * @param tls the TLS
	 * @return the settings
	 */
	public static ListenerSettings wss(int port, TlsSettings tls) {
		return new ListenerSettings("wss", "", port, Protocol.AUTO, tls, WebSocketSettings.defaults(),
				Encryption.IF_OFFERED, ListenerOverrides.none());
	}

	/**
	 * The same under another name.
	 * @param newName names the listener
	 * @return new settings
	 */
	public ListenerSettings withName(String newName) {
		return new ListenerSettings(newName, this.host, this.port, this.protocol, this.tls, this.webSocket,
				this.encryption, this.overrides);
	}

	/**
	 * The same on another address.
	 * @param newHost the address or host name to bind; empty for all addresses
	 * @return new settings
	 */
	public ListenerSettings withHost(String newHost) {
		return new ListenerSettings(this.name, newHost, this.port, this.protocol, this.tls, this.webSocket,
				this.encryption, this.overrides);
	}

	/**
	 * The same for another header.
	 * @param newProtocol which header the listener accepts
	 * @return new settings
	 */
	public ListenerSettings withProtocol(Protocol newProtocol) {
		return new ListenerSettings(this.name, this.host, this.port, newProtocol, this.tls, this.webSocket,
				this.encryption, this.overrides);
	}

	/**
	 * The same with TLS.
	 * @param newTls the TLS
	 * @return new settings
	 */
	public ListenerSettings withTls(TlsSettings newTls) {
		return new ListenerSettings(this.name, this.host, this.port, this.protocol, newTls, this.webSocket,
				this.encryption, this.overrides);
	}

	/**
	 * The same with another WebSocket.
	 * @param newWebSocket the WebSocket
	 * @return new settings
	 */
	public ListenerSettings withWebSocket(WebSocketSettings newWebSocket) {
		return new ListenerSettings(this.name, this.host, this.port, this.protocol, this.tls, newWebSocket,
				this.encryption, this.overrides);
	}

	/**
	 * The same with or without encrypted payloads.
	 * @param newEncryption whether payloads are encrypted
	 * @return new settings
	 */
	public ListenerSettings withEncryption(Encryption newEncryption) {
		return new ListenerSettings(this.name, this.host, this.port, this.protocol, this.tls, this.webSocket,
				newEncryption, this.overrides);
	}

	/**
	 * The same with overrides.
	 * @param newOverrides what holds here in place of what holds for the server
	 * @return new settings
	 */
	public ListenerSettings withOverrides(ListenerOverrides newOverrides) {
		return new ListenerSettings(this.name, this.host, this.port, this.protocol, this.tls, this.webSocket,
				this.encryption, newOverrides);
	}

}
