package io.wknet.attack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.wknet.auth.AuthResult;
import io.wknet.auth.Credentials;
import io.wknet.auth.DeviceLevel;
import io.wknet.auth.Identity;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.WkListener;
import io.wknet.session.AuthSettings;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import io.wknet.topic.TopicAuthorizer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attacks on and before the login, and by it on other logins.
 */
@Timeout(600)
class AuthenticationAttackTests {

	/** Enough for the last of thousands who come at once to be read. */
	private static final Duration TIMEOUT = Duration.ofSeconds(AttackScale.of(1, 10));

	private static final int MAX_PENDING = 64;

	@RegisterExtension
	static final AttackGround ground = new AttackGround(
			(server) -> server.auth(AuthSettings.defaults().withTimeout(TIMEOUT).withMaxPending(MAX_PENDING))
				.topicAuthorizer(TopicAuthorizer.everybody()));

	private static AuthResult master(Credentials credentials) {
		return AuthResult.accepted(Identity.of(credentials.uid(), DeviceLevel.MASTER));
	}

	/**
	 * The types of all that a connection's peer is sent until the end.
	 */
	private static void assertRefused(RawClient client) {
		List<RawFrame> all = client.readAll();
		assertThat(all).extracting(RawFrame::type).containsExactly(RawFrame.CONNACK, RawFrame.DISCONNECT);
		assertThat(all.get(0).connackCode()).isNotEqualTo(1);
	}

	/**
	 * A CONNECT with a body of so many bytes: a uid of 10 letters, and a token.
	 */
	private static byte[] connectOf(int bodyBytes) {
		int others = Bytes.connect("attacker-0", 5, 0, "device", "").length - 6;
		return Bytes.connect("attacker-0", 5, 0, "device", "t".repeat(bodyBytes - others));
	}

	@Attack
	@DisplayName("10, 11: silence, and a CONNECT byte by byte: the deadline counts from accept")
	void tooLateToLogIn() {
		ground.expect(CloseReason.AUTH_TIMEOUT, 2);
		long begun = System.nanoTime();
		byte[] connect = Bytes.connect("attacker");
		try (RawClient silent = RawClient.open(ground.port()); RawClient slow = RawClient.open(ground.port())) {
			for (int i = 0; ground.attackers() > 0 && i < connect.length - 1; i++) {
				slow.trySend(Arrays.copyOfRange(connect, i, i + 1));
				LockSupport.parkNanos(TIMEOUT.toNanos() / 20);
			}
			ground.awaitExpected();
			assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(TIMEOUT.toNanos());
			assertThat(slow.readAll()).extracting(RawFrame::disconnectText).containsExactly("AUTH_TIMEOUT");
			assertThat(silent.read().disconnectText()).isEqualTo("AUTH_TIMEOUT");
		}
	}

	@Attack
	@DisplayName("12: every type but CONNECT first, and a flood behind it")
	void everyTypeButConnectFirst() {
		int megabytes = AttackScale.of(2, 100);
		List<Integer> types = List.of(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 255);
		byte[] megabyte = new byte[1 << 20];
		ground.expect(CloseReason.PROTOCOL_ERROR, types.size());
		for (int type : types) {
			try (RawClient client = RawClient.open(ground.port())) {
				client.trySend(Bytes.header(type, 0));
				for (int i = 0; i < megabytes; i++) {
					client.trySend(megabyte);
				}
			}
		}
		ground.measure(25L << 20);
	}

