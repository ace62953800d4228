package io.wknet.transport;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.netty.handler.ssl.SslContext;

/**
 * The TLS of a listener. Each connection asks for its certificates and rules when it
 * opens, so that what a supplier gives can be replaced while the server runs: open
 * connections keep what they have.
 *
 * @param context gives what a connection uses; must be quick, it is called on event loops
 * @param serverNames gives what a connection uses if the client asks for a host by name
 * (SNI); a name may begin with {@code *.}
 * @param handshakeTimeout how long the handshake may take; positive
 * @since 0.1.0
 */
public record TlsSettings(Supplier<SslContext> context, Map<String, Supplier<SslContext>> serverNames,
		Duration handshakeTimeout) {

	public TlsSettings {
		serverNames = Collections.unmodifiableMap(new LinkedHashMap<>(serverNames));
		if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
			throw new IllegalArgumentException(
					"The timeout of the TLS handshake must be positive, found " + handshakeTimeout);
		}
		// So that a name that can't be one fails here.
		TlsContexts.mapping(context, serverNames);
	}

	/**
	 * The same certificates and rules for all hosts, and 10 seconds for the handshake.
	 * @param context gives what a connection uses
	 * @return the settings
	 */
	public static TlsSettings of(Supplier<SslContext> context) {
		return new TlsSettings(context, Map.of(), Duration.ofSeconds(10));
	}

	/**
	 * The same with something else for one host.
	 * @param name what clients ask for; may begin with {@code *.}
	 * @param newContext gives what their connections use
	 * @return new settings
	 */
	public TlsSettings withServerName(String name, Supplier<SslContext> newContext) {
		Map<String, Supplier<SslContext>> names = new LinkedHashMap<>(this.serverNames);
		names.put(name, newContext);
		return new TlsSettings(this.context, names, this.handshakeTimeout);
	}

	/**
	 * The same with another timeout.
	 * @param newHandshakeTimeout how long the handshake may take; positive
	 * @return new settings
	 */
	public TlsSettings withHandshakeTimeout(Duration newHandshakeTimeout) {
		return new TlsSettings(this.context, this.serverNames, newHandshakeTimeout);
	}

}
