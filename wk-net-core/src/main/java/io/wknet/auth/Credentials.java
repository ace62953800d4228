package io.wknet.auth;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import org.jspecify.annotations.Nullable;

/**
 * What a client showed, and where it came from.
 *
 * @param connect the CONNECT frame as it was sent
 * @param connectionId the connection's id
 * @param remoteAddress the client's address
 * @param listener the name of the listener that accepted the connection, {@code tcp} for
 * example
 * @param tlsSession the TLS session, or {@code null} without TLS
 * @since 0.1.0
 */
public record Credentials(ConnectFrame connect, long connectionId, SocketAddress remoteAddress, String listener,
		@Nullable SSLSession tlsSession) {

	/**
	 * Credentials that were shown without TLS.
	 * @param connect the CONNECT frame as it was sent
	 * @param connectionId the connection's id
	 * @param remoteAddress the client's address
	 * @param listener the name of the listener
	 */
	public Credentials(ConnectFrame connect, long connectionId, SocketAddress remoteAddress, String listener) {
		this(connect, connectionId, remoteAddress, listener, null);
	}

	/**
	 * Who the client says it is.
	 * @return the uid of the CONNECT; may be anything
	 */
	public String uid() {
		return this.connect.uid();
	}

	/**
	 * The secret that proves it.
	 * @return the token of the CONNECT; must not be logged
	 */
	public String token() {
		return this.connect.token();
	}

	/**
	 * The certificate that the client showed for mutual TLS and that was found to be
	 * trusted.
	 * @return the certificate, or {@code null} if it showed none
	 */
	public @Nullable X509Certificate clientCertificate() {
		SSLSession session = this.tlsSession;
		if (session == null) {
			return null;
		}
		try {
			return (session.getPeerCertificates()[0] instanceof X509Certificate certificate) ? certificate : null;
		}
		catch (SSLPeerUnverifiedException ex) {
			return null;
		}
	}

	/**
	 * The kind of device.
	 * @return the device flag of the CONNECT
	 */
	public DeviceFlag deviceFlag() {
		return this.connect.deviceFlag();
	}

	/**
	 * Which device.
	 * @return the device id of the CONNECT; may be empty
	 */
	public String deviceId() {
		return this.connect.deviceId();
	}

}
