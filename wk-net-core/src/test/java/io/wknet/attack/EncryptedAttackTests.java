package io.wknet.attack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.wknet.connection.CloseReason;
import io.wknet.server.ListenerSettings;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import io.wknet.support.Tls;
import io.wknet.transport.TlsSettings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Attacks on TLS, with the JDK's and with OpenSSL: before, in and after the handshake.
 */
@Timeout(600)
class EncryptedAttackTests {

	private static final Duration HANDSHAKE = Duration.ofMillis(400);

	private static final List<SslProvider> PROVIDERS = OpenSsl.isAvailable()
			? List.of(SslProvider.JDK, SslProvider.OPENSSL) : List.of(SslProvider.JDK);

	/**
	 * The listeners with TLS are named after the provider; those for peers that are slow
	 * on purpose, so that the test is not, begin with "short-".
	 */
	@RegisterExtension
	static final AttackGround ground = new AttackGround((server) -> {
		List<ListenerSettings> listeners = new ArrayList<>(List.of(ListenerSettings.tcp(0)));
		for (SslProvider provider : PROVIDERS) {
			SslContext context = Tls.server(provider);
			TlsSettings tls = TlsSettings.of(() -> context).withServerName("other.example", () -> context);
			listeners.add(ListenerSettings.tcp(0).withName(provider.name()).withTls(tls));
			listeners.add(ListenerSettings.tcp(0)
				.withName("short-" + provider)
				.withTls(TlsSettings.of(() -> context).withHandshakeTimeout(HANDSHAKE)));
			listeners.add(ListenerSettings.tcp(0)
				.withName("short-named-" + provider)
				.withTls(tls.withHandshakeTimeout(HANDSHAKE)));
		}
		return server.listen(listeners.toArray(ListenerSettings[]::new));
	});

	private static final AtomicInteger ATTACKERS = new AtomicInteger();

	/**
	 * A user of its own, whom the next does not replace.
	 */
	private static String attacker() {
		return "attacker-" + ATTACKERS.incrementAndGet();
	}

	private static int port(String listener) {
		return ground.server().addresses().get(listener).getPort();
	}

	private static int port(SslProvider provider) {
		return port(provider.name());
	}

	private static List<Integer> shortPorts() {
		return PROVIDERS.stream()
			.flatMap((provider) -> List.of(port("short-" + provider), port("short-named-" + provider)).stream())
			.toList();
	}

	private static void write(Socket socket, byte[] bytes) {
		try {
			socket.getOutputStream().write(bytes);
		}
		catch (IOException ex) {
			// Closed, as the server may do at any byte.
		}
	}

