package io.wknet.spring.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.wknet.codec.Protocol;
import io.wknet.session.Encryption;
import io.wknet.spring.ssl.ClientAuth;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

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
	 * @param auth Authentication at this listener.
	 * @param frame Limits on frames at this listener.
	 * @param idle Closing of idle connections of this listener.
	 * @param outbound Limits on what waits to be sent over connections of this listener.
	 */
	public record Tcp(@DefaultValue("true") boolean enabled, @Nullable String host, @DefaultValue("5100") int port,
			@DefaultValue("auto") Protocol protocol, @DefaultValue("if-offered") Encryption encryption,
			@DefaultValue Ssl ssl, @DefaultValue Auth auth, @DefaultValue Frame frame, @DefaultValue Idle idle,
			@DefaultValue Outbound outbound) implements Listener {

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
	 * @param json Whether clients may speak JSON-RPC 2.0 in text messages, besides the
	 * binary ones; needs tools.jackson.core:jackson-core. Payloads are not encrypted with
	 * it.
	 * @param auth Authentication at this listener.
	 * @param frame Limits on frames at this listener.
	 * @param idle Closing of idle connections of this listener.
	 * @param outbound Limits on what waits to be sent over connections of this listener.
	 */
	public record Ws(@DefaultValue("false") boolean enabled, @Nullable String host, @DefaultValue("5200") int port,
			@DefaultValue("/") String path, @DefaultValue("auto") Protocol protocol,
			@DefaultValue("if-offered") Encryption encryption, @DefaultValue List<String> allowedOrigins,
			@DefaultValue("false") boolean compression, @DefaultValue("false") boolean json, @DefaultValue Auth auth,
			@DefaultValue Frame frame, @DefaultValue Idle idle, @DefaultValue Outbound outbound) implements WebSocket {

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
	 * @param json Whether clients may speak JSON-RPC 2.0 in text messages, besides the
	 * binary ones; needs tools.jackson.core:jackson-core. Payloads are not encrypted with
	 * it.
	 * @param ssl TLS.
	 * @param auth Authentication at this listener.
	 * @param frame Limits on frames at this listener.
	 * @param idle Closing of idle connections of this listener.
	 * @param outbound Limits on what waits to be sent over connections of this listener.
	 */
	public record Wss(@DefaultValue("false") boolean enabled, @Nullable String host, @DefaultValue("5210") int port,
			@DefaultValue("/") String path, @DefaultValue("auto") Protocol protocol,
			@DefaultValue("if-offered") Encryption encryption, @DefaultValue List<String> allowedOrigins,
			@DefaultValue("false") boolean compression, @DefaultValue("false") boolean json, @DefaultValue Ssl ssl,
			@DefaultValue Auth auth, @DefaultValue Frame frame, @DefaultValue Idle idle,
			@DefaultValue Outbound outbound) implements WebSocket {

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
	 * Authentication at one listener.
	 *
	 * @param timeout Longest time from accepting a connection until its client is
	 * authenticated. By default, that of 'wk.net.auth.timeout'.
	 */
	public record Auth(@Nullable Duration timeout) {

	}

	/**
	 * Limits on frames at one listener.
	 *
	 * @param maxSize Largest body of a frame that is accepted, 1B to 1GB. By default,
	 * that of 'wk.net.frame.max-size'.
	 * @param timeout Longest time from the first byte of a frame to its last. By default,
	 * that of 'wk.net.frame.timeout'.
	 */
	public record Frame(@Nullable DataSize maxSize, @Nullable Duration timeout) {

	}

	/**
	 * Closing of idle connections of one listener.
	 *
	 * @param timeout Close a connection after this much silence of its client; 0 for
	 * never. By default, that of 'wk.net.idle.timeout'.
	 */
	public record Idle(@Nullable Duration timeout) {

	}

	/**
	 * Limits on what waits to be sent over connections of one listener.
	 *
	 * @param maxPending How much may wait to be sent over one connection, 1B to 2GB less
	 * one byte. By default, that of 'wk.net.outbound.max-pending'.
	 * @param timeout How long the oldest byte may wait to be sent before its connection
	 * is closed. By default, that of 'wk.net.outbound.timeout'.
	 */
	public record Outbound(@Nullable DataSize maxPending, @Nullable Duration timeout) {

	}

	/**
	 * What all listeners have in common.
	 */
	sealed interface Listener permits Tcp, WebSocket {

		boolean enabled();

		@Nullable String host();

		int port();

		Protocol protocol();

		Encryption encryption();

		Auth auth();

		Frame frame();

		Idle idle();

		Outbound outbound();

	}

	/**
	 * What the two WebSocket listeners have in common.
	 */
	sealed interface WebSocket extends Listener permits Ws, Wss {

		String path();

		List<String> allowedOrigins();

		boolean compression();

		boolean json();

	}

}
