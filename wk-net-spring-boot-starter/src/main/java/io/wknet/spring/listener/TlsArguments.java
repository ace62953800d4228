package io.wknet.spring.listener;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Function;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import io.wknet.connection.WkConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;

/**
 * Arguments that come from the TLS of a connection: its session, and the certificate that
 * the client showed. Which connections have them is known only when they are there, so a
 * parameter that may not be absent fails when it is.
 */
final class TlsArguments {

	private TlsArguments() {
	}

	static boolean accepts(Class<?> type) {
		return type == SSLSession.class || type == X509Certificate.class;
	}

	static Argument of(MethodName name, MethodParameter parameter, Class<?> type) {
		return (type == SSLSession.class)
				? argument(name, parameter, WkConnection::tlsSession, "TLS", "give its listener an SSL bundle")
				: argument(name, parameter, TlsArguments::clientCertificate, "client certificate",
						"let its listener ask for one with ssl.client-auth=need");
	}

	private static Argument argument(MethodName name, MethodParameter parameter,
			Function<WkConnection, @Nullable Object> value, String what, String remedy) {
		if (parameter.getParameterType() == Optional.class) {
			return (connection, frame, subject, error) -> Optional.ofNullable(value.apply(connection));
		}
		if (parameter.isOptional()) {
			return (connection, frame, subject, error) -> value.apply(connection);
		}
		return (connection, frame, subject, error) -> {
			Object present = value.apply(connection);
			if (present == null) {
				throw new IllegalStateException("Connection " + connection.id() + " of listener '"
						+ connection.listener() + "' has no " + what + ", which " + name.brief() + " requires; "
						+ remedy + ", or make the parameter @Nullable or an Optional");
			}
			return present;
		};
	}

	private static @Nullable X509Certificate clientCertificate(WkConnection connection) {
		SSLSession session = connection.tlsSession();
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

}
