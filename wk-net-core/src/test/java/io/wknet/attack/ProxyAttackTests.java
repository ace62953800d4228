package io.wknet.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.listener.WkListener;
import io.wknet.support.Bytes;
import io.wknet.support.ProxyHeaders;
import io.wknet.support.RawClient;
import io.wknet.transport.ProxyProtocol;
import io.wknet.transport.ProxyProtocolSettings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attacks with PROXY headers: by those who must not send one, and by a load balancer that
 * is trusted and has gone mad.
 */
@Timeout(600)
class ProxyAttackTests {

	private static final Duration TIMEOUT = Duration.ofMillis(400);

	private static final byte[] V1 = ProxyHeaders.v1("203.0.113.7", 51_234);

	private static final byte[] V2 = ProxyHeaders.v2("CB 00 71 07", 51_234);

	/**
	 * Whoever sends this is closed, before anybody is asked who they are.
	 */
	private static void assertRefused(AttackGround ground, byte[] bytes) {
		try (RawClient client = RawClient.open(ground.port())) {
			client.trySend(bytes);
			client.readAll();
		}
		ground.awaitExpected();
	}

	@Nested
	class WhereThereIsNoLoadBalancer {

		@RegisterExtension
		static final AttackGround ground = new AttackGround();

		@Attack
		@DisplayName("36: a header is not believed where the protocol is off")
		void off() {
			for (byte[] header : List.of(V1, V2)) {
				ground.expect(CloseReason.PROTOCOL_ERROR, 1);
				assertRefused(ground, Bytes.join(header, Bytes.connect("attacker")));
			}
		}

	}

	@Nested
	class FromElsewhere {

		@RegisterExtension
		static final AttackGround ground = new AttackGround((server) -> server
			.proxyProtocol(new ProxyProtocolSettings(ProxyProtocol.OPTIONAL, List.of("10.0.0.0/8"), TIMEOUT)));

		@Attack
		@DisplayName("36: a header of a peer that is not trusted is not believed")
		void untrusted() {
			for (byte[] header : List.of(V1, V2)) {
				ground.expect(CloseReason.PROTOCOL_ERROR, 1);
				assertRefused(ground, Bytes.join(header, Bytes.connect("attacker")));
			}
		}

	}

	@Nested
	class BehindALoadBalancer {

		private final List<Object> addresses = new CopyOnWriteArrayList<>();

		@RegisterExtension
		static final AttackGround ground = new AttackGround((server) -> server
			.proxyProtocol(new ProxyProtocolSettings(ProxyProtocol.OPTIONAL, List.of("127.0.0.0/8"), TIMEOUT)));

		@Attack
		@DisplayName("36: a header that is cut short is given up at the deadline")
		void cutShort() {
			List<byte[]> begun = List.of(Arrays.copyOf(V2, 1), Arrays.copyOf(V2, 14), Arrays.copyOf(V2, V2.length - 1),
					Arrays.copyOf(V1, 1), Arrays.copyOf(V1, V1.length - 1));
			int each = AttackScale.of(20, 200);
			long begin = System.nanoTime();
			List<RawClient> clients = new ArrayList<>();
			for (byte[] bytes : begun) {
				for (int i = 0; i < each; i++) {
					clients.add(RawClient.open(ground.port()).send(bytes));
				}
			}
			ground.expectWithoutEvent(CloseReason.AUTH_TIMEOUT, clients.size());
			ground.measure();
			ground.awaitExpected();
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(TIMEOUT);
			for (RawClient client : clients) {
				assertThat(client.readAll()).isEmpty();
				client.close();
			}
		}

		@Attack
		@DisplayName("a header of version 1 that does not end, or is none, is refused")
		void badVersion1() {
			List<String> lines = List.of("PROXY TCP4 " + "1".repeat(200), "PROXY TCP4 203.0.113.7 192.0.2.1 1",
					"PROXY TCP4 203.0.113.7 192.0.2.1 99999 1", "PROXY TCP4 203.0.113.7 192.0.2.1 -1 1",
					"PROXY TCP4 evil.example 192.0.2.1 1 1", "PROXY TCP4 ::1 ::1 1 1", "PROXY TCP6 ::1%lo ::1 1 1",
					"PROXY TCP4 203.0.113.999 192.0.2.1 1 1", "PROXY UDP4 203.0.113.7 192.0.2.1 1 1", "PROXY ",
					"PROXY TCP4 203.0.113.7 192.0.2.1 1 1 1", "PROXY TCP4 \u0000 \u0000 1 1");
			for (String line : lines) {
				ground.expectWithoutEvent(CloseReason.PROTOCOL_ERROR, 1);
				assertRefused(ground, Bytes.join(ProxyHeaders.line(line), Bytes.connect("attacker")));
			}
			ground.expectWithoutEvent(CloseReason.PROTOCOL_ERROR, 1);
			assertRefused(ground, Bytes.repeat("PROXY TCP4 ".getBytes(StandardCharsets.US_ASCII), 100_000));
		}

