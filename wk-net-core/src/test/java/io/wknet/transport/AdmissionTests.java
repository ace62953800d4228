package io.wknet.transport;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.channel.local.LocalAddress;
import io.wknet.codec.Protocol;
import io.wknet.support.Bytes;
import io.wknet.support.ProxyHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AdmissionTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	/** type DISCONNECT, length 17, code 22, "LIMIT_EXCEEDED". */
	private static final byte[] FAREWELL = Bytes.hex("09 00 00000011 16 000E 4C494D49545F4558434545444544");

	private final AtomicLong time = new AtomicLong(-SECOND);

	private static ClientNetwork client(String address) {
		ClientNetwork network = ClientNetwork.of(new InetSocketAddress(address, 1));
		assertThat(network).isNotNull();
		return network;
	}

	private Admission admission(int maxConnections, int maxConnectionsPerAddress, int connectsPerSecond) {
		return new Admission(new LimitSettings(maxConnections, maxConnectionsPerAddress, connectsPerSecond),
				this.time::get);
	}

	private static GatedPeer open(Admission admission) {
		return open(admission, Protocol.AUTO);
	}

	private static GatedPeer open(Admission admission, Protocol protocol) {
		return new GatedPeer(ProxyProtocolSettings.off(), protocol, admission, GatedPeer.ADDRESS);
	}

	@Test
	void limitsAllConnections() {
		Admission admission = admission(2, 0, 0);
		assertThat(admission.enter(client("10.0.0.1"))).isNull();
		assertThat(admission.enter(null)).isNull();
		assertThat(admission.enter(client("10.0.0.2"))).contains("maxConnections=2");
		admission.leave(null);
		assertThat(admission.enter(client("10.0.0.2"))).isNull();
		assertThat(admission.enter(null)).contains("maxConnections=2");
	}

	@Test
	void limitsTheConnectionsOfAnAddress() {
		Admission admission = admission(0, 2, 0);
		ClientNetwork one = client("10.0.0.1");
		assertThat(admission.enter(one)).isNull();
		assertThat(admission.enter(one)).isNull();
		assertThat(admission.enter(one)).contains("maxConnectionsPerAddress=2");
		assertThat(admission.enter(client("10.0.0.2"))).isNull();
		admission.leave(one);
		assertThat(admission.enter(one)).isNull();
	}

	@Test
	void whoIsRefusedTakesNoPlace() {
		Admission admission = admission(1, 1, 0);
		assertThat(admission.enter(client("10.0.0.1"))).isNull();
		assertThat(admission.enter(client("10.0.0.2"))).contains("maxConnections=1");
		assertThat(admission.clients()).isEqualTo(1);
		assertThat(admission.enter(client("10.0.0.1"))).contains("maxConnectionsPerAddress=1");
		assertThat(admission.open()).isEqualTo(1);
	}

	@Test
	void nothingIsLeftOfAClientWithoutConnections() {
		Admission admission = admission(0, 3, 0);
		for (int i = 0; i < 100; i++) {
			assertThat(admission.enter(client("10.0.0." + i))).isNull();
			assertThat(admission.enter(client("10.0.0." + i))).isNull();
		}
		assertThat(admission.clients()).isEqualTo(100);
		for (int i = 0; i < 100; i++) {
			admission.leave(client("10.0.0." + i));
		}
		assertThat(admission.clients()).isEqualTo(100);
		for (int i = 0; i < 100; i++) {
			admission.leave(client("10.0.0." + i));
		}
		assertThat(admission.clients()).isZero();
		assertThat(admission.open()).isZero();
	}

	@Test
	void aClientWithoutAnIpAddressHasNoLimitOfItsOwn() {
		Admission admission = admission(0, 1, 1);
		assertThat(ClientNetwork.of(new LocalAddress("a"))).isNull();
		for (int i = 0; i < 10; i++) {
			assertThat(admission.enter(null)).isNull();
		}
	}

	@ParameterizedTest
	@CsvSource({ "10.0.0.1, 10.0.0.1, true", "10.0.0.1, 10.0.0.2, false", "2001:db8::1, 2001:db8::ffff:1:2:3, true",
			"2001:db8::1, 2001:db8:0:1::1, false", "10.0.0.1, ::ffff:10.0.0.1, true", "10.0.0.1, ::a00:1, false",
			"10.0.0.1, 0:0:a00:1::5, false", "255.255.255.255, 255.255.255.254, false" })
	void knowsAClientByItsAddressOrByItsIpv6Network(String one, String other, boolean same) {
		assertThat(client(one).equals(client(other))).isEqualTo(same);
	}

	@Test
	void manyThreadsTakeEachPlaceOnce() throws Exception {
		int threads = 8;
		Admission admission = admission(20, 6, 0);
		List<AtomicInteger> inside = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			inside.add(new AtomicInteger());
		}
		AtomicInteger all = new AtomicInteger();
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Callable<Integer>> tasks = new ArrayList<>();
			for (int thread = 0; thread < threads; thread++) {
				tasks.add(() -> comeAndGo(admission, inside, all));
			}
			int worst = 0;
			for (Future<Integer> result : executor.invokeAll(tasks)) {
				worst = Math.max(worst, result.get());
			}
			assertThat(worst).isZero();
		}
		finally {
			executor.shutdown();
		}
		assertThat(admission.open()).isZero();
		assertThat(admission.clients()).isZero();
	}

	/**
	 * Enter and leave at random.
	 * @return how often more were inside than may be
	 */
	private static int comeAndGo(Admission admission, List<AtomicInteger> inside, AtomicInteger all) {
		int violations = 0;
		List<Integer> mine = new ArrayList<>();
		for (int i = 0; i < 100_000; i++) {
			int client = ThreadLocalRandom.current().nextInt(inside.size());
			if (mine.size() < 5 && admission.enter(client("10.0.0." + client)) == null) {
				violations += (inside.get(client).incrementAndGet() > 6 || all.incrementAndGet() > 20) ? 1 : 0;
				mine.add(client);
			}
			else if (!mine.isEmpty()) {
				leave(admission, inside, all, mine.remove(mine.size() - 1));
			}
		}
		mine.forEach((client) -> leave(admission, inside, all, client));
		return violations;
	}

	private static void leave(Admission admission, List<AtomicInteger> inside, AtomicInteger all, int client) {
		inside.get(client).decrementAndGet();
		all.decrementAndGet();
		admission.leave(client("10.0.0." + client));
	}

	@Test
	void limitsHowFastAnAddressConnects() {
		Admission admission = admission(0, 0, 4);
		ClientNetwork one = client("10.0.0.1");
		for (int i = 0; i < 4; i++) {
			assertThat(admission.enter(one)).isNull();
		}
		assertThat(admission.enter(one)).contains("connectsPerSecond=4");
		assertThat(admission.enter(client("10.0.0.2"))).isNull();
		this.time.addAndGet(SECOND / 4 - 1);
		assertThat(admission.enter(one)).contains("connectsPerSecond=4");
		this.time.addAndGet(1);
		assertThat(admission.enter(one)).isNull();
		assertThat(admission.enter(one)).contains("connectsPerSecond=4");
		this.time.addAndGet(SECOND);
		for (int i = 0; i < 4; i++) {
			assertThat(admission.enter(one)).isNull();
		}
		assertThat(admission.enter(one)).contains("connectsPerSecond=4");
	}

	@Test
	void forgetsHowFastAnAddressConnectedWhenItMakesNoDifference() {
		ConnectRates rates = new ConnectRates(1, this.time::get);
		assertThat(rates.connects(client("10.0.0.1"))).isTrue();
		this.time.addAndGet(SECOND - 1);
		assertThat(rates.connects(client("10.0.0.1"))).isFalse();
		assertThat(rates.clients()).isEqualTo(1);
		this.time.addAndGet(2 * SECOND);
		assertThat(rates.clients()).isZero();
	}

	@Test
	void remembersABoundedNumberOfAddresses() {
		ConnectRates rates = new ConnectRates(1, this.time::get);
		for (int i = 0; i < 2 * ConnectRates.MAX_CLIENTS; i++) {
			rates.connects(new ClientNetwork(true, i));
		}
		assertThat(rates.clients()).isBetween(1L, (long) ConnectRates.MAX_CLIENTS);
	}

	@Test
	void refusesALimitThatIsNone() {
		assertThatIllegalArgumentException().isThrownBy(() -> new LimitSettings(0, -1, 0))
			.withMessageContaining("maxConnectionsPerAddress");
		assertThatIllegalArgumentException().isThrownBy(() -> new LimitSettings(0, 0, 1_000_001))
			.withMessageContaining("connectsPerSecond")
			.withMessageContaining("1000001");
		assertThat(admission(0, 0, 1_000_000).enter(client("10.0.0.1"))).isNull();
	}

	@Test
	void aChannelHasItsPlaceUntilItIsClosed() {
		Admission admission = admission(1, 1, 0);
		try (GatedPeer first = open(admission); GatedPeer second = open(admission)) {
			assertThat(first.openedFrom).isEqualTo(GatedPeer.ADDRESS);
			assertThat(first.handlers()).containsExactly("wk.frames");
			assertThat(second.openedFrom).isNull();
			first.disconnect();
			assertThat(admission.open()).isZero();
			assertThat(admission.clients()).isZero();
			try (GatedPeer third = open(admission)) {
				assertThat(third.openedFrom).isNotNull();
			}
			second.disconnect();
		}
		assertThat(admission.open()).isZero();
		assertThat(admission.clients()).isZero();
	}

	@ParameterizedTest
	@EnumSource(value = Protocol.class, names = "WKPROTO", mode = EnumSource.Mode.EXCLUDE)
	void tellsAPeerThatIsRefused(Protocol protocol) {
		Admission admission = admission(1, 0, 0);
		try (GatedPeer first = open(admission, protocol); GatedPeer second = open(admission, protocol)) {
			assertThat(first.sent()).isEmpty();
			assertThat(second.sent()).containsExactly(FAREWELL);
			assertThat(second.isOpen()).isFalse();
			assertThat(second.refusals).singleElement().asString().startsWith("LIMIT_EXCEEDED: ");
			assertThat(second.ends).isZero();
		}
	}

	@Test
	void doesNotTellAPeerThatWouldStayAwayForIt() {
		Admission admission = admission(1, 0, 0);
		try (GatedPeer first = open(admission, Protocol.WKPROTO);
				GatedPeer second = open(admission, Protocol.WKPROTO)) {
			assertThat(first.isOpen()).isTrue();
			assertThat(second.sent()).isEmpty();
			assertThat(second.isOpen()).isFalse();
			assertThat(second.refusals).singleElement().asString().startsWith("LIMIT_EXCEEDED: ");
		}
	}

	@Test
	void decidesWithoutATimer() {
		Admission admission = admission(1, 0, 0);
		try (GatedPeer first = open(admission)) {
			assertThat(first.hasTimer()).isFalse();
		}
	}

	@Test
	void limitsTheRealClientsBehindALoadBalancer() {
		Admission admission = admission(0, 1, 0);
		ProxyProtocolSettings proxied = ProxyProtocolSettings.of(ProxyProtocol.REQUIRED, "10.0.0.0/8");
		try (GatedPeer alice = proxied(proxied, admission, "203.0.113.7");
				GatedPeer bob = proxied(proxied, admission, "203.0.113.8");
				GatedPeer another = proxied(proxied, admission, "203.0.113.7")) {
			assertThat(alice.openedFrom).isEqualTo(new InetSocketAddress("203.0.113.7", 1));
			assertThat(bob.openedFrom).isEqualTo(new InetSocketAddress("203.0.113.8", 1));
			assertThat(another.openedFrom).isNull();
			assertThat(another.refusedFrom).isEqualTo(new InetSocketAddress("203.0.113.7", 1));
			assertThat(another.sent()).containsExactly(FAREWELL);
			assertThat(another.bytes).isZero();
		}
	}

	private static GatedPeer proxied(ProxyProtocolSettings settings, Admission admission, String client) {
		SocketAddress balancer = GatedPeer.ADDRESS;
		return new GatedPeer(settings, Protocol.AUTO, admission, balancer)
			.receive(Bytes.join(ProxyHeaders.v1(client, 1), Bytes.connect("alice")));
	}

}
