package io.wknet.spring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of one authority that lives as long as the tests.
 */
public final class TestCertificates {

	public static final X509Bundle AUTHORITY = authority("Test Authority");

	private TestCertificates() {
	}

	public static X509Bundle authority(String name) {
		try {
			return new CertificateBuilder().ecp256()
				.subject("CN=" + name)
				.setIsCertificateAuthority(true)
				.buildSelfSigned();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A certificate for this machine, whose common name tells it from others.
	 */
	public static X509Bundle server(String name) throws Exception {
		return new CertificateBuilder().ecp256()
			.subject("CN=" + name)
			.addSanDnsName("localhost")
			.addSanDnsName(name)
			.addSanIpAddress("127.0.0.1")
			.addExtendedKeyUsageServerAuth()
			.buildIssuedBy(AUTHORITY);
	}

	public static X509Bundle client(String name) throws Exception {
		return client(name, AUTHORITY);
	}

	public static X509Bundle client(String name, X509Bundle authority) throws Exception {
		return new CertificateBuilder().ecp256()
			.subject("CN=" + name)
			.addExtendedKeyUsageClientAuth()
			.buildIssuedBy(authority);
	}

	/**
	 * What a client uses that trusts the authority.
	 */
	public static SSLContext clientContext(@Nullable X509Bundle certificate) throws Exception {
		KeyManager[] keys = (certificate != null) ? certificate.toKeyManagerFactory().getKeyManagers() : null;
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys, new TrustManager[] { AUTHORITY.toTrustManager() }, null);
		return context;
	}

	/**
	 * Properties of a bundle that is made of files.
	 */
	public static String[] bundle(String name, Path directory, X509Bundle certificate) throws IOException {
		write(name, directory, certificate);
		Files.writeString(directory.resolve("ca.crt"), AUTHORITY.getCertificatePEM());
		String prefix = "spring.ssl.bundle.pem." + name + ".";
		return new String[] { prefix + "keystore.certificate=file:" + directory.resolve(name + ".crt"),
				prefix + "keystore.private-key=file:" + directory.resolve(name + ".key"),
				prefix + "truststore.certificate=file:" + directory.resolve("ca.crt") };
	}

	/**
	 * Replace the files of a bundle, each at once.
	 */
	public static void write(String name, Path directory, X509Bundle certificate) throws IOException {
		replace(directory.resolve(name + ".key"), certificate.getPrivateKeyPEM());
		replace(directory.resolve(name + ".crt"), certificate.getCertificatePathPEM());
	}

	private static void replace(Path file, String content) throws IOException {
		Path temporary = file.resolveSibling(file.getFileName() + ".new");
		Files.writeString(temporary, content);
		Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
	}

	public static String commonName(Certificate certificate) {
		return ((X509Certificate) certificate).getSubjectX500Principal().getName().replace("CN=", "");
	}

}