		@Attack
		@DisplayName("a header of version 2 that is too long, or is none, is refused")
		void badVersion2() {
			List<byte[]> headers = List.of(
					// 64 KB of extensions, a wrong version, a wrong command, a family
					// without addresses.
					ProxyHeaders.v2("CB 00 71 07", 1, ProxyHeaders.tlv(4, new byte[65_500])),
					ProxyHeaders.v2(ProxyHeaders.PROXY, 0x11, new byte[65_535]),
					ProxyHeaders.v2(0x31, 0x11, new byte[12]), ProxyHeaders.v2(0x2F, 0x11, new byte[12]),
					ProxyHeaders.v2(ProxyHeaders.PROXY, 0x11, new byte[0]),
					ProxyHeaders.v2(ProxyHeaders.PROXY, 0x21, new byte[35]),
					ProxyHeaders.v2(ProxyHeaders.PROXY, 0xF1, new byte[12]),
					// An extension that runs past the header.
					ProxyHeaders.v2("CB 00 71 07", 1, Bytes.hex("04 FF FF 00")));
			for (byte[] header : headers) {
				ground.expectWithoutEvent(CloseReason.PROTOCOL_ERROR, 1);
				assertRefused(ground, Bytes.join(header, Bytes.connect("attacker")));
			}
		}

		@Attack
		@DisplayName("one header is all: a second is no frame")
		void twoHeaders() {
			for (byte[] header : List.of(Bytes.join(V1, V1), Bytes.join(V2, V2), Bytes.join(V1, V2),
					Bytes.join(V2, V1))) {
				ground.expect(CloseReason.PROTOCOL_ERROR, 1);
				assertRefused(ground, Bytes.join(header, Bytes.connect("attacker")));
			}
		}

		@Attack
		@DisplayName("a header that tells no address leaves the load balancer's")
		void noAddress() throws IOException {
			this.addresses.clear();
			ground.listener(new WkListener() {

				@Override
				public void onAuthenticated(WkConnection connection) {
					BehindALoadBalancer.this.addresses.add(connection.remoteAddress());
				}

			});
			List<byte[]> headers = List.of(ProxyHeaders.line("PROXY UNKNOWN"),
					ProxyHeaders.line("PROXY UNKNOWN ffff::1 ffff::2 1 2"),
					ProxyHeaders.v2(ProxyHeaders.LOCAL, 0x00, new byte[0]),
					ProxyHeaders.v2(ProxyHeaders.LOCAL, 0x11, new byte[12]),
					ProxyHeaders.v2(ProxyHeaders.PROXY, 0x00, new byte[0]),
					ProxyHeaders.v2(ProxyHeaders.PROXY, 0x31, new byte[216]));
			for (byte[] header : headers) {
				ground.expect(CloseReason.CLIENT, 1);
				try (RawClient client = RawClient.open(ground.port())) {
					client.login(Bytes.join(header, Bytes.connect("attacker")));
				}
				ground.awaitExpected();
			}
			assertThat(this.addresses).hasSize(headers.size())
				.allSatisfy((address) -> assertThat(((InetSocketAddress) address).getAddress().isLoopbackAddress())
					.isTrue());
		}

		@Attack
		@DisplayName("a header in single bytes is a header")
		void byteByByte() {
			this.addresses.clear();
			ground.listener(new WkListener() {

				@Override
				public void onAuthenticated(WkConnection connection) {
					BehindALoadBalancer.this.addresses.add(connection.remoteAddress());
				}

			});
			for (byte[] header : List.of(V1, V2)) {
				ground.expect(CloseReason.CLIENT, 1);
				try (RawClient client = RawClient.open(ground.port())) {
					for (byte next : header) {
						client.send(new byte[] { next });
					}
					client.login("attacker");
				}
				ground.awaitExpected();
			}
			assertThat(this.addresses).containsOnly(new InetSocketAddress("203.0.113.7", 51_234)).hasSize(2);
		}

		@Attack
		@DisplayName("clients that leave at each byte of a header")
		void leavingAtEachByte() {
			for (byte[] header : List.of(V1, V2)) {
				for (int i = 1; i < header.length; i++) {
					ground.expectWithoutEvent(CloseReason.CLIENT, 1);
					try (RawClient client = RawClient.open(ground.port())) {
						client.send(Arrays.copyOf(header, i));
					}
				}
			}
			ground.awaitExpected();
		}

	}

}