	@Attack
	@DisplayName("13: a SEND in the segment of the CONNECT")
	void aSendInTheSegmentOfTheConnect() {
		List<MonoSink<AuthResult>> pending = new ArrayList<>();
		List<ClientFrame> heard = new ArrayList<>();
		ground.authenticator((credentials) -> Mono.create((answer) -> {
			synchronized (pending) {
				pending.add(answer);
			}
		}));
		ground.listener(new WkListener() {

			@Override
			public void onFrame(WkConnection connection, ClientFrame frame) {
				synchronized (pending) {
					heard.add(frame);
				}
			}

		});
		byte[] both = Bytes.join(Bytes.connect("attacker"), Bytes.numbered(16, 1));
		try (RawClient refused = RawClient.open(ground.port())) {
			refused.send(both);
			AttackGround.await(() -> assertThat(pending).hasSize(1));
			pending.get(0).success(AuthResult.rejected());
			assertRefused(refused);
		}
		ground.expect(CloseReason.AUTH_FAILED, 1);
		ground.awaitExpected();
		assertThat(heard).as("frames of a client that was refused").isEmpty();
		try (RawClient accepted = RawClient.open(ground.port())) {
			accepted.send(both);
			AttackGround.await(() -> assertThat(pending).hasSize(2));
			assertThat(heard).as("frames before the answer").isEmpty();
			pending.get(1).success(AuthResult.accepted("attacker"));
			assertThat(accepted.read().connackCode()).isEqualTo(1);
			AttackGround.await(() -> assertThat(heard).hasSize(1));
		}
		ground.expect(CloseReason.CLIENT, 1);
	}

	@Attack
	@DisplayName("14: a second CONNECT, while the first is pending and after it")
	void aSecondConnect() {
		AtomicInteger asked = new AtomicInteger();
		ground.authenticator((credentials) -> {
			asked.incrementAndGet();
			return credentials.uid().endsWith("pending") ? Mono.never() : Mono.just(AuthResult.accepted("attacker"));
		});
		ground.expect(CloseReason.PROTOCOL_ERROR, 2);
		try (RawClient pending = RawClient.open(ground.port()); RawClient in = RawClient.login(ground.port(), "x")) {
			pending.send(Bytes.repeat(Bytes.connect("pending"), 2));
			in.send(Bytes.connect("x"));
			assertThat(pending.readAll()).extracting(RawFrame::disconnectText).containsExactly("PROTOCOL_ERROR");
			assertThat(in.readAll()).extracting(RawFrame::disconnectText).containsExactly("PROTOCOL_ERROR");
		}
		assertThat(asked).hasValue(2);
	}

	@Attack
	@DisplayName("15: the authenticator hangs, throws, answers nothing, null, twice, or too late")
	void theAuthenticatorMisbehaves() {
		CompletableFuture<AuthResult> late = new CompletableFuture<>();
		ground.authenticator((credentials) -> switch (credentials.uid()) {
			case "hangs" -> Mono.never();
			case "throws" -> throw new IllegalStateException("authenticator throws");
			case "overflows" -> throw new StackOverflowError("authenticator overflows");
			case "fails" -> Mono.error(new IllegalStateException("authenticator fails"));
			case "empty" -> Mono.empty();
			case "null" -> null;
			case "twice" -> Mono.from((subscriber) -> subscriber.onSubscribe(new TwoAnswers(subscriber)));
			case "late" -> Mono.fromFuture(late, true);
			default -> throw new AssertionError(credentials.uid());
		});
		List<String> failing = List.of("throws", "overflows", "fails", "empty", "null");
		failing.forEach(ground::assertAuthenticatorFails);
		ground.expect(CloseReason.AUTH_FAILED, failing.size());
		ground.awaitExpected();
		assertThat(ground.ledger().onlineEvents()).isZero();
		try (RawClient client = RawClient.open(ground.port())) {
			client.send(Bytes.connect("twice"));
			assertThat(client.read().connackCode()).isEqualTo(1);
			client.ping();
		}
		ground.expect(CloseReason.CLIENT, 2);
		try (RawClient client = RawClient.open(ground.port())) {
			client.send(Bytes.connect("late"));
			AttackGround.await(() -> assertThat(ground.server().stats().pendingAuthentications()).isEqualTo(1));
		}
		ground.awaitExpected();
		late.complete(AuthResult.accepted("late"));
		long begun = System.nanoTime();
		try (RawClient client = RawClient.open(ground.port())) {
			client.send(Bytes.connect("hangs"));
			assertThat(client.readAll()).extracting(RawFrame::disconnectText).containsExactly("AUTH_TIMEOUT");
			assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(TIMEOUT.toNanos());
		}
		ground.expect(CloseReason.AUTH_TIMEOUT, 1);
		ground.awaitExpected();
		assertThat(ground.ledger().onlineEvents()).as("only the one who got two answers").isEqualTo(1);
	}

