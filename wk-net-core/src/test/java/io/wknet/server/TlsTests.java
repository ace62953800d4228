package io.wknet.server;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.wknet.auth.AuthResult;
import io.wknet.auth.Credentials;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import io.wknet.support.Tls;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.ProxyProtocol;
import io.wknet.transport.ProxyProtocolSettings;
import io.wknet.transport.TlsSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class TlsTests {

	private static final String PROVIDERS = "io.wknet.support.Tls#providers";

	private final List<SslContext> contexts = new CopyOnWriteArrayList<>();

	private final AtomicReference<Credentials> shown = new AtomicReference<>();

	private BoundWkServer server;

	static Stream<Arguments> providersAndVersions() {
		return Tls.providers()
			.flatMap((provider) -> Stream.of(Arguments.of(provider, Tls.V12), Arguments.of(provider, Tls.V13)));
	}

	@AfterEach
	void stop() {
		this.server.close();
		this.contexts.forEach(ReferenceCountUtil::release);
	}

	private SslContext context(SslContext context) {
		this.contexts.add(context);
		return context;
	}

	private void bind(TlsSettings tls) {
		bind(tls, new WkListener() {

			@Override
			public void onFrame(WkConnection connection, ClientFrame frame) {
				if (frame instanceof ApplicationFrame application) {
					connection.send(application);
				}
			}

		});
	}

	private void bind(TlsSettings tls, WkListener listener) {
		this.server = WkServer.create()
			.listen(ListenerSettings.tcp(0).withTls(tls))
			.eventLoops(2)
			.outbound(OutboundSettings.defaults().withMaxPendingBytes(4 << 20))
			.listener(listener, Dispatch.EVENT_LOOP)
			.authenticator((ReactiveAuthenticator) (credentials) -> {
				this.shown.set(credentials);
				return Mono.just(AuthResult.accepted(credentials.uid()));
			})
			.bind();
	}

	private WkConnection connection(String uid) {
		return this.server.connections().findByUid(uid).get(0);
	}

	@ParameterizedTest
	@MethodSource("providersAndVersions")
	void carriesFramesInBothDirections(SslProvider provider, String version) {
		SslContext context = context(Tls.server(provider));
		bind(TlsSettings.of(() -> context));
		try (RawClient client = Tls.login(this.server.port(), version, "alice")) {
			client.ping();
			assertThat(connection("alice").tlsSession()).isNotNull()
				.extracting(SSLSession::getProtocol)
				.isEqualTo(version);
			assertThat(this.shown.get().clientCertificate()).isNull();
			int burst = 200;
			for (int round = 0; round < 20; round++) {
				byte[][] frames = new byte[burst][];
				for (int i = 0; i < burst; i++) {
					frames[i] = Bytes.numbered(20, round * burst + i);
				}
				client.send(Bytes.join(frames));
				for (int i = 0; i < burst; i++) {
					assertThat(client.read().number()).isEqualTo(round * burst + i);
				}
			}
			byte[] large = new byte[1 << 20];
			for (int i = 0; i < large.length; i++) {
				large[i] = (byte) ((i * 31) >> 3);
			}
			CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> client.send(Bytes.frame(21, large)));
			assertThat(client.read().body()).isEqualTo(large);
			sent.join();
			Awaitility.await().until(() -> connection("alice").stats().pendingBytes() == 0);
		}
		Awaitility.await().until(() -> this.server.stats().closed().get(CloseReason.CLIENT) == 1);
	}

	@ParameterizedTest
	@MethodSource("providersAndVersions")
	void showsTheCertificateOfTheClient(SslProvider provider, String version) throws SSLPeerUnverifiedException {
		SslContext context = context(Tls.server(provider, Tls.certificate("localhost"), ClientAuth.REQUIRE));
		AtomicReference<SSLSession> atTheEnd = new AtomicReference<>();
		bind(TlsSettings.of(() -> context), new WkListener() {

			@Override
			public void onClose(WkConnection connection, CloseReason reason) {
				atTheEnd.set(connection.tlsSession());
			}

		});
		SSLContext alice = Tls.client(Tls.certificate("alice"));
		// The second may resume the session of the first.
		for (int i = 0; i < 2; i++) {
			atTheEnd.set(null);
			try (RawClient client = RawClient
				.of(Tls.connect(alice, Tls.plain(this.server.port()), version, "localhost"))) {
				client.login("alice");
				X509Certificate certificate = this.shown.get().clientCertificate();
				assertThat(certificate).isNotNull();
				assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=alice");
				SSLSession session = connection("alice").tlsSession();
				assertThat(session).isNotNull();
				assertThat(session.getPeerCertificates()[0]).isEqualTo(certificate);
			}
			Awaitility.await().until(() -> atTheEnd.get() != null);
			assertThat(atTheEnd.get().getPeerCertificates()).isNotEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource(PROVIDERS)
	void choosesTheCertificateByTheNameThatTheClientAsksFor(SslProvider provider) throws IOException {
		SslContext others = context(Tls.server(provider));
		SslContext chat = context(Tls.server(provider, Tls.certificate("chat.example.org"), ClientAuth.NONE));
		SslContext any = context(Tls.server(provider, Tls.certificate("any.example.org"), ClientAuth.NONE));
		bind(TlsSettings.of(() -> others)
			.withServerName("chat.example.org", () -> chat)
			.withServerName("*.Example.org", () -> any));
		for (String version : List.of(Tls.V12, Tls.V13)) {
			assertThat(shownFor("chat.example.org", version)).isEqualTo("CN=chat.example.org");
			assertThat(shownFor("CHAT.example.org", version)).isEqualTo("CN=chat.example.org");
			assertThat(shownFor("news.example.org", version)).isEqualTo("CN=any.example.org");
			assertThat(shownFor("a.news.example.org", version)).isEqualTo("CN=localhost");
			assertThat(shownFor("example.org", version)).isEqualTo("CN=localhost");
			assertThat(shownFor("unknown", version)).isEqualTo("CN=localhost");
			assertThat(shownFor(null, version)).isEqualTo("CN=localhost");
		}
	}

	private String shownFor(String name, String version) throws IOException {
		try (SSLSocket socket = Tls.connect(Tls.client(null), Tls.plain(this.server.port()), version, name);
				RawClient client = RawClient.of(socket)) {
			client.login("guest");
			return Tls.shownBy(socket);
		}
	}

	@ParameterizedTest
	@MethodSource(PROVIDERS)
	void servesAReplacedCertificateToNewConnectionsOnly(SslProvider provider) throws IOException {
		AtomicReference<SslContext> current = new AtomicReference<>(
				Tls.server(provider, Tls.certificate("old"), ClientAuth.NONE));
		bind(TlsSettings.of(current::get));
		try (SSLSocket socket = Tls.connect(this.server.port(), Tls.V13); RawClient old = RawClient.of(socket)) {
			old.login("alice");
			assertThat(Tls.shownBy(socket)).isEqualTo("CN=old");
			SslContext replaced = current
				.getAndSet(context(Tls.server(provider, Tls.certificate("new"), ClientAuth.NONE)));
			ReferenceCountUtil.release(replaced);
			assertThat(shownFor(null, Tls.V13)).isEqualTo("CN=new");
			old.send(Bytes.numbered(20, 7));
			assertThat(old.read().number()).isEqualTo(7);
		}
	}

	static Stream<Supplier<SslContext>> unusable() throws IOException {
		SslContext forClients = SslContextBuilder.forClient().sslProvider(SslProvider.JDK).build();
		return Stream.of(() -> {
			throw new IllegalStateException("The bundle 'server' has no key");
		}, () -> forClients, () -> null);
	}

	@ParameterizedTest
	@MethodSource("unusable")
	void refusesAConnectionForWhichThereIsNoContext(Supplier<SslContext> unusable) throws IOException {
		SslContext usable = context(Tls.server(SslProvider.JDK));
		AtomicReference<Supplier<SslContext>> current = new AtomicReference<>(unusable);
		bind(TlsSettings.of(() -> current.get().get()));
		try (Socket socket = Tls.plain(this.server.port())) {
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
		Awaitility.await().until(() -> this.server.stats().closed().get(CloseReason.LISTENER_ERROR) == 1);
		current.set(() -> usable);
		try (RawClient client = Tls.login(this.server.port(), Tls.V13, "alice")) {
			client.ping();
		}
		assertThat(this.server.stats().accepted()).isEqualTo(2);
	}

	@Test
	void refusesAConnectionForWhoseNameThereIsNoContext() throws IOException {
		SslContext usable = context(Tls.server(SslProvider.JDK));
		bind(TlsSettings.of(() -> usable).withServerName("chat.example.org", () -> {
			throw new IllegalStateException("The bundle 'chat' has no key");
		}));
		try (SSLSocket socket = Tls.connect(Tls.client(null), Tls.plain(this.server.port()), Tls.V13,
				"chat.example.org")) {
			assertThatIOException().isThrownBy(socket::startHandshake);
		}
		Awaitility.await().until(() -> this.server.stats().closed().get(CloseReason.LISTENER_ERROR) == 1);
		assertThat(shownFor("other.example.org", Tls.V13)).isEqualTo("CN=localhost");
	}

	@ParameterizedTest
	@MethodSource("providersAndVersions")
	void tellsThePeerBeforeItStops(SslProvider provider, String version) throws IOException {
		SslContext context = context(Tls.server(provider));
		bind(TlsSettings.of(() -> context));
		// One that stays in the middle of its handshake must not hold the others up.
		try (Socket half = Tls.plain(this.server.port());
				RawClient client = Tls.login(this.server.port(), version, "alice")) {
			half.getOutputStream().write(Bytes.hex("16 03 01 40 00"));
			this.server.close();
			assertThat(client.readAll()).singleElement().satisfies((frame) -> {
				assertThat(frame.type()).isEqualTo(RawFrame.DISCONNECT);
				assertThat(frame.disconnectText()).isEqualTo("SHUTDOWN");
			});
			assertClosed(half);
			assertThat(this.server.stats().closed()).containsEntry(CloseReason.SHUTDOWN, 2L);
			assertThat(this.server.stats().accepted()).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@MethodSource(PROVIDERS)
	void comesAfterAProxyHeader(SslProvider provider) throws IOException {
		SslContext context = context(Tls.server(provider));
		this.server = WkServer.create()
			.listen(ListenerSettings.tcp(0).withTls(TlsSettings.of(() -> context)))
			.proxyProtocol(ProxyProtocolSettings.of(ProxyProtocol.REQUIRED, "127.0.0.0/8", "::1"))
			.authenticator((ReactiveAuthenticator) (credentials) -> {
				this.shown.set(credentials);
				return Mono.just(AuthResult.accepted(credentials.uid()));
			})
			.bind();
		Socket plain = Tls.plain(this.server.port());
		plain.getOutputStream()
			.write("PROXY TCP4 192.0.2.7 192.0.2.1 4000 5100\r\n".getBytes(StandardCharsets.US_ASCII));
		try (RawClient client = RawClient.of(Tls.connect(Tls.client(null), plain, Tls.V13, null))) {
			client.login("alice");
			client.ping();
			assertThat(this.shown.get().remoteAddress()).hasToString("/192.0.2.7:4000");
		}
	}

	private static void assertClosed(Socket socket) throws IOException {
		try {
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
		catch (SocketException ex) {
			// A reset, if the server was not even to accept it.
			assertThat(ex).hasMessageContaining("reset");
		}
	}

	@ParameterizedTest
	@MethodSource(PROVIDERS)
	void carriesTheMessagesOfAWebSocket(SslProvider provider) {
		SslContext context = context(Tls.server(provider));
		this.server = WkServer.create()
			.listen(ListenerSettings.wss(0, TlsSettings.of(() -> context)))
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.accepted(credentials.uid())))
			.bind();
		CompletableFuture<Byte> firstByte = new CompletableFuture<>();
		CompletableFuture<Integer> status = new CompletableFuture<>();
		WebSocket client = HttpClient.newBuilder()
			.sslContext(Tls.client(null))
			.build()
			.newWebSocketBuilder()
			.buildAsync(URI.create("wss://localhost:" + this.server.port() + "/"), new WebSocket.Listener() {

				@Override
				public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
					firstByte.complete(data.get());
					return WebSocket.Listener.super.onBinary(webSocket, data, last);
				}

				@Override
				public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
					status.complete(statusCode);
					return WebSocket.Listener.super.onClose(webSocket, statusCode, reason);
				}

			})
			.join();
		client.sendBinary(ByteBuffer.wrap(Bytes.connect("alice")), true).join();
		assertThat(firstByte.join()).isEqualTo((byte) RawFrame.CONNACK);
		assertThat(connection("alice").tlsSession()).isNotNull();
		connection("alice").kick();
		assertThat(status.join()).isEqualTo(CloseReason.KICKED.webSocketStatus());
		Awaitility.await().until(() -> this.server.stats().closed().get(CloseReason.KICKED) == 1);
	}

	/**
	 * What a client still sends must not keep it from reading why it was closed.
	 */
	@ParameterizedTest
	@MethodSource("providersAndVersions")
	void tellsAPeerThatGoesOnSendingWhyItIsClosed(SslProvider provider, String version) {
		SslContext context = context(Tls.server(provider));
		bind(TlsSettings.of(() -> context));
		byte[] mistake = Bytes.hex("02 00 00000000");
		for (int round = 0; round < 20; round++) {
			try (RawClient client = Tls.login(this.server.port(), version, "alice")) {
				client.send(Bytes.join(mistake, new byte[100_000]));
				client.trySend(new byte[100_000]);
				assertThat(client.readAll()).singleElement()
					.satisfies((frame) -> assertThat(frame.disconnectText()).isEqualTo("PROTOCOL_ERROR"));
			}
		}
	}

}
