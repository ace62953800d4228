package com.example.mutualtls;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.netty.pkitesting.X509Bundle;
import io.wknet.connection.CloseReason;
import io.wknet.frame.ReasonCode;
import io.wknet.spring.GuideApplication;
import io.wknet.spring.GuidePage;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestCertificates;
import io.wknet.spring.TestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What docs/guides/mutual-tls.md makes.
 */
class MutualTlsGuideTests {

	@TempDir
	private static Path directory;

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() throws Exception {
		TestCertificates.write("gateway", directory, TestCertificates.server("gateway.example"));
		Files.writeString(directory.resolve("devices-ca.crt"), TestCertificates.AUTHORITY.getCertificatePEM());
		context = run(directory);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@Test
	void knowsADeviceByItsCertificateWhateverItSays() throws Exception {
		try (TestClient device = connect(TestCertificates.client("device-7"))) {
			assertThat(device.authenticate("device-1", "").reasonCode()).isEqualTo(ReasonCode.SUCCESS);
			device.send(16, "");
			assertThat(device.receiveText()).startsWith("device-7, until ");
		}
	}

	@Test
	void refusesWhoHasNoCertificate() {
		assertThatIOException().isThrownBy(() -> {
			try (TestClient client = connect(null)) {
				client.authenticate("device-7", "");
			}
		});
	}

	@Test
	void refusesACertificateOfAnotherAuthority() throws Exception {
		X509Bundle forged = TestCertificates.client("device-7", TestCertificates.authority("Forger"));
		assertThatIOException().isThrownBy(() -> {
			try (TestClient client = connect(forged)) {
				client.authenticate("device-7", "");
			}
		});
	}

	@Test
	void replacesTheOlderConnectionOfADevice() throws Exception {
		X509Bundle certificate = TestCertificates.client("device-8");
		try (TestClient first = connect(certificate); TestClient second = connect(certificate)) {
			first.authenticate("", "");
			second.authenticate("", "");
			assertThat(first.receiveDisconnect()).isEqualTo(CloseReason.KICKED.name());
			second.ping();
		}
	}

	@Test
	void keepsOutADeviceThatWasLost() throws Exception {
		X509Bundle certificate = TestCertificates.client("device-9");
		try (TestClient device = connect(certificate)) {
			device.authenticate("", "");
			device.ping();
			context.getBean(Devices.class).lost("device-9", certificate.getCertificate());
			assertThat(device.receiveDisconnect()).isEqualTo(CloseReason.KICKED.name());
		}
		try (TestClient thief = connect(certificate)) {
			assertThat(thief.authenticate("", "").reasonCode()).isEqualTo(ReasonCode.AUTH_FAIL);
		}
		try (TestClient replacement = connect(TestCertificates.client("device-9"))) {
			assertThat(replacement.authenticate("", "").reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		}
	}

	@Test
	void findsTheNameInALongSubject() throws Exception {
		X509Certificate certificate = TestCertificates.client("device-10,OU=CN=boss").getCertificate();
		assertThat(CertificateAuthenticator.commonName(certificate)).isEqualTo("device-10");
	}

	/**
	 * The commands of the page, from nothing to a device that is logged in.
	 */
	@Test
	void worksWithTheCertificatesOfThePage(@TempDir Path made) throws Exception {
		assumeTrue(run(made, "openssl version") == 0, "openssl is not installed");
		assertThat(run(made, "set -e\n" + GuidePage.of("mutual-tls").snippet("certificates"))).isZero();
		try (ConfigurableApplicationContext gateway = run(made);
				TestClient device = TestClient.over(open(gateway, contextOf(made, "device-7")))) {
			assertThat(device.authenticate("", "").reasonCode()).isEqualTo(ReasonCode.SUCCESS);
			device.send(16, "");
			assertThat(device.receiveText()).startsWith("device-7, until ");
			String shell = GuidePage.of("README").snippet("client") + GuidePage.of("mutual-tls").snippet("device");
			assertThat(run(made, "PORT=" + ServerRunner.port(gateway) + "\n" + shell)).isZero();
			assertThat(Files.readString(made.resolve("script.log")).lines().map(String::trim)).containsExactly("1",
					"nothing", "2");
		}
	}

	private static ConfigurableApplicationContext run(Path files) {
		String prefix = "spring.ssl.bundle.pem.gateway.";
		return GuideApplication.run("mutual-tls", Application.class,
				prefix + "keystore.certificate=" + files.resolve("gateway.crt").toUri(),
				prefix + "keystore.private-key=" + files.resolve("gateway.key").toUri(),
				prefix + "truststore.certificate=" + files.resolve("devices-ca.crt").toUri(),
				"gateway.revoked-certificates=" + files.resolve("revoked.txt"));
	}

	private static int run(Path where, String script) throws Exception {
		try {
			Process process = new ProcessBuilder("bash", "-c", script).directory(where.toFile())
				.redirectErrorStream(true)
				.redirectOutput(where.resolve("script.log").toFile())
				.start();
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			return process.exitValue();
		}
		catch (IOException ex) {
			return -1;
		}
	}

	private static TestClient connect(X509Bundle certificate) throws Exception {
		return TestClient.over(open(context, TestCertificates.clientContext(certificate)));
	}

	private static SSLSocket open(ConfigurableApplicationContext gateway, SSLContext context) throws Exception {
		SSLSocket socket = (SSLSocket) context.getSocketFactory()
			.createSocket(InetAddress.getLoopbackAddress(), ServerRunner.port(gateway));
		socket.setSoTimeout(10_000);
		socket.startHandshake();
		return socket;
	}

	private static SSLContext contextOf(Path files, String device) {
		return SslBundle
			.of(new PemSslStoreBundle(
					PemSslStoreDetails.forCertificate(files.resolve(device + ".crt").toUri().toString())
						.withPrivateKey(files.resolve(device + ".key").toUri().toString()),
					PemSslStoreDetails.forCertificate(files.resolve("gateway.crt").toUri().toString())))
			.createSslContext();
	}

	@SpringBootApplication
	static class Application {

	}

}
