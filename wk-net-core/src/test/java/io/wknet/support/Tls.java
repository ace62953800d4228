package io.wknet.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of an authority that exists for the tests alone, servers' contexts with
 * them, and clients that trust it.
 */
public final class Tls {

	public static final String V12 = "TLSv1.2";

	public static final String V13 = "TLSv1.3";

	private static final int TIMEOUT_MILLIS = 20_000;

	private static final X509Bundle AUTHORITY = authority();

	private static final X509Bundle SERVER = certificate("localhost");

	private Tls() {
	}

	private static X509Bundle authority() {
		try {
			return new CertificateBuilder().subject("CN=Test authority")
				.setIsCertificateAuthority(true)
				.buildSelfSigned();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A certificate for a name.
	 */
	public static X509Bundle certificate(String name) {
		try {
			return new CertificateBuilder().subject("CN=" + name).buildIssuedBy(AUTHORITY);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The providers that are here.
	 */
	public static Stream<SslProvider> providers() {
		return OpenSsl.isAvailable() ? Stream.of(SslProvider.JDK, SslProvider.OPENSSL, SslProvider.OPENSSL_REFCNT)
				: Stream.of(SslProvider.JDK);
	}

	public static SslContext server(SslProvider provider) {
		return server(provider, SERVER, ClientAuth.NONE);
	}

	public static SslContext server(SslProvider provider, X509Bundle certificate, ClientAuth clientAuth) {
		try {
			return SslContextBuilder.forServer(certificate.getKeyPair().getPrivate(), certificate.getCertificatePath())
				.sslProvider(provider)
				.protocols(V12, V13)
				.trustManager(AUTHORITY.getCertificate())
				.clientAuth(clientAuth)
				.build();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A context whose connections accept what the tests' authority has signed.
	 * @param certificate what it shows, or {@code null} for nothing
	 */
	public static SSLContext client(@Nullable X509Bundle certificate) {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			KeyManager[] keys = (certificate != null) ? certificate.toKeyManagerFactory().getKeyManagers() : null;
			context.init(keys, AUTHORITY.toTrustManagerFactory().getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Connect, with the handshake still to do.
	 * @param plain the socket below, for bytes that are not TLS's
	 * @param name the host to ask for, or {@code null}
	 */
	public static SSLSocket connect(SSLContext context, Socket plain, String protocol, @Nullable String name) {
		try {
			SSLSocket socket = (SSLSocket) context.getSocketFactory()
				.createSocket(plain, InetAddress.getLoopbackAddress().getHostAddress(), plain.getPort(), true);
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setProtocols(new String[] { protocol });
			parameters.setServerNames((name != null) ? List.of(new SNIHostName(name)) : List.of());
			socket.setSSLParameters(parameters);
			return socket;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A plain socket.
	 */
	public static Socket plain(int port) {
		return plain(port, 0);
	}

	/**
	 * A plain socket with a receive buffer of a size; 0 for the system's.
	 */
	public static Socket plain(int port, int receiveBufferBytes) {
		try {
			Socket socket = new Socket();
			if (receiveBufferBytes != 0) {
				socket.setReceiveBufferSize(receiveBufferBytes);
			}
			socket.setTcpNoDelay(true);
			socket.setSoTimeout(TIMEOUT_MILLIS);
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
			return socket;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public static SSLSocket connect(int port, String protocol) {
		return connect(client(null), plain(port), protocol, null);
	}

	public static RawClient open(int port, String protocol) {
		return RawClient.of(connect(port, protocol));
	}

	public static RawClient login(int port, String protocol, String uid) {
		RawClient client = open(port, protocol);
		client.login(uid);
		return client;
	}

	/**
	 * The name in the certificate that a server showed.
	 */
	public static String shownBy(SSLSocket server) {
		try {
			return ((X509Certificate) server.getSession().getPeerCertificates()[0]).getSubjectX500Principal().getName();
		}
		catch (SSLPeerUnverifiedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
