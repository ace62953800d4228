package io.wknet.server;

import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.auth.Credentials;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.canary.Canary;
import io.wknet.canary.CanaryWatch;
import io.wknet.client.WkClient;
import io.wknet.client.WkClientException;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.support.Bytes;
import io.wknet.support.LogLines;
import io.wknet.support.RawClient;
import io.wknet.support.RawWebSocket;
import io.wknet.transport.ProxyProtocol;
import io.wknet.transport.ProxyProtocolSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whatever becomes of a login, its token is in no log, at no level and of no library, and
 * in no exception. {@link io.wknet.canary.CanaryExtension} looks at what is logged here,
 * as at what all other tests log.
 */
class TokenSecrecyTests {

	private static final byte[] CONNECT = Bytes.connect("alice");

	private final LogLines lines = LogLines.of(Logger.ROOT_LOGGER_NAME, Level.TRACE);

	@AfterEach
	void restoreTheLevel() {
		this.lines.close();
	}

	private static WkServer server(Authenticator authenticator) {
		return WkServer.create().port(0).eventLoops(1).authenticator(authenticator);
	}

	/**
	 * Send what never becomes a login, and wait for the end.
	 */
	private static void sendToTheEnd(BoundWkServer server, byte[] bytes) {
		try (RawClient client = RawClient.open(server.port())) {
			client.trySend(bytes);
			client.endOutput();
			client.readAll();
		}
	}

	@Test
	void ofALoginThatSucceeds() {
		try (BoundWkServer bound = server(Authenticator.sharedToken(Canary.TOKEN)).bind();
				RawClient client = RawClient.login(bound.port(), "alice")) {
			client.ping();
			bound.connections().findByUid("alice").forEach((connection) -> {
				CanaryWatch.instance().look(connection + " " + connection.identity() + " " + connection.attributes());
				connection.close();
			});
			client.readAll();
		}
		assertThat(this.lines.text()).contains("authenticated");
	}

	@Test
	void ofALoginThatIsRefused() {
		try (BoundWkServer bound = server(Authenticator.sharedToken("another")).bind()) {
			sendToTheEnd(bound, CONNECT);
			WkClient client = WkClient.create().port(bound.port()).uid("alice").token(Canary.TOKEN);
			assertThatExceptionOfType(WkClientException.class).isThrownBy(client::connectNow)
				.satisfies((ex) -> CanaryWatch.instance().look(ex.toString()));
		}
		assertThat(this.lines.text()).contains("AUTH_FAILED");
	}

	/**
	 * How an authenticator may fail so that its failure tells the token.
	 */
	enum Failing {

		WITH_THE_TOKEN((credentials) -> new IllegalStateException("No user for " + credentials.token())),

		WITH_ITS_URL((credentials) -> new IllegalStateException("500 on GET https://idp.example/introspect?token="
				+ URLEncoder.encode(credentials.token(), StandardCharsets.UTF_8))),

		WITH_A_CAUSE((credentials) -> new IllegalStateException("No answer",
				new IllegalArgumentException("For input string: \"" + credentials.token() + "\""))),

		WITH_CREDENTIALS((credentials) -> new IllegalStateException("Failed for " + credentials));

		private final Function<Credentials, RuntimeException> failure;

		Failing(Function<Credentials, RuntimeException> failure) {
			this.failure = failure;
		}

	}

	@ParameterizedTest
	@EnumSource
	void ofALoginOfWhichTheAuthenticatorFails(Failing failing) {
		Authenticator blocking = (credentials) -> {
			throw failing.failure.apply(credentials);
		};
		ReactiveAuthenticator reactive = (credentials) -> Mono.error(failing.failure.apply(credentials));
		for (Authenticator authenticator : List.of(blocking, reactive)) {
			try (BoundWkServer bound = server(authenticator).bind()) {
				sendToTheEnd(bound, CONNECT);
				sendToTheEnd(bound, CONNECT);
			}
		}
		assertThat(this.lines.text()).contains("The authenticator failed").contains("IllegalStateException");
	}

	@Test
	void ofAConnectThatIsMalformed() {
		int body = CONNECT.length - 6;
		try (BoundWkServer bound = server(Authenticator.sharedToken(Canary.TOKEN)).bind()) {
			// Cut short, with another type, with a length past its end, a second one, and
			// no frame at all.
			sendToTheEnd(bound, Bytes.frame(1, Arrays.copyOfRange(CONNECT, 6, 6 + body - 12)));
			sendToTheEnd(bound, Bytes.frame(3, Arrays.copyOfRange(CONNECT, 6, CONNECT.length)));
			sendToTheEnd(bound, Bytes.join(Bytes.header(1, body + 4L), Arrays.copyOfRange(CONNECT, 6, CONNECT.length),
					Bytes.hex("00 FF FF FF")));
			sendToTheEnd(bound, Bytes.join(CONNECT, CONNECT));
			sendToTheEnd(bound, Canary.TOKEN.getBytes(StandardCharsets.US_ASCII));
			sendToTheEnd(bound, Bytes.join(Bytes.header(1, 0x7FFF_FFFFL), CONNECT));
			for (int version : IntStream.rangeClosed(0, 6).toArray()) {
				sendToTheEnd(bound, Bytes.variableConnect("alice", version, 0, "device", Canary.TOKEN));
			}
		}
		assertThat(this.lines.text()).contains("PROTOCOL_ERROR").contains("FRAME_TOO_LARGE");
	}

	@Test
	void ofALoginOnAPortThatExpectsSomethingElse() {
		WkServer server = server(Authenticator.sharedToken(Canary.TOKEN));
		ProxyProtocolSettings required = ProxyProtocolSettings.of(ProxyProtocol.REQUIRED, "127.0.0.1/32");
		try (BoundWkServer webSocket = server.listen(ListenerSettings.ws(0)).bind();
				BoundWkServer proxied = server.proxyProtocol(required).bind()) {
			sendToTheEnd(webSocket, CONNECT);
			sendToTheEnd(webSocket,
					RawWebSocket
						.handshake("/wrong?token=" + Canary.TOKEN, "Authorization: Bearer " + Canary.TOKEN,
								"Cookie: token=" + Canary.TOKEN)
						.getBytes(StandardCharsets.US_ASCII));
			sendToTheEnd(proxied, CONNECT);
		}
		assertThat(this.lines.text().toLowerCase(Locale.ROOT)).contains("the request is malformed")
			.contains("proxy header");
	}

	@Test
	void ofWhatHoldsIt() {
		ConnectFrame connect = ConnectFrame.of("alice", DeviceFlag.APP, "device", Canary.TOKEN);
		Credentials credentials = new Credentials(connect, 1, InetSocketAddress.createUnresolved("host", 1), "tcp");
		Stream
			.of(connect, credentials, connect.withClientKey("key"), Authenticator.sharedToken(Canary.TOKEN),
					WkClient.create().token(Canary.TOKEN), server(Authenticator.sharedToken(Canary.TOKEN)),
					AuthResult.accepted("alice"))
			.forEach((holder) -> CanaryWatch.instance().look(String.valueOf(holder)));
		assertThat(credentials.toString()).contains("uid=alice");
	}

}
