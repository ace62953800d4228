package io.wknet.spring.network;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

import io.netty.pkitesting.X509Bundle;
import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.connection.CloseReason;
import io.wknet.frame.ReasonCode;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestCertificates;
import io.wknet.spring.TestClient;
import io.wknet.spring.annotation.WkOnClose;
import io.wknet.spring.annotation.WkOnConnect;
import io.wknet.spring.annotation.WkOnFrame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class TlsTests {

	@TempDir
	private Path directory;

	@Test
	void speaksTlsOnTheTcpListener() throws Exception {
		runner().run((context) -> {
			SSLSocket socket = open(ServerRunner.port(context), null, null);
			assertThat(servedName(socket)).isEqualTo("gateway.example");
			try (TestClient client = TestClient.over(socket)) {
				assertThat(client.authenticate("alice", ServerRunner.TOKEN).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
				client.send(16, "hello");
				assertThat(client.receiveText()).isEqualTo("hello");
			}
		});
	}

	@Test
	void showsTheClientsCertificateToTheAuthenticatorAndToListenerMethods() throws Exception {
		runner().withPropertyValues("wk.net.tcp.ssl.client-auth=need")
			.withBean(Authenticator.class, () -> (credentials) -> {
				X509Certificate certificate = credentials.clientCertificate();
				return (certificate != null) ? AuthResult.accepted(commonName(certificate)) : AuthResult.rejected();
			})
			.withBean(Certificates.class)
			.run((context) -> {
				int port = ServerRunner.port(context);
				try (TestClient client = TestClient.over(open(port, TestCertificates.client("device-7"), null))) {
					assertThat(client.authenticate("anyone", "").reasonCode()).isEqualTo(ReasonCode.SUCCESS);
					client.send(17, "");
					assertThat(client.receiveText()).startsWith("device-7 TLSv1.3");
				}
				assertThat(context.getBean(Certificates.class).closed.poll(10, TimeUnit.SECONDS)).isEqualTo("device-7");
				assertThatIOException().isThrownBy(() -> {
					try (TestClient client = TestClient.over(open(port, null, null))) {
						client.authenticate("anyone", "");
					}
				});
			});
	}

	@Test
	void letsInClientsWithoutACertificateIfItIsOnlyWanted() throws Exception {
		runner().withPropertyValues("wk.net.tcp.ssl.client-auth=want")
			.withBean(Certificates.class)
			.withBean(Optionals.class)
			.run((context) -> {
				int port = ServerRunner.port(context);
				try (TestClient client = TestClient.over(open(port, null, null))) {
					client.authenticate("alice", ServerRunner.TOKEN);
					client.send(18, "");
					assertThat(client.receiveText()).isEqualTo("true true");
				}
			});
	}

	@Test
	void failsClearlyIfAMethodRequiresWhatAConnectionDoesNotHave(CapturedOutput output) {
		NetworkRunner.create().withBean(Certificates.class).run((context) -> {
			try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
				client.send(17, "");
				assertThat(client.receiveDisconnect()).isEqualTo(CloseReason.LISTENER_ERROR.name());
			}
			assertThat(output).contains("has no client certificate, which Certificates.who requires")
				.contains("ssl.client-auth=need");
		});
	}

	@Test
	void choosesTheBundleByServerName() throws Exception {
		runner()
			.withPropertyValues(
					TestCertificates.bundle("other", this.directory, TestCertificates.server("other.example")))
			.withPropertyValues(
					TestCertificates.bundle("wild", this.directory, TestCertificates.server("wild.example")))
			.withPropertyValues("wk.net.tcp.ssl.server-name-bundles[0].server-name=other.example",
					"wk.net.tcp.ssl.server-name-bundles[0].bundle=other",
					"wk.net.tcp.ssl.server-name-bundles[1].server-name=*.wild.example",
					"wk.net.tcp.ssl.server-name-bundles[1].bundle=wild")
			.run((context) -> {
				int port = ServerRunner.port(context);
				assertThat(servedName(port, "other.example")).isEqualTo("other.example");
				assertThat(servedName(port, "a.wild.example")).isEqualTo("wild.example");
				assertThat(servedName(port, "unknown.example")).isEqualTo("gateway.example");
				assertThat(servedName(port, null)).isEqualTo("gateway.example");
			});
	}

	@Test
	void servesARotatedCertificateToTheNextConnectionWhileAnOpenOneGoesOn(CapturedOutput output) throws Exception {
		runner()
			.withPropertyValues("spring.ssl.bundle.pem.gateway.reload-on-update=true",
					"spring.ssl.bundle.watch.file.quiet-period=1s")
			.run((context) -> {
				int port = ServerRunner.port(context);
				try (TestClient open = TestClient.over(open(port, null, null))) {
					open.authenticate("alice", ServerRunner.TOKEN);
					TestCertificates.write("gateway", this.directory, TestCertificates.server("rotated.example"));
					await().atMost(30, TimeUnit.SECONDS).until(() -> servedName(port, null).equals("rotated.example"));
					Files.writeString(this.directory.resolve("gateway.crt"), "no certificate");
					await().atMost(30, TimeUnit.SECONDS).until(() -> output.toString().contains("ERROR"));
					assertThat(servedName(port, null)).isEqualTo("rotated.example");
					open.send(16, "still here");
					assertThat(open.receiveText()).isEqualTo("still here");
				}
			});
	}

	private ApplicationContextRunner runner() throws Exception {
		return NetworkRunner.create()
			.withPropertyValues(
					TestCertificates.bundle("gateway", this.directory, TestCertificates.server("gateway.example")))
			.withPropertyValues("wk.net.tcp.ssl.bundle=gateway");
	}

	private static SSLSocket open(int port, @Nullable X509Bundle certificate, @Nullable String serverName)
			throws Exception {
		SSLContext context = TestCertificates.clientContext(certificate);
		SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
		socket.setSoTimeout(10_000);
		if (serverName != null) {
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setServerNames(List.of(new SNIHostName(serverName)));
			socket.setSSLParameters(parameters);
		}
		socket.startHandshake();
		return socket;
	}

	private static String servedName(int port, @Nullable String serverName) throws Exception {
		try (SSLSocket socket = open(port, null, serverName)) {
			return servedName(socket);
		}
	}

	private static String servedName(SSLSocket socket) throws IOException {
		return commonName((X509Certificate) socket.getSession().getPeerCertificates()[0]);
	}

	private static String commonName(X509Certificate certificate) {
		return TestCertificates.commonName(certificate);
	}

	static class Certificates {

		private final BlockingQueue<String> closed = new LinkedBlockingQueue<>();

		@WkOnFrame(17)
		String who(X509Certificate certificate, SSLSession session) {
			return commonName(certificate) + " " + session.getProtocol();
		}

		@WkOnClose
		void closed(@Nullable X509Certificate certificate) {
			this.closed.add((certificate != null) ? commonName(certificate) : "nobody");
		}

	}

	static class Optionals {

		private boolean connected;

		@WkOnConnect
		void connected(@Nullable X509Certificate certificate, @Nullable SSLSession session) {
			this.connected = certificate == null && session != null;
		}

		@WkOnFrame(18)
		String empty(Optional<X509Certificate> certificate) {
			return this.connected + " " + certificate.isEmpty();
		}

	}

}
