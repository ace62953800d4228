package io.wknet.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ch.qos.logback.classic.Level;
import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.codec.Protocol;
import io.wknet.connection.CloseReason;
import io.wknet.log.FloodLog;
import io.wknet.session.Sessions;
import io.wknet.support.Bytes;
import io.wknet.support.LogLines;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import io.wknet.support.RawWebSocket;
import io.wknet.transport.LimitSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

class LimitTests {

	private static final int CLIENTS = 1000;

	private static final int PLACES = 100;

	private static final ReactiveAuthenticator EVERYBODY = (credentials) -> Mono
		.just(AuthResult.accepted(credentials.uid()));

	private final WkServer server = WkServer.create().port(0).eventLoops(2).authenticator(EVERYBODY);

	private static long refused(BoundWkServer server) {
		Long count = server.stats().closed().get(CloseReason.LIMIT_EXCEEDED);
		return (count != null) ? count : 0;
	}

	/**
	 * Connect all at once.
	 */
	private static List<RawClient> connect(BoundWkServer server) throws Exception {
		List<Future<RawClient>> connecting = new ArrayList<>();
		ExecutorService executor = Executors.newFixedThreadPool(16);
		try {
			for (int i = 0; i < CLIENTS; i++) {
				connecting.add(executor.submit(() -> RawClient.open(server.port())));
			}
			List<RawClient> clients = new ArrayList<>();
			for (Future<RawClient> one : connecting) {
				clients.add(one.get());
			}
			return clients;
		}
		finally {
			executor.shutdown();
		}
	}

	/**
	 * All but as many as there are places are refused, and the others live.
	 */
	private static void assertOnlyAsManyAsThereArePlaces(BoundWkServer server) throws Exception {
		long refusedBefore = refused(server);
		List<RawClient> clients = connect(server);
		try {
			Awaitility.await()
				.untilAsserted(() -> assertThat(refused(server) - refusedBefore).isEqualTo(CLIENTS - PLACES));
			assertThat(server.connections().connectionCount()).isEqualTo(PLACES);
			int alive = 0;
			for (RawClient client : clients) {
				client.trySend(Bytes.connect("alice"));
				RawFrame first = client.readOrEnd();
				alive += (first != null && first.type() == RawFrame.CONNACK) ? 1 : 0;
			}
			assertThat(alive).isEqualTo(PLACES);
		}
		finally {
			clients.forEach(RawClient::close);
		}
		Awaitility.await().untilAsserted(() -> assertThat(server.connections().connectionCount()).isZero());
	}

	@Test
	void ofManyConnectsAtOnceExactlyAsManyGetInAsThereArePlaces() throws Exception {
		try (BoundWkServer bound = this.server.limits(new LimitSettings(PLACES, 0, 0)).bind()) {
			assertOnlyAsManyAsThereArePlaces(bound);
			assertOnlyAsManyAsThereArePlaces(bound);
			assertThat(bound.stats().accepted()).isEqualTo(2 * CLIENTS);
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(bound.stats().closed().values().stream().mapToLong(Long::longValue).sum())
							.isEqualTo(2 * CLIENTS));
		}
	}

	@Test
	void anAddressHasAsManyPlacesAsItMay() throws Exception {
		try (BoundWkServer bound = this.server.limits(new LimitSettings(0, PLACES, 0)).bind()) {
			assertOnlyAsManyAsThereArePlaces(bound);
			assertOnlyAsManyAsThereArePlaces(bound);
		}
	}

	@Test
	void aFloodOverTheLimitIsLoggedOnceAndCounted() throws Exception {
		try (LogLines lines = LogLines.of(Sessions.class);
				BoundWkServer bound = this.server.limits(new LimitSettings(PLACES, 0, 0)).bind()) {
			long begun = System.nanoTime();
			assertOnlyAsManyAsThereArePlaces(bound);
			bound.stop(Duration.ofSeconds(10));
			long periods = (System.nanoTime() - begun) / FloodLog.PERIOD.toNanos() + 1;
			List<String> logged = lines.at(Level.WARN);
			assertThat(logged.get(0)).startsWith("'tcp' refused /127.0.0.1:").contains("LIMIT_EXCEEDED");
			assertThat(logged.size()).as("%s", logged).isBetween(2, (int) periods + 1);
			assertThat(logged.stream().mapToLong(LimitTests::linesToldBy).sum()).isEqualTo(CLIENTS - PLACES);
		}
	}

	/**
	 * For how many refusals a line stands.
	 */
	private static long linesToldBy(String line) {
		Matcher more = Pattern.compile("and ([0-9,]+) more like this").matcher(line);
		return (line.startsWith("...") ? 0 : 1) + (more.find() ? Long.parseLong(more.group(1).replace(",", "")) : 0);
	}

	@Test
	void tellsWhoIsRefused() {
		try (BoundWkServer bound = this.server.limits(new LimitSettings(1, 0, 0)).bind();
				RawClient first = RawClient.login(bound.port(), "alice");
				RawClient second = RawClient.open(bound.port())) {
			RawFrame farewell = second.read();
			assertThat(farewell.type()).isEqualTo(RawFrame.DISCONNECT);
			assertThat(farewell.disconnectCode()).isEqualTo(22);
			assertThat(farewell.disconnectText()).isEqualTo("LIMIT_EXCEEDED");
			assertThat(second.readOrEnd()).isNull();
			first.ping();
		}
	}

	@Test
	void theLimitHoldsOverAllListeners() {
		ListenerSettings tcp = ListenerSettings.tcp(0);
		try (BoundWkServer bound = this.server.listen(tcp, tcp.withName("wkproto").withProtocol(Protocol.WKPROTO))
			.limits(new LimitSettings(1, 0, 0))
			.bind(); RawClient first = RawClient.login(bound.port(), "alice")) {
			try (RawClient second = RawClient.open(bound.addresses().get("wkproto").getPort())) {
				assertThat(second.readAll()).as("a client of the variable header would stay away").isEmpty();
			}
			first.ping();
		}
	}

	@Test
	void aWebSocketThatIsRefusedIsJustClosed() {
		try (BoundWkServer bound = this.server.listen(ListenerSettings.ws(0)).limits(new LimitSettings(1, 0, 0)).bind();
				RawWebSocket first = RawWebSocket.login(bound.port(), "alice")) {
			try (RawWebSocket second = RawWebSocket.connect(bound.port())) {
				assertThat(second.readHead()).isEmpty();
			}
			assertThat(refused(bound)).isEqualTo(1);
			first.send(Bytes.PING);
			assertThat(first.readFrame().type()).isEqualTo(RawFrame.PONG);
		}
	}

	@Test
	void aPlaceIsGivenBackThoughTheClientNeverLoggedIn() {
		try (BoundWkServer bound = this.server.limits(new LimitSettings(1, 1, 0)).bind()) {
			for (int i = 0; i < 10; i++) {
				try (RawClient client = RawClient.open(bound.port())) {
					Awaitility.await()
						.untilAsserted(() -> assertThat(bound.connections().connectionCount()).isEqualTo(1));
					client.reset();
				}
				Awaitility.await().untilAsserted(() -> assertThat(bound.connections().connectionCount()).isZero());
			}
			assertThat(refused(bound)).isZero();
		}
	}

}
