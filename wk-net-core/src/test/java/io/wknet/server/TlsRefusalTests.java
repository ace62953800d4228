package io.wknet.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.canary.Canary;
import io.wknet.connection.CloseReason;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.Tls;
import io.wknet.transport.TlsSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * What breaks TLS, before and after the handshake: the peer is closed, once, and nobody
 * makes a fuss about it.
 */
class TlsRefusalTests {

	private static final String PROVIDERS = "io.wknet.support.Tls#providers";

	private static final String VERSIONS = "io.wknet.server.TlsTests#providersAndVersions";

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final List<SslContext> contexts = new CopyOnWriteArrayList<>();

	private BoundWkServer server;

	@BeforeEach
	void watchTheLog() {
		this.log.start();
		this.root.addAppender(this.log);
	}

	@AfterEach
	void stop() {
		this.server.close();
		this.contexts.forEach(ReferenceCountUtil::release);
		this.root.detachAppender(this.log);
		assertThat(this.log.list).filteredOn((event) -> event.getLevel().isGreaterOrEqual(Level.WARN))
			// A slow machine may be slow to stop.
			.allSatisfy((event) -> assertThat(event.getLoggerName()).endsWith("RunningWkServer"));
		assertThat(this.log.list).allSatisfy((event) -> assertThat(event.getThrowableProxy()).isNull());
	}

	private void bind(SslProvider provider) {
		bind(Tls.server(provider), true);
	}

