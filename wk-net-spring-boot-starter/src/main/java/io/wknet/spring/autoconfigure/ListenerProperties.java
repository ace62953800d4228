package io.wknet.spring.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.wknet.codec.Protocol;
import io.wknet.session.Encryption;
import io.wknet.spring.ssl.ClientAuth;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the places where the server listens, and of the TLS there.
 *
 * @since 0.1.0
 */
public final class ListenerProperties {

	private ListenerProperties() {
	}

	/**
	 * TCP listener.
	 *
	 * @param enabled Whether to listen for TCP connections.
	 * @param host Address or host name to listen at. By default, all addresses.
	 * @param port Port to listen at, 0 to 65535; 0 for any free one, published as
	 * 'local.wk.tcp.port'.
	 * @param protocol Frame header that clients may use; 'auto' tells it by the first
	 * byte of each connection.
	 * @param encryption Whether payloads are encrypted as WuKongIM's clients do: 'off',
	 * 'if-offered' by the client, or 'required'. It does not take the place of TLS.
	 * @param ssl TLS. By default, none.
	 */
	public record Tcp(@DefaultValue("true") boolean enabled, @Nullable String host, @DefaultValue("5100") int port,
			@DefaultValue("auto") Protocol protocol, @DefaultValue("if-offered") Encryption encryption,
			@DefaultValue Ssl ssl) {

	}

	/**
	 * WebSocket listener.
	 *
	 * @param enabled Whether to listen for WebSocket connections.
	 * @param host Address or host name to listen at. By default, all addresses.
	 * @param port Port to listen at, 0 to 65535; 0 for any free one, published as
	 * 'local.wk.ws.port'.
	 * @param path Only path at which clients may connect, beginning with a slash.
	 * @param protocol Frame header that clients may use; 'auto' tells it by the first
	 * byte of each connection.
	 * @param encryption Whether payloads are encrypted as WuKongIM's clients do: 'off',
	 * 'if-offered' by the client, or 'required'. It does not take the place of TLS.
	 * @param allowedOrigins Origins of the pages that may connect, as
	 * 'https://example.org' or 'https://example.org:8443'; '*' for all. By default, pages
	 * of the host that the client connects to, whatever their port. Clients that are no
	 * browsers send no origin and are let in.
	 * @param compression Whether to compress messages for clients that want that
	 * (permessage-deflate).
	 */
	public record Ws(@DefaultValue("false") boolean enabled, @Nullable String host, @DefaultValue("5200") int port,
			@DefaultValue("/") String path, @DefaultValue("auto") Protocol protocol,
			@DefaultValue("if-offered") Encryption encryption, @DefaultValue List<String> allowedOrigins,
			@DefaultValue("false") boolean compression) implements WebSocket {

	}

	/**
	 * Secure WebSocket listener.
	 *
	 * @param enabled Whether to listen for secure WebSocket connections; needs
	 * 'wk.net.wss.ssl.bundle'.
	 * @param host Address or host name to listen at. By default, all addresses.
	 * @param port Port to listen at, 0 to 65535; 0 for any free one, published as
	 * 'local.wk.wss.port'.
	 * @param path Only path at which clients may connect, beginning with a slash.
	 * @param protocol Frame header that clients may use; 'auto' tells it by the first
	 * byte of each connection.
	 * @param encryption Whether payloads are encrypted as WuKongIM's clients do: 'off',
	 * 'if-offered' by the client, or 'required'. It does not take the place of TLS.
	 * @param allowedOrigins Origins of the pages that may connect, as
	 * 'https://example.org' or 'https://example.org:8443'; '*' for all. By default, pages
	 * of the host that the client connects to, whatever their port. Clients that are no
	 * browsers send no origin and are let in.
	 * @param compression Whether to compress messages for clients that want that
	 * (permessage-deflate).
	 * @param ssl TLS.
	 */
	public record Wss(@DefaultValue("false") boolean enabled, @Nullable String host, @DefaultValue("5210") int port,
			@DefaultValue("/") String path, @DefaultValue("auto") Protocol protocol,
			@DefaultValue("if-offered") Encryption encryption, @DefaultValue List<String> allowedOrigins,
			@DefaultValue("false") boolean compression, @DefaultValue Ssl ssl) implements WebSocket {

	}

	/**
	 * TLS of a listener.
	 *
	 * @param bundle Name of the SSL bundle ('spring.ssl.bundle') with the certificate to
	 * show. When the bundle is updated, new connections use what it has then.
	 * @param handshakeTimeout Longest time for the TLS handshake.
	 * @param clientAuth Whether clients are asked for a certificate: 'none', 'want' to
	 * let in those without one too, or 'need'. The bundle's trust store says which
	 * certificates are trusted.
	 * @param serverNameBundles SSL bundles for clients that ask for a host by name (SNI),
	 * each with a 'server-name', which may begin with '*.', and a 'bundle'. All others
	 * get the listener's 'bundle'.
	 */
	public record Ssl(@Nullable String bundle, @DefaultValue("10s") Duration handshakeTimeout,
			@DefaultValue("none") ClientAuth clientAuth, @DefaultValue List<ServerNameBundle> serverNameBundles) {

	}

	/**
	 * The SSL bundle for one host.
	 *
	 * @param serverName Host that clients ask for; may begin with '*.'.
	 * @param bundle Name of the SSL bundle.
	 */
	public record ServerNameBundle(@DefaultValue("") String serverName, @DefaultValue("") String bundle) {

	}

	/**
	 * What the two WebSocket listeners have in common.
	 */
	sealed interface WebSocket permits Ws, Wss {

		@Nullable String host();

		int port();

		String path();

		Protocol protocol();

		Encryption encryption();

		List<String> allowedOrigins();

		boolean compression();

	}

}
