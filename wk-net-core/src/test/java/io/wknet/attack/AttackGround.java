package io.wknet.attack;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.wknet.auth.AuthResult;
import io.wknet.auth.Credentials;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.server.BoundWkServer;
import io.wknet.server.WkServer;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server and its {@link Bystanders}, for all attacks of a test class that registers it
 * as an extension. A test says what its attack {@linkplain #expect expects}, and attacks.
 * <p>
 * After each attack it checks that connections ended as the test expects and no other
 * did, each with one event, one reason and one count; that nothing of them is left in the
 * registry, in presence, in topics, among the open files and in memory; and that the
 * bystanders noticed nothing.
 */
final class AttackGround implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {

	/** The reason code of a CONNACK when it is not the client's fault. */
	static final int SYSTEM_ERROR = 15;

	/** How much memory an attack may take at its peak. */
	private static final long PEAK_BYTES = 64L << 20;

	/** What may be left of that, for pools that keep their chunks. */
	private static final long REST_BYTES = 32L << 20;

	private final Dispatch dispatch;

	private final UnaryOperator<WkServer> settings;

	private final Ledger ledger = new Ledger();

	private final Map<CloseReason, Long> expected = new EnumMap<>(CloseReason.class);

	private final Map<CloseReason, Long> expectedWithoutEvent = new EnumMap<>(CloseReason.class);

	private final Set<CloseReason> tolerated = EnumSet.noneOf(CloseReason.class);

	private volatile Function<Credentials, Mono<AuthResult>> authenticator;

	private BoundWkServer server;

	private Bystanders bystanders;

	private Map<CloseReason, Long> closedBefore;

	private long acceptedBefore;

	private int roundsBefore;

	private long socketsBefore;

	private long memoryBefore;

	AttackGround() {
		this((server) -> server);
	}

	AttackGround(UnaryOperator<WkServer> settings) {
		this(Dispatch.EVENT_LOOP, settings);
	}

	/**
	 * Create one.
	 * @param dispatch where the listener runs
	 * @param settings applied last, so that a test may change all but the listener
	 */
	AttackGround(Dispatch dispatch, UnaryOperator<WkServer> settings) {
		this.dispatch = dispatch;
		this.settings = settings;
	}

	BoundWkServer server() {
		return this.server;
	}

	int port() {
		return this.server.port();
	}

	Bystanders bystanders() {
		return this.bystanders;
	}

	Ledger ledger() {
		return this.ledger;
	}

	/**
	 * The newest connection of an attacker's user.
	 */
	WkConnection connection(String uid) {
		await(() -> assertThat(this.server.connections().isOnline(uid)).as(uid + " is online").isTrue());
		var connections = this.server.connections().findByUid(uid);
		return connections.get(connections.size() - 1);
	}

	/**
	 * Hand what attackers do to a listener, until the end of this attack.
	 */
	void listener(WkListener listener) {
		this.ledger.others(listener);
	}

	/**
	 * The frames that attackers send from now on, until the end of this attack.
	 */
	List<ClientFrame> hear() {
		List<ClientFrame> frames = new CopyOnWriteArrayList<>();
		listener(new WkListener() {

			@Override
			public void onFrame(WkConnection connection, ClientFrame frame) {
				frames.add(frame);
			}

		});
		return frames;
	}

	/**
	 * Decide about attackers, until the end of this attack. Everybody gets in otherwise.
	 */
	void authenticator(Function<Credentials, Mono<AuthResult>> newAuthenticator) {
		this.authenticator = newAuthenticator;
	}

	/**
	 * So many more connections will end for this reason.
	 */
	void expect(CloseReason reason, long count) {
		this.expected.merge(reason, count, Long::sum);
	}

	/**
	 * So many more connections will be counted for this reason, of which the listener
	 * never hears.
	 */
	void expectWithoutEvent(CloseReason reason, long count) {
		this.expectedWithoutEvent.merge(reason, count, Long::sum);
	}

	/**
	 * Any number of connections may end for these reasons, because nobody can know who is
	 * faster.
	 */
	void tolerate(CloseReason... reasons) {
		this.tolerated.addAll(List.of(reasons));
	}

	/**
	 * How many connections of this attack have ended for a reason so far.
	 */
	long closed(CloseReason reason) {
		return this.server.stats().closed().get(reason) - this.closedBefore.get(reason);
	}

	/**
	 * How many connections attackers have now.
	 */
	int attackers() {
		return this.server.connections().connectionCount() - this.bystanders.count();
	}

	/**
	 * Log in as a user for whom the authenticator fails: the client is told so, and that
	 * this was the end.
	 */
	void assertAuthenticatorFails(String uid) {
		try (RawClient client = RawClient.open(port())) {
			client.send(Bytes.connect(uid));
			List<RawFrame> all = client.readAll();
			assertThat(all).as(uid).extracting(RawFrame::type).containsExactly(RawFrame.CONNACK, RawFrame.DISCONNECT);
			assertThat(all.get(0).connackCode()).isEqualTo(SYSTEM_ERROR);
		}
	}

	/**
	 * Wait until all that was expected has happened, while the attackers still hold their
	 * side.
	 */
	void awaitExpected() {
		await(() -> assertThat(withoutTolerated(closedNow())).as("closed").isEqualTo(withoutTolerated(allExpected())));
	}

	/**
	 * Look at the memory, to be called when the attack holds most of it. Collects
	 * garbage.
	 */
	void measure() {
		measure(PEAK_BYTES);
	}

	/**
	 * The same with a limit of this attack, in bytes.
	 */
	void measure(long limit) {
		// Bystanders and the JVM have garbage of their own on its way.
		await(() -> assertThat(Footprint.memory() - this.memoryBefore).as("memory of the attack, in bytes")
			.isLessThanOrEqualTo(limit));
	}

	/**
	 * Wait for an effect of the other side.
	 */
	static void await(ThrowingRunnable assertion) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(3))
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(assertion);
	}

	/**
	 * Bind the server and log the bystanders in.
	 */
	void open() throws InterruptedException {
		WkServer configured = WkServer.create()
			.port(0)
			.authenticator((ReactiveAuthenticator) this::authenticate)
			.listener(this.ledger, this.dispatch)
			.presenceListener(this.ledger);
		this.server = this.settings.apply(configured).bind((bound) -> this.ledger.use(bound.operations()));
		this.bystanders = new Bystanders(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()),
				AttackScale.BYSTANDERS);
		await(() -> assertThat(this.bystanders.rounds()).isPositive());
		this.bystanders.hush();
		this.memoryBefore = Footprint.memory();
		this.bystanders.resume();
	}

	void close() {
		if (this.bystanders != null) {
			this.bystanders.close();
		}
		if (this.server != null) {
			this.server.close();
		}
	}

	@Override
	public void beforeAll(ExtensionContext context) throws InterruptedException {
		open();
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		this.ledger.clear();
		this.expected.clear();
		this.expectedWithoutEvent.clear();
		this.authenticator = (credentials) -> Mono.just(AuthResult.accepted(credentials.uid()));
		this.closedBefore = this.server.stats().closed();
		this.acceptedBefore = this.server.stats().accepted();
		this.roundsBefore = this.bystanders.rounds();
		this.socketsBefore = Footprint.sockets();
		this.tolerated.clear();
	}

	@Override
	public void afterEach(ExtensionContext context) throws Exception {
		if (context.getExecutionException().isPresent()) {
			// That is the failure to be seen.
			awaitNothingLeft();
			return;
		}
		awaitExpected();
		awaitNothingLeft();
		await(this::assertClosedOnce);
		// What it has noted of hundreds of thousands is none of the server's.
		this.ledger.clear();
		await(() -> assertThat(this.bystanders.rounds()).as("bystanders chat on").isGreaterThan(this.roundsBefore));
		this.bystanders.hush();
		try {
			await(() -> assertThat(Footprint.sockets()).as("open sockets").isLessThanOrEqualTo(this.socketsBefore));
			assertThat(Footprint.memory() - this.memoryBefore).as("bytes that are left of the attack")
				.isLessThanOrEqualTo(REST_BYTES);
		}
		finally {
			this.bystanders.resume();
		}
	}

	@Override
	public void afterAll(ExtensionContext context) {
		close();
	}

	private Mono<AuthResult> authenticate(Credentials credentials) {
		return credentials.uid().startsWith(Bystander.PREFIX) ? Mono.just(AuthResult.accepted(credentials.uid()))
				: this.authenticator.apply(credentials);
	}

	private void awaitNothingLeft() {
		await(() -> {
			assertThat(attackers()).as("connections that are left").isZero();
			assertThat(this.ledger.allClosed()).as("all have heard of their close").isTrue();
			assertThat(this.server.connections().userCount()).as("users").isEqualTo(this.bystanders.count());
			assertThat(this.server.stats().pendingAuthentications()).as("authentications").isZero();
			assertThat(this.server.stats().subscriptions()).as("subscriptions").isZero();
		});
		this.bystanders.assertUndisturbed();
	}

	private void assertClosedOnce() {
		Map<CloseReason, Long> closed = closedNow();
		Map<CloseReason, Long> heard = this.ledger.closes();
		this.expectedWithoutEvent.forEach((reason, count) -> heard.merge(reason, count, Long::sum));
		assertThat(heard).as("closed, as heard").isEqualTo(closed);
		assertThat(this.server.stats().accepted() - this.acceptedBefore).as("accepted")
			.isEqualTo(closed.values().stream().mapToLong(Long::longValue).sum());
		assertThat(withoutTolerated(closed)).as("closed").isEqualTo(withoutTolerated(allExpected()));
		this.ledger.assertNoMistakes();
	}

	private Map<CloseReason, Long> withoutTolerated(Map<CloseReason, Long> counts) {
		Map<CloseReason, Long> result = new EnumMap<>(counts);
		result.keySet().removeAll(this.tolerated);
		return result;
	}

	private Map<CloseReason, Long> closedNow() {
		Map<CloseReason, Long> result = new EnumMap<>(CloseReason.class);
		for (CloseReason reason : CloseReason.values()) {
			result.put(reason, closed(reason));
		}
		return nonZero(result);
	}

	private Map<CloseReason, Long> allExpected() {
		Map<CloseReason, Long> result = new EnumMap<>(this.expected);
		this.expectedWithoutEvent.forEach((reason, count) -> result.merge(reason, count, Long::sum));
		return nonZero(result);
	}

	private static Map<CloseReason, Long> nonZero(Map<CloseReason, Long> counts) {
		Map<CloseReason, Long> result = new EnumMap<>(counts);
		result.values().removeIf((count) -> count == 0);
		return result;
	}

}
