package io.wknet.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.wknet.client.WkClientDisconnect.Cause;
import io.wknet.codec.MalformedFrameException;
import io.wknet.crypto.KeyExchange;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.ServerFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A client and a socket that does what no proper server does.
 */
class WkClientSocketTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final ServerFrame EVENT = EventFrame.of("1", "typing", Payload.utf8("hello"));

	@Test
	void framesMayComeByteByByte() throws Exception {
		try (ScriptedServer server = new ScriptedServer((socket) -> {
			OutputStream out = socket.getOutputStream();
			ScriptedServer.writeByteByByte(out, ScriptedServer.connack());
			ScriptedServer.writeByteByByte(out, ScriptedServer.bytes(EVENT));
			ScriptedServer.writeByteByByte(out, ScriptedServer.bytes(EVENT));
			untilClosed(socket);
		}); WkClientConnection connection = client(server).connectNow()) {
			assertThat(connection.receive(SOON)).isEqualTo(EVENT);
			assertThat(connection.receive(SOON)).isEqualTo(EVENT);
		}
	}

	@Test
	void malformedBytesCloseTheConnectionWithAReason() throws Exception {
		try (ScriptedServer server = new ScriptedServer((socket) -> {
			socket.getOutputStream().write(ScriptedServer.connack());
			socket.getOutputStream().write(new byte[] { 0, 0, 0, 0, 0, 0 });
			untilClosed(socket);
		}); WkClientConnection connection = client(server).connectNow()) {
			WkClientDisconnect disconnect = end(connection);
			assertThat(disconnect.cause()).isEqualTo(Cause.PROTOCOL_ERROR);
			assertThat(disconnect.failure()).isInstanceOf(MalformedFrameException.class);
			assertThatExceptionOfType(WkClientClosedException.class).isThrownBy(() -> connection.receive(SOON))
				.withMessageContaining("PROTOCOL_ERROR")
				.withCause(disconnect.failure());
			assertThat(server.finished()).succeedsWithin(SOON);
		}
	}

	@Test
	void malformedBytesInPlaceOfConnackFailTheConnect() throws Exception {
		try (ScriptedServer server = new ScriptedServer((socket) -> ScriptedServer
			.writeByteByByte(socket.getOutputStream(), "HTTP/1.1".getBytes(StandardCharsets.US_ASCII)))) {
			assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(() -> client(server).connectNow())
				.withMessageContaining("before CONNACK");
		}
	}

	@Test
	void aSocketThatClosesInPlaceOfConnackFailsTheConnect() throws Exception {
		try (ScriptedServer server = new ScriptedServer(Socket::close)) {
			assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(() -> client(server).connectNow())
				.withMessageContaining("before CONNACK");
		}
	}

	@Test
	void aDisconnectInPlaceOfConnackIsARefusal() throws Exception {
		try (ScriptedServer server = new ScriptedServer((socket) -> {
			socket.getOutputStream()
				.write(ScriptedServer.bytes(DisconnectFrame.of(ReasonCode.RATE_LIMIT, "LIMIT_EXCEEDED")));
			untilClosed(socket);
		})) {
			assertThatExceptionOfType(ConnectRejectedException.class).isThrownBy(() -> client(server).connectNow())
				.withMessageContaining("try again later");
		}
	}

	@Test
	void aServerKeyThatIsNoneFailsTheConnect() throws Exception {
		try (ScriptedServer server = new ScriptedServer((socket) -> {
			socket.getOutputStream().write(ScriptedServer.connack("AAAA", "0123456789abcdef"));
			untilClosed(socket);
		})) {
			assertThatExceptionOfType(ConnectFailedException.class)
				.isThrownBy(() -> client(server).encryption(true).connectNow())
				.withMessageContaining("No keys were exchanged: A public key must have at least 32 bytes, found 3");
		}
	}

	@Test
	void aMessageThatCanNotBeDecryptedClosesTheConnection() throws Exception {
		try (ScriptedServer server = new ScriptedServer((socket) -> {
			socket.getOutputStream()
				.write(ScriptedServer.connack(KeyExchange.begin().publicKey(), KeyExchange.newSalt()));
			socket.getOutputStream()
				.write(ScriptedServer.bytes(RecvFrame.of("bob", "bob", 1, 1, 1, Payload.utf8("plain"))));
			untilClosed(socket);
		}); WkClientConnection connection = client(server).encryption(true).connectNow()) {
			WkClientDisconnect disconnect = end(connection);
			assertThat(disconnect.cause()).isEqualTo(Cause.PROTOCOL_ERROR);
			assertThat(disconnect.failure()).hasMessage("The message key or the payload of a RECV is wrong");
		}
	}

	@Test
	void aSocketThatClosesInsideAFrameEndsTheConnection() throws Exception {
		try (ScriptedServer server = new ScriptedServer((socket) -> {
			socket.getOutputStream().write(ScriptedServer.connack());
			socket.getOutputStream().write(ScriptedServer.bytes(EVENT), 0, 9);
		}); WkClientConnection connection = client(server).connectNow()) {
			assertThat(end(connection)).isEqualTo(WkClientDisconnect.of(Cause.SERVER));
		}
	}

	@Test
	void aResetIsAFailureOfTheNetwork() throws Exception {
		try (ScriptedServer server = new ScriptedServer((socket) -> {
			socket.getOutputStream().write(ScriptedServer.connack());
			socket.setSoLinger(true, 0);
			assertThat(socket.getInputStream().read()).as("A frame of the client").isNotNegative();
		}); WkClientConnection connection = client(server).connectNow()) {
			connection.ping();
			assertThat(end(connection).cause()).isEqualTo(Cause.IO_ERROR);
		}
	}

	@Test
	void aServerThatDoesNotReadOverflowsTheOutboundBuffer() throws Exception {
		try (ScriptedServer server = new ScriptedServer((socket) -> {
			socket.getOutputStream().write(ScriptedServer.connack());
			untilOtherSideIsGone(socket);
		}); WkClientConnection connection = client(server).connectNow()) {
			EventFrame large = EventFrame.of("1", "blob", Payload.wrap(new byte[1 << 19]));
			while (connection.isConnected()) {
				connection.send(large);
			}
			assertThat(end(connection).cause()).isEqualTo(Cause.OVERFLOW);
		}
	}

	private static WkClient client(ScriptedServer server) {
		return WkClient.create().port(server.port()).connectTimeout(SOON);
	}

	private static WkClientDisconnect end(WkClientConnection connection) throws Exception {
		return connection.closed().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
	}

	private static void untilClosed(Socket socket) throws Exception {
		socket.setSoTimeout((int) SOON.toMillis());
		socket.getInputStream().readAllBytes();
	}

	/**
	 * Without reading: by writing until that fails.
	 */
	private static void untilOtherSideIsGone(Socket socket) {
		byte[] event = ScriptedServer.bytes(EVENT);
		try {
			while (true) {
				socket.getOutputStream().write(event);
			}
		}
		catch (IOException ex) {
			// That is what was waited for.
		}
	}

}