	/**
	 * Read to the end of the stream, which may be a reset.
	 */
	private static void readToTheEnd(Socket socket) {
		try {
			socket.getInputStream().readAllBytes();
		}
		catch (SocketTimeoutException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (IOException ex) {
			// The server did not read all.
		}
	}

	private static void close(List<? extends Socket> sockets) throws IOException {
		for (Socket socket : sockets) {
			socket.close();
		}
	}

	/**
	 * Have many begin in this way, and hear nothing more of them.
	 */
	private static void stall(byte[] begin) throws IOException {
		List<Socket> sockets = new ArrayList<>();
		int each = AttackScale.of(50, 500);
		long begun = System.nanoTime();
		for (int port : shortPorts()) {
			for (int i = 0; i < each; i++) {
				Socket socket = Tls.plain(port);
				write(socket, begin);
				sockets.add(socket);
			}
		}
		ground.expectWithoutEvent(CloseReason.AUTH_TIMEOUT, sockets.size());
		ground.measure();
		readToTheEnd(sockets.get(0));
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(HANDSHAKE);
		ground.awaitExpected();
		close(sockets);
	}

	@Attack
	@DisplayName("30: a TLS port that hears nothing closes at the deadline")
	void silence() throws IOException {
		stall(new byte[0]);
	}

	@Attack
	@DisplayName("30: a record of 16 KiB is announced, and nothing comes")
	void theHeadOfARecordAndNothingMore() throws IOException {
		stall(Bytes.hex("16 03 01 40 00"));
	}

	@Attack
	@DisplayName("a ClientHello of 16 KB is announced, and all but the last byte of it comes")
	void almostAWholeClientHello() throws IOException {
		stall(Bytes.join(Bytes.hex("16 03 01 20 00 01 00 3F 00 03 03"), new byte[0x2000 - 6],
				Bytes.hex("16 03 01 1F 03"), new byte[0x1F03]));
	}

	@Attack
	@DisplayName("a ClientHello comes a byte at a time: the deadline is for all of it")
	void aSlowClientHello() throws Exception {
		byte[] hello = clientHello(Tls.V13);
		List<Socket> sockets = new ArrayList<>();
		long begun = System.nanoTime();
		for (int port : shortPorts()) {
			sockets.add(Tls.plain(port));
		}
		ground.expectWithoutEvent(CloseReason.AUTH_TIMEOUT, sockets.size());
		for (int i = 0; i < hello.length - 1 && ground.closed(CloseReason.AUTH_TIMEOUT) < sockets.size(); i++) {
			for (Socket socket : sockets) {
				write(socket, new byte[] { hello[i] });
			}
			Thread.sleep(10);
		}
		ground.awaitExpected();
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(HANDSHAKE);
		close(sockets);
	}

	private static byte[] clientHello(String version) throws IOException {
		SSLEngine engine = Tls.client(null).createSSLEngine("other.example", 443);
		engine.setUseClientMode(true);
		engine.setEnabledProtocols(new String[] { version });
		ByteBuffer out = ByteBuffer.allocate(1 << 15);
		engine.wrap(ByteBuffer.allocate(0), out);
		byte[] hello = new byte[out.flip().remaining()];
		out.get(hello);
		return hello;
	}

	@Attack
	@DisplayName("31: what is not TLS is closed at once")
	void whatIsNotTls() throws IOException {
		List<byte[]> beginnings = List.of(Bytes.hex("16 03 03 00 00"), Bytes.connect("attacker"),
				"GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII), Bytes.hex("80 2E 01 00 02"),
				Bytes.hex("16 03 01 48 01 01"), new byte[2000],
				"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n".getBytes(StandardCharsets.US_ASCII));
		ground.expectWithoutEvent(CloseReason.PROTOCOL_ERROR, (long) PROVIDERS.size() * beginnings.size());
		for (SslProvider provider : PROVIDERS) {
			for (byte[] beginning : beginnings) {
				try (Socket socket = Tls.plain(port(provider))) {
					write(socket, beginning);
					readToTheEnd(socket);
				}
			}
		}
		ground.awaitExpected();
	}

	@Attack
	@DisplayName("records that mean nothing, one after the other, instead of a handshake")
	void recordsWithoutMeaning() throws IOException {
		List<byte[]> records = List.of(
				// A warning, a change of ciphers, a handshake message and data, all
				// empty.
				Bytes.hex("15 03 01 00 02 01 5A"), Bytes.hex("14 03 01 00 01 01"), Bytes.hex("16 03 01 00 00"),
				Bytes.hex("17 03 03 00 00"));
		ground.expectWithoutEvent(CloseReason.PROTOCOL_ERROR, (long) PROVIDERS.size() * records.size());
		for (SslProvider provider : PROVIDERS) {
			for (byte[] record : records) {
				try (Socket socket = Tls.plain(port(provider))) {
					write(socket, Bytes.repeat(record, 100_000));
					readToTheEnd(socket);
				}
			}
		}
		ground.awaitExpected();
	}

	@Attack
	@DisplayName("a ClientHello of 64 KiB and more is refused")
	void aHugeClientHello() throws IOException {
		byte[] first = Bytes.join(Bytes.hex("16 03 01 40 00 01 FF FF FC 03 03"), new byte[(1 << 14) - 6]);
		byte[] record = Bytes.join(Bytes.hex("16 03 01 40 00"), new byte[1 << 14]);
		byte[] tiny = Bytes.join(Bytes.hex("16 03 01 00 01"), new byte[1]);
		ground.expectWithoutEvent(CloseReason.PROTOCOL_ERROR, 2L * PROVIDERS.size());
		for (SslProvider provider : PROVIDERS) {
			for (byte[] more : List.of(Bytes.repeat(record, 1000), Bytes.repeat(tiny, 1_000_000))) {
				try (Socket socket = Tls.plain(port(provider))) {
					write(socket, first);
					write(socket, more);
					ground.measure();
					readToTheEnd(socket);
				}
			}
		}
		ground.awaitExpected();
	}

	@Attack
	@DisplayName("a handshake in single bytes is a handshake")
	void aHandshakeByteByByte() throws IOException {
		ground.listener(Echo.INSTANCE);
		for (SslProvider provider : PROVIDERS) {
			for (String version : List.of(Tls.V12, Tls.V13)) {
				ground.expect(CloseReason.CLIENT, 1);
				try (Socket plain = new SingleBytes(port(provider));
						RawClient client = RawClient
							.of(Tls.connect(Tls.client(null), plain, version, "other.example"))) {
					client.login(attacker());
					client.send(Bytes.numbered(16, 1));
					assertThat(client.read().number()).isEqualTo(1);
				}
			}
		}
	}

	@Attack
	@DisplayName("32: renegotiation is refused every time it is tried")
	void renegotiation() throws IOException {
		int times = AttackScale.of(10, 100);
		ground.expect(CloseReason.PROTOCOL_ERROR, (long) times * PROVIDERS.size());
		for (SslProvider provider : PROVIDERS) {
			for (int i = 0; i < times; i++) {
				try (SSLSocket socket = Tls.connect(port(provider), Tls.V12); RawClient client = RawClient.of(socket)) {
					client.login(attacker());
					assertThatIOException().isThrownBy(() -> {
						socket.startHandshake();
						// It may have come down to reading the server's last words.
						socket.getInputStream().readAllBytes();
						throw new IOException("The end");
					});
				}
			}
		}
	}

	@Attack
	@DisplayName("32: changes of keys whose answers are read are served")
	void keyUpdates() throws IOException {
		for (SslProvider provider : PROVIDERS) {
			ground.expect(CloseReason.CLIENT, 1);
			try (SSLSocket socket = Tls.connect(port(provider), Tls.V13); RawClient client = RawClient.of(socket)) {
				client.login(attacker());
				// Enough for their answers to exceed what may wait of them, were they not
				// taken.
				for (int i = 0; i < AttackScale.of(3_000, 10_000); i++) {
					socket.startHandshake();
					client.ping();
				}
				ground.measure();
			}
		}
	}

	@Attack
	@DisplayName("32: changes of keys whose answers nobody reads come to an end")
	void keyUpdatesWithoutReading() throws IOException {
		for (SslProvider provider : PROVIDERS) {
			ground.expect(CloseReason.PROTOCOL_ERROR, 1);
			try (SSLSocket socket = Tls.connect(Tls.client(null), Tls.plain(port(provider), 4096), Tls.V13, null);
					RawClient client = RawClient.of(socket)) {
				client.login(attacker());
				assertThatIOException().isThrownBy(() -> {
					for (int i = 0; i < 1_000_000; i++) {
						socket.startHandshake();
					}
				});
				ground.measure();
			}
		}
	}

	@Attack
	@DisplayName("a corrupted record ends the connection, whatever came before")
	void aCorruptedRecord() throws IOException {
		for (SslProvider provider : PROVIDERS) {
			for (String version : List.of(Tls.V12, Tls.V13)) {
				ground.expect(CloseReason.PROTOCOL_ERROR, 1);
				try (Socket plain = Tls.plain(port(provider));
						RawClient client = RawClient.of(Tls.connect(Tls.client(null), plain, version, null))) {
					client.login(attacker());
					write(plain, Bytes.join(Bytes.hex("17 03 03 40 00"), new byte[1 << 14]));
					readToTheEnd(plain);
				}
			}
		}
	}

	@Attack
	@DisplayName("clients that leave at each byte of the handshake")
	void leavingAtEachByte() throws IOException {
		byte[] hello = clientHello(Tls.V13);
		int step = AttackScale.of(25, 1);
		for (SslProvider provider : PROVIDERS) {
			for (int i = 0; i <= hello.length; i += step) {
				ground.expectWithoutEvent(CloseReason.CLIENT, 1);
				try (Socket socket = Tls.plain(port(provider))) {
					write(socket, Arrays.copyOf(hello, i));
					socket.shutdownOutput();
					readToTheEnd(socket);
				}
			}
		}
		ground.awaitExpected();
	}

	@Attack
	@DisplayName("frames for the application in the first flight are as others")
	void framesRightBehindTheHandshake() throws IOException {
		for (SslProvider provider : PROVIDERS) {
			ground.expect(CloseReason.FRAME_TOO_LARGE, 1);
			try (RawClient client = Tls.open(port(provider), Tls.V13)) {
				client.send(Bytes.join(Bytes.connect(attacker()), Bytes.hex("03 00 FF FF FF FF"), new byte[100_000]));
				List<RawFrame> frames = client.readAll();
				assertThat(frames.get(frames.size() - 1).disconnectText()).isEqualTo("FRAME_TOO_LARGE");
			}
		}
	}

	/**
	 * Writes bytes one by one.
	 */
	private static final class SingleBytes extends Socket {

		SingleBytes(int port) throws IOException {
			setTcpNoDelay(true);
			connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		}

		@Override
		public OutputStream getOutputStream() throws IOException {
			OutputStream out = super.getOutputStream();
			return new OutputStream() {

				@Override
				public void write(int next) throws IOException {
					out.write(next);
				}

			};
		}

	}

}