	private void bind(SslContext context, boolean named) {
		this.contexts.add(context);
		TlsSettings tls = TlsSettings.of(() -> context);
		this.server = WkServer.create()
			.listen(ListenerSettings.tcp(0).withTls(named ? tls.withServerName("other", () -> context) : tls))
			.eventLoops(1)
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.accepted(credentials.uid())))
			.bind();
	}

	private void assertClosedOnlyAs(CloseReason reason) {
		Awaitility.await()
			.until(() -> this.server.stats().closed().values().stream().mapToLong(Long::longValue).sum() > 0);
		assertThat(this.server.connections().connectionCount()).isZero();
		this.server.close();
		assertThat(this.server.stats().closed())
			.allSatisfy((each, count) -> assertThat(count).as(each.name()).isEqualTo((each == reason) ? 1 : 0));
		assertThat(this.server.stats().accepted()).isEqualTo(1);
	}

	private String logged() {
		return this.log.list.stream().map(ILoggingEvent::getFormattedMessage).toList().toString();
	}

	static Stream<Arguments> notTls() {
		byte[] http = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
		return Tls.providers()
			.flatMap((provider) -> Stream.of(true, false)
				.flatMap((named) -> Stream.of(Arguments.of(provider, named, "GET /", http),
						Arguments.of(provider, named, "a CONNECT without TLS",
								Bytes.connect("alice", 5, 0, "phone", Canary.TOKEN)),
						Arguments.of(provider, named, "an oversized record", Bytes.hex("16 03 01 48 01 01")),
						Arguments.of(provider, named, "another version", Bytes.hex("16 02 00 00 10 01")),
						Arguments.of(provider, named, "no ClientHello", Bytes.hex("16 03 01 00 04 02 00 00 00")),
						Arguments.of(provider, named, "garbage in a ClientHello",
								Bytes.join(Bytes.hex("16 03 01 00 44 01 00 00 40"), new byte[64])),
						Arguments.of(provider, named, "data before a handshake",
								Bytes.hex("17 03 03 00 04 01 02 03 04")))));
	}

	@ParameterizedTest
	@MethodSource("notTls")
	void refusesWhatIsNotTls(SslProvider provider, boolean named, String what, byte[] bytes) throws IOException {
		bind(Tls.server(provider), named);
		try (Socket socket = Tls.plain(this.server.port())) {
			socket.getOutputStream().write(bytes);
			readToTheEnd(socket.getInputStream());
			assertClosedOnlyAs(CloseReason.PROTOCOL_ERROR);
		}
		assertThat(logged()).contains("the TLS handshake")
			.doesNotContain(Canary.TOKEN)
			.doesNotContain(HexFormat.of().formatHex(Canary.TOKEN.getBytes(StandardCharsets.US_ASCII)));
	}

	private static int readToTheEnd(InputStream in) {
		try {
			return in.readAllBytes().length;
		}
		catch (IOException ex) {
			// A reset, if the server did not read all.
			return 0;
		}
	}

	@ParameterizedTest
	@MethodSource(PROVIDERS)
	void countsWhoLeavesInTheHandshake(SslProvider provider) throws IOException {
		bind(provider);
		try (Socket socket = Tls.plain(this.server.port())) {
			socket.getOutputStream().write(Bytes.hex("16 03 01 00 44 01 00"));
		}
		assertClosedOnlyAs(CloseReason.CLIENT);
	}

	@ParameterizedTest
	@MethodSource(VERSIONS)
	void refusesAClientWithoutACertificate(SslProvider provider, String version) throws IOException {
		bind(Tls.server(provider, Tls.certificate("localhost"), ClientAuth.REQUIRE), true);
		try (SSLSocket socket = Tls.connect(this.server.port(), version)) {
			// With TLS 1.3 the client has finished before the server looks.
			assertThatIOException().isThrownBy(() -> {
				socket.startHandshake();
				socket.getInputStream().read();
			}).withMessageContaining("alert");
		}
		assertClosedOnlyAs(CloseReason.PROTOCOL_ERROR);
	}

	@ParameterizedTest
	@MethodSource(VERSIONS)
	void refusesAClientThatDoesNotTrustTheServer(SslProvider provider, String version) throws Exception {
		bind(provider);
		SSLContext strict = SSLContext.getInstance("TLS");
		strict.init(null, null, null);
		try (SSLSocket socket = Tls.connect(strict, Tls.plain(this.server.port()), version, null)) {
			assertThatIOException().isThrownBy(socket::startHandshake);
		}
		assertClosedOnlyAs(CloseReason.PROTOCOL_ERROR);
	}

	@ParameterizedTest
	@MethodSource(PROVIDERS)
	void tellsAClientWithoutACommonSuite(SslProvider provider) throws IOException {
		bind(provider);
		try (SSLSocket socket = Tls.connect(this.server.port(), Tls.V12)) {
			// For RSA, and the server's certificate has a key on an elliptic curve.
			socket.setEnabledCipherSuites(new String[] { "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" });
			assertThatIOException().isThrownBy(socket::startHandshake).withMessageContaining("alert");
		}
		assertClosedOnlyAs(CloseReason.PROTOCOL_ERROR);
	}

	@ParameterizedTest
	@MethodSource(PROVIDERS)
	void refusesASecondHandshake(SslProvider provider) throws IOException {
		bind(provider);
		try (SSLSocket socket = Tls.connect(this.server.port(), Tls.V12); RawClient client = RawClient.of(socket)) {
			client.login("alice");
			assertThatIOException().isThrownBy(() -> {
				socket.startHandshake();
				// It may have come down to reading our last words.
				socket.getInputStream().readAllBytes();
				throw new IOException("The end");
			});
			assertClosedOnlyAs(CloseReason.PROTOCOL_ERROR);
		}
	}

	@ParameterizedTest
	@MethodSource(PROVIDERS)
	void takesChangesOfKeys(SslProvider provider) throws IOException {
		bind(provider);
		try (SSLSocket socket = Tls.connect(this.server.port(), Tls.V13); RawClient client = RawClient.of(socket)) {
			client.login("alice");
			for (int i = 0; i < 100; i++) {
				socket.startHandshake();
				client.ping();
			}
		}
		assertClosedOnlyAs(CloseReason.CLIENT);
	}

	@ParameterizedTest
	@MethodSource(PROVIDERS)
	void refusesAFloodOfChangesOfKeys(SslProvider provider) throws IOException {
		bind(provider);
		try (SSLSocket socket = Tls.connect(Tls.client(null), Tls.plain(this.server.port(), 4096), Tls.V13, null);
				RawClient client = RawClient.of(socket)) {
			client.login("alice");
			assertThatIOException().isThrownBy(() -> {
				for (int i = 0; i < 1_000_000; i++) {
					socket.startHandshake();
				}
			});
			assertClosedOnlyAs(CloseReason.PROTOCOL_ERROR);
		}
	}

	@ParameterizedTest
	@MethodSource(VERSIONS)
	void closesAfterACorruptedRecord(SslProvider provider, String version) throws IOException {
		bind(provider);
		try (Socket plain = Tls.plain(this.server.port());
				RawClient client = RawClient.of(Tls.connect(Tls.client(null), plain, version, null))) {
			client.login("alice");
			plain.getOutputStream().write(Bytes.join(Bytes.hex("17 03 03 00 40"), new byte[64]));
			assertClosedOnlyAs(CloseReason.PROTOCOL_ERROR);
		}
	}

	@ParameterizedTest
	@MethodSource(VERSIONS)
	void closesAfterARecordThatIsTooLarge(SslProvider provider, String version) throws IOException {
		bind(provider);
		try (Socket plain = Tls.plain(this.server.port());
				RawClient client = RawClient.of(Tls.connect(Tls.client(null), plain, version, null))) {
			client.login("alice");
			plain.getOutputStream().write(Bytes.hex("17 03 03 FF FF"));
			assertThat(client.readAll()).singleElement()
				.satisfies((frame) -> assertThat(frame.disconnectText()).isEqualTo("PROTOCOL_ERROR"));
			assertClosedOnlyAs(CloseReason.PROTOCOL_ERROR);
		}
	}

	@ParameterizedTest
	@MethodSource(VERSIONS)
	void takesTheEndOfTlsForTheEnd(SslProvider provider, String version) throws IOException {
		bind(provider);
		try (Socket plain = Tls.plain(this.server.port());
				SSLSocket socket = Tls.connect(Tls.client(null), plain, version, null);
				RawClient client = RawClient.of(socket)) {
			client.login("alice");
			client.send(Bytes.PING);
			// A close_notify, without the end of the socket's stream.
			socket.shutdownOutput();
			assertThat(client.readAll()).hasSizeLessThanOrEqualTo(1);
			assertClosedOnlyAs(CloseReason.CLIENT);
		}
	}

	@ParameterizedTest
	@MethodSource(VERSIONS)
	void takesATruncatedStreamForTheEnd(SslProvider provider, String version) throws IOException {
		bind(provider);
		try (Socket plain = Tls.plain(this.server.port());
				RawClient client = RawClient.of(Tls.connect(Tls.client(null), plain, version, null))) {
			client.login("alice");
			plain.getOutputStream().write(Bytes.hex("17 03 03 00 40 01 02"));
			plain.shutdownOutput();
			assertClosedOnlyAs(CloseReason.CLIENT);
		}
	}

	@ParameterizedTest
	@MethodSource(VERSIONS)
	void endsTlsBeforeTheStream(SslProvider provider, String version) throws IOException {
		bind(provider);
		try (SSLSocket socket = Tls.connect(this.server.port(), version); RawClient client = RawClient.of(socket)) {
			client.login("alice");
			this.server.connections().forEach((connection) -> connection.close());
			// Without a close_notify this would fail at the end of the stream.
			assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
		}
		assertClosedOnlyAs(CloseReason.SERVER);
	}

}