	@Attack
	@DisplayName("16: thousands of CONNECTs at once, and an authenticator that takes its time")
	void thousandsOfConnectsAtOnce() {
		int attackers = AttackScale.of(200, 8000);
		AtomicInteger pending = new AtomicInteger();
		AtomicInteger mostPending = new AtomicInteger();
		ground.authenticator((credentials) -> Mono.delay(Duration.ofMillis(100))
			.map((tick) -> AuthResult.accepted(credentials.uid()))
			.doOnSubscribe((subscription) -> mostPending.accumulateAndGet(pending.incrementAndGet(), Math::max))
			.doOnNext((result) -> pending.decrementAndGet()));
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < attackers; i++) {
			clients.add(RawClient.open(ground.port()));
			clients.get(i).send(Bytes.connect("attacker-" + i));
		}
		int in = 0;
		for (RawClient client : clients) {
			int code = client.read().connackCode();
			assertThat(code).isIn(1, AttackGround.SYSTEM_ERROR);
			in += (code == 1) ? 1 : 0;
		}
		assertThat(in).isGreaterThanOrEqualTo(MAX_PENDING);
		assertThat(mostPending.get()).isBetween(1, MAX_PENDING);
		ground.measure(AttackScale.of(64, 160) << 20);
		ground.expect(CloseReason.LIMIT_EXCEEDED, attackers - in);
		ground.expect(CloseReason.CLIENT, in);
		clients.forEach(RawClient::close);
	}

	@Attack
	@DisplayName("18: one user logs in a thousand times at once from a master device")
	void oneUserAThousandTimes() throws Exception {
		int logins = AttackScale.of(200, 1000);
		ground.authenticator((credentials) -> Mono.just(master(credentials)));
		ground.expect(CloseReason.KICKED, logins - 1);
		ExecutorService executor = Executors.newFixedThreadPool(16);
		List<RawClient> clients = new ArrayList<>();
		try {
			List<Future<RawClient>> connecting = IntStream.range(0, logins)
				.mapToObj((i) -> executor.submit(() -> RawClient.open(ground.port()).send(Bytes.connect("attacker"))))
				.toList();
			for (Future<RawClient> one : connecting) {
				clients.add(one.get());
			}
		}
		finally {
			executor.shutdown();
		}
		ground.awaitExpected();
		assertThat(ground.attackers()).as("survivors").isEqualTo(1);
		assertThat(ground.ledger().onlineEvents()).isEqualTo(1);
		ground.expect(CloseReason.CLIENT, 1);
		clients.forEach(RawClient::close);
	}

	@Attack
	@DisplayName("B1: two clients take a master device from each other, again and again")
	void aStormOfKicks() {
		int logins = AttackScale.of(40, 5000);
		ground.authenticator((credentials) -> Mono.just(master(credentials)));
		ground.expect(CloseReason.KICKED, logins - 1);
		RawClient holder = RawClient.login(ground.port(), "attacker");
		for (int i = 1; i < logins; i++) {
			RawClient taker = RawClient.open(ground.port());
			taker.login(Bytes.connect("attacker", 5, 0, "device-" + i % 2, "token"));
			assertThat(holder.readAll()).extracting(RawFrame::disconnectText).containsExactly("KICKED");
			holder.close();
			holder = taker;
		}
		holder.ping();
		assertThat(ground.ledger().onlineEvents()).as("the user was always online").isEqualTo(1);
		ground.expect(CloseReason.CLIENT, 1);
		holder.close();
	}

	@Attack
	@DisplayName("B2: a CONNECT of the largest size, and of one byte more")
	void connectsAroundTheLimit() {
		int max = AuthSettings.defaults().maxFrameBytes();
		ground.expect(CloseReason.CLIENT, 1);
		try (RawClient client = RawClient.open(ground.port())) {
			client.login(connectOf(max));
		}
		ground.expect(CloseReason.FRAME_TOO_LARGE, 1);
		try (RawClient client = RawClient.open(ground.port())) {
			// Refused by its length: no byte of the body is there.
			client.send(Arrays.copyOf(connectOf(max + 1), 6));
			assertThat(client.readAll()).extracting(RawFrame::disconnectText).containsExactly("FRAME_TOO_LARGE");
		}
	}

	@Attack
	@DisplayName("B3: uids that are huge, odd, or not allowed")
	void oddUids() {
		ground.authenticator((credentials) -> Mono.fromSupplier(() -> AuthResult.accepted(credentials.uid())));
		List<String> odd = List.of("u".repeat(16_000), "\u0000\u0001\u001b[2J\r\nINFO all is well", "\u202Eresu",
				"\uD83D\uDE00".repeat(100), "../../etc/passwd", "%s%n${jndi:ldap://x}");
		for (String uid : odd) {
			try (RawClient client = RawClient.login(ground.port(), uid)) {
				assertThat(ground.server().connections().isOnline(uid)).isTrue();
				client.ping();
			}
		}
		ground.expect(CloseReason.CLIENT, odd.size());
		List<String> forbidden = List.of("", " ", "a@b", "a#b", "a&b");
		for (String uid : forbidden) {
			try (RawClient client = RawClient.open(ground.port())) {
				client.send(Bytes.connect(uid));
				assertRefused(client);
			}
		}
		ground.expect(CloseReason.AUTH_FAILED, forbidden.size());
		try (RawClient client = RawClient.open(ground.port())) {
			client.trySend(Bytes.connect("u".repeat(32_767)));
			client.readAll();
		}
		ground.expect(CloseReason.FRAME_TOO_LARGE, 1);
	}

	@Attack
	@DisplayName("B4: a reset in the middle of the CONNACK")
	void aResetInTheMiddleOfTheConnack() {
		int attackers = AttackScale.of(100, 5000);
		ground.tolerate(CloseReason.CLIENT, CloseReason.IO_ERROR);
		for (int i = 0; i < attackers; i++) {
			RawClient client = RawClient.open(ground.port()).send(Bytes.connect("attacker-" + i));
			if (i % 2 == 0) {
				assertThat(client.read().type()).isEqualTo(RawFrame.CONNACK);
			}
			client.reset();
		}
		AttackGround.await(() -> assertThat(ground.ledger().opened()).isEqualTo(attackers));
	}

	@Attack
	@DisplayName("B5: a client that leaves while it is asked about gives its place back")
	void placesOfThoseWhoLeave() {
		int attackers = MAX_PENDING + 1;
		ConcurrentHashMap<String, Boolean> cancelled = new ConcurrentHashMap<>();
		ground.authenticator(
				(credentials) -> Mono.<AuthResult>never().doOnCancel(() -> cancelled.put(credentials.uid(), true)));
		ground.tolerate(CloseReason.CLIENT, CloseReason.IO_ERROR);
		for (int i = 0; i < attackers; i++) {
			int left = i;
			RawClient client = RawClient.open(ground.port()).send(Bytes.connect("attacker-" + i));
			AttackGround
				.await(() -> assertThat(ground.server().stats().pendingAuthentications()).isBetween(1, MAX_PENDING));
			client.reset();
			AttackGround.await(() -> assertThat(cancelled).hasSize(left + 1));
		}
		assertThat(ground.closed(CloseReason.LIMIT_EXCEEDED)).isZero();
	}

	@Attack
	@DisplayName("B6: an early flood behind a CONNECT that is pending stays outside")
	void anEarlyFlood() {
		CompletableFuture<AuthResult> answer = new CompletableFuture<>();
		List<ClientFrame> heard = ground.hear();
		ground.authenticator((credentials) -> Mono.fromFuture(answer, true));
		int frames = 2000;
		ground.expect(CloseReason.CLIENT, 1);
		try (RawClient client = RawClient.open(ground.port())) {
			client.send(Bytes.join(Bytes.connect("attacker"), Bytes.repeat(Bytes.hex("10 00 00000000"), frames)));
			AttackGround.await(() -> assertThat(ground.server().stats().pendingAuthentications()).isEqualTo(1));
			assertThat(heard).isEmpty();
			answer.complete(AuthResult.accepted("attacker"));
			assertThat(client.read().connackCode()).isEqualTo(1);
			AttackGround.await(() -> assertThat(heard).hasSize(frames));
		}
	}

}
