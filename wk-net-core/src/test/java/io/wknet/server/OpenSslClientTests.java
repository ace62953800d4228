package io.wknet.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.connection.CloseReason;
import io.wknet.support.Bytes;
import io.wknet.support.RawFrame;
import io.wknet.support.Tls;
import io.wknet.transport.TlsSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that shares no line with ours: {@code openssl s_client}.
 */
class OpenSslClientTests {

	private static final String VERSIONS = "io.wknet.server.TlsTests#providersAndVersions";

	private static final String PROVIDERS = "io.wknet.support.Tls#providers";

	private final List<Process> clients = new ArrayList<>();

	private SslContext context;

	private BoundWkServer server;

	@BeforeAll
	static void openSslIsInstalled() throws InterruptedException {
		boolean installed;
		try {
			installed = new ProcessBuilder("openssl", "version").start().waitFor() == 0;
		}
		catch (IOException ex) {
			installed = false;
		}
		Assumptions.assumeTrue(installed, "The command openssl is not installed, so there is no client to test with");
	}

	@AfterEach
	void stop() {
		this.clients.forEach(Process::destroyForcibly);
		this.server.close();
		ReferenceCountUtil.release(this.context);
	}

	private void bind(SslProvider provider) {
		this.context = Tls.server(provider);
		this.server = WkServer.create()
			.listen(ListenerSettings.tcp(0).withTls(TlsSettings.of(() -> this.context)))
			.eventLoops(1)
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.accepted(credentials.uid())))
			.bind();
	}

	private Process client(String... options) throws IOException {
		List<String> command = new ArrayList<>(
				List.of("openssl", "s_client", "-connect", "127.0.0.1:" + this.server.port()));
		command.addAll(List.of(options));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		if (command.contains("-quiet")) {
			// Nothing but what the server sends.
			builder.redirectErrorStream(false).redirectError(ProcessBuilder.Redirect.DISCARD);
		}
		Process client = builder.start();
		this.clients.add(client);
		return client;
	}

	private static String option(String version) {
		return version.equals(Tls.V12) ? "-tls1_2" : "-tls1_3";
	}

	private static void send(OutputStream out, byte[] bytes) throws IOException {
		out.write(bytes);
		out.flush();
	}

	private static int type(DataInputStream in) throws IOException {
		int type = in.readUnsignedByte();
		in.readByte();
		in.readFully(new byte[in.readInt()]);
		return type;
	}

	/**
	 * Read in the background, so that the client does not wait for us.
	 */
	private static ByteArrayOutputStream collect(InputStream in) {
		ByteArrayOutputStream text = new ByteArrayOutputStream();
		CompletableFuture.runAsync(() -> {
			try {
				in.transferTo(text);
			}
			catch (IOException ex) {
				// The client was ended.
			}
		});
		return text;
	}

	@ParameterizedTest
	@MethodSource(VERSIONS)
	void exchangesFrames(SslProvider provider, String version) throws Exception {
		bind(provider);
		Process client = client(option(version), "-quiet", "-no_ign_eof");
		DataInputStream in = new DataInputStream(client.getInputStream());
		OutputStream out = client.getOutputStream();
		send(out, Bytes.connect("alice"));
		assertThat(type(in)).isEqualTo(RawFrame.CONNACK);
		for (int i = 0; i < 10; i++) {
			send(out, Bytes.PING);
			assertThat(type(in)).isEqualTo(RawFrame.PONG);
		}
		out.close();
		assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
		Awaitility.await().until(() -> this.server.stats().closed().get(CloseReason.CLIENT) == 1);
	}

	@ParameterizedTest
	@MethodSource(PROVIDERS)
	void resumesSessions(SslProvider provider) throws Exception {
		bind(provider);
		Process client = client(option(Tls.V12), "-reconnect");
		ByteArrayOutputStream text = collect(client.getInputStream());
		client.getOutputStream().close();
		assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(text.toString(StandardCharsets.US_ASCII).split("Reused, TLSv1.2")).hasSize(6));
		Awaitility.await().until(() -> this.server.stats().closed().get(CloseReason.CLIENT) == 6);
	}

	@ParameterizedTest
	@MethodSource(PROVIDERS)
	void refusesRenegotiation(SslProvider provider) throws Exception {
		bind(provider);
		Process client = client(option(Tls.V12));
		ByteArrayOutputStream text = collect(client.getInputStream());
		Awaitility.await().until(() -> text.toString(StandardCharsets.US_ASCII).contains("Verify return code"));
		assertThat(this.server.connections().connectionCount()).isEqualTo(1);
		send(client.getOutputStream(), "R\n".getBytes(StandardCharsets.US_ASCII));
		Awaitility.await().until(() -> this.server.stats().closed().get(CloseReason.PROTOCOL_ERROR) == 1);
		assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(this.server.connections().connectionCount()).isZero();
	}

	/**
	 * {@code K} changes the keys of both sides.
	 */
	@ParameterizedTest
	@MethodSource(PROVIDERS)
	void changesKeys(SslProvider provider) throws Exception {
		bind(provider);
		Process client = client(option(Tls.V13));
		ByteArrayOutputStream text = collect(client.getInputStream());
		Awaitility.await().until(() -> text.toString(StandardCharsets.US_ASCII).contains("Verify return code"));
		send(client.getOutputStream(), "K\n".getBytes(StandardCharsets.US_ASCII));
		Awaitility.await().until(() -> text.toString(StandardCharsets.US_ASCII).contains("KEYUPDATE"));
		int before = text.size();
		send(client.getOutputStream(), Bytes.connect("alice"));
		Awaitility.await().until(() -> !this.server.connections().findByUid("alice").isEmpty() && text.size() > before);
	}

}
