package io.wknet.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import javax.net.ssl.SSLSocket;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import io.wknet.auth.Authenticator;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.Tls;
import io.wknet.transport.TlsSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example of TLS on the page about the server.
 */
class TlsPageTests {

	@Test
	void theExampleRuns() throws Exception {
		X509Bundle bundle = Tls.certificate("first");
		File certificate = bundle.toTempCertChainPem();
		File privateKey = bundle.toTempPrivateKeyPem();
		SslContext renewed = Tls.server(SslProvider.JDK);
		// @formatter:off
		// snippet
		SslContext context = SslContextBuilder.forServer(certificate, privateKey)
			.sslProvider(SslProvider.JDK)
			.build();
		AtomicReference<SslContext> current = new AtomicReference<>(context);
		BoundWkServer server = WkServer.create()
			.listen(ListenerSettings.tcp(0).withTls(TlsSettings.of(current::get)))
			.authenticator(Authenticator.sharedToken("secret"))
			.bind();
		// end
		// @formatter:on
		try (server; SSLSocket before = Tls.connect(server.port(), Tls.V13); RawClient client = RawClient.of(before)) {
			client.login(Bytes.connect("alice", 5, 0, "phone", "secret"));
			assertThat(Tls.shownBy(before)).isEqualTo("CN=first");
			current.set(renewed);
			try (SSLSocket after = Tls.connect(server.port(), Tls.V13)) {
				after.startHandshake();
				assertThat(Tls.shownBy(after)).isEqualTo("CN=localhost");
			}
			client.ping();
		}
	}

	@Test
	void thePageShowsTheExampleThatRuns() throws IOException {
		String source = Files
			.readString(Path.of("src/test/java/io/wknet/server", getClass().getSimpleName() + ".java"));
		String snippet = lines(source.substring(source.indexOf("// snippet\n") + 11, source.indexOf("// end\n")))
			.strip();
		assertThat(lines(Files.readString(Path.of("docs/server.md")))).contains(snippet);
	}

	private static String lines(String text) {
		return text.lines().map(String::stripLeading).collect(Collectors.joining("\n"));
	}

}
