package io.wknet.server;

import java.time.Duration;
import java.util.concurrent.CompletionException;

import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.codec.FrameLimits;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionClosedException;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import io.wknet.transport.OutboundSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Two listeners of one server, the second with rules of its own.
 */
class ListenerOverridesTests {

	private static final Duration SOON = Duration.ofMillis(100);

	private static final ReactiveAuthenticator EVERYBODY = (credentials) -> Mono
		.just(AuthResult.accepted(credentials.uid()));

	private static void serve(ListenerOverrides overrides, Check check) {
		WkServer server = WkServer.create()
			.eventLoops(1)
			.authenticator(EVERYBODY)
			.listen(ListenerSettings.tcp(0).withName("usual"),
					ListenerSettings.tcp(0).withName("own").withOverrides(overrides))
			.onFrame((connection, frame) -> {
				if (frame instanceof ApplicationFrame mine) {
					connection.send(mine);
				}
			});
		try (BoundWkServer bound = server.bind()) {
			check.of(bound, port(bound, "usual"), port(bound, "own"));
		}
	}

	private static int port(BoundWkServer server, String listener) {
		return server.addresses().get(listener).getPort();
	}

	private static String disconnect(RawClient client) {
		return client.readAll()
			.stream()
			.filter((frame) -> frame.type() == RawFrame.DISCONNECT)
			.findFirst()
			.orElseThrow()
			.disconnectText();
	}

	private static void awaitClose(BoundWkServer server, CloseReason reason) {
		Awaitility.await().until(() -> server.stats().closed().getOrDefault(reason, 0L) == 1);
	}

	@Test
	void limitsTheSizeOfFramesAtOneListener() {
		serve(ListenerOverrides.none().withFrameLimits(FrameLimits.defaults().withMaxFrameBytes(100)),
				(server, usual, own) -> {
					byte[] large = Bytes.frame(16, new byte[101]);
					try (RawClient client = RawClient.login(usual, "alice")) {
						assertThat(client.send(large).read().body()).hasSize(101);
					}
					try (RawClient client = RawClient.login(own, "bob")) {
						assertThat(client.send(Bytes.frame(16, new byte[100])).read().body()).hasSize(100);
						client.trySend(large);
						assertThat(disconnect(client)).isEqualTo("FRAME_TOO_LARGE");
					}
				});
	}

	@Test
	void limitsTheTimeOfAFrameAtOneListener() {
		serve(ListenerOverrides.none().withFrameLimits(FrameLimits.defaults().withTimeout(SOON)),
				(server, usual, own) -> {
					byte[] begun = { 16, 0, 0 };
					try (RawClient patient = RawClient.login(usual, "alice");
							RawClient client = RawClient.login(own, "bob")) {
						patient.send(begun);
						client.send(begun);
						assertThat(disconnect(client)).isEqualTo("FRAME_TIMEOUT");
						assertThat(server.connections().isOnline("alice")).isTrue();
					}
				});
	}

	@Test
	void limitsSilenceAtOneListener() {
		serve(ListenerOverrides.none().withIdleTimeout(SOON), (server, usual, own) -> {
			try (RawClient patient = RawClient.login(usual, "alice"); RawClient client = RawClient.login(own, "bob")) {
				assertThat(disconnect(client)).isEqualTo("IDLE_TIMEOUT");
				patient.ping();
			}
		});
	}

	@Test
	void limitsTheTimeUntilAuthenticationAtOneListener() {
		serve(ListenerOverrides.none().withAuthTimeout(SOON), (server, usual, own) -> {
			try (RawClient patient = RawClient.open(usual); RawClient client = RawClient.open(own)) {
				client.readAll();
				awaitClose(server, CloseReason.AUTH_TIMEOUT);
				patient.login("alice");
			}
		});
	}

	@Test
	void limitsWhatMayWaitToBeSentAtOneListener() {
		serve(ListenerOverrides.none().withOutbound(OutboundSettings.defaults().withMaxPendingBytes(1000)),
				(server, usual, own) -> {
					ApplicationFrame large = ApplicationFrame.of(16, Payload.wrap(new byte[2000]));
					try (RawClient alice = RawClient.login(usual, "alice");
							RawClient bob = RawClient.login(own, "bob")) {
						connection(server, "alice").send(large);
						assertThat(alice.read().body()).hasSize(2000);
						assertThatExceptionOfType(CompletionException.class)
							.isThrownBy(() -> connection(server, "bob").send(large).toCompletableFuture().join())
							.withCauseInstanceOf(ConnectionClosedException.class);
						bob.readAll();
						awaitClose(server, CloseReason.SLOW_CONSUMER);
					}
				});
	}

	private static WkConnection connection(BoundWkServer server, String uid) {
		return server.connections().findByUid(uid).get(0);
	}

	@Test
	void refusesValuesThatMeanNothing() {
		assertThatIllegalArgumentException().isThrownBy(() -> ListenerOverrides.none().withAuthTimeout(Duration.ZERO))
			.withMessageContaining("positive");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ListenerOverrides.none().withIdleTimeout(Duration.ofMillis(-1)))
			.withMessageContaining("must not be negative");
	}

	/**
	 * What is tried.
	 */
	private interface Check {

		void of(BoundWkServer server, int usual, int own);

	}

}
