package io.wknet.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.support.Bytes;
import io.wknet.support.ProxyHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ProxyGateTests {

	private static final String TRUSTED = "10.0.0.0/8";

	private static final String UNTRUSTED = "192.168.0.0/16";

	private static final InetSocketAddress CLIENT = new InetSocketAddress("203.0.113.7", 51_234);

	private static final String CLIENT_HEX = "CB 00 71 07";

	private static final byte[] CONNECT = Bytes.connect("alice");

	private static final byte[] FRAMES = Bytes.join(CONNECT, Bytes.numbered(16, 1), Bytes.numbered(16, 2));

	private GatedPeer peer;

	@AfterEach
	void close() {
		this.peer.close();
	}

	private GatedPeer open(ProxyProtocol mode, String... trusted) {
		this.peer = new GatedPeer(ProxyProtocolSettings.of(mode, trusted));
		return this.peer;
	}

	private void assertFramesFrom(InetSocketAddress address) {
		assertThat(this.peer.openedFrom).isEqualTo(address);
		assertThat(this.peer.bytes).isEqualTo(FRAMES.length);
		assertThat(this.peer.frames).hasSize(3);
		assertThat(this.peer.frames.get(0)).isInstanceOf(ConnectFrame.class);
		assertThat(this.peer.frames.stream().skip(1).map((frame) -> ((ApplicationFrame) frame).payload().toByteArray()))
			.containsExactly(Bytes.hex("00000001"), Bytes.hex("00000002"));
		assertThat(this.peer.handlers()).containsExactly("wk.frames");
		assertThat(this.peer.refusals).isEmpty();
		assertThat(this.peer.mistakes).isEmpty();
	}

	private void assertRefused(Refusal refusal) {
		assertThat(this.peer.refusals).singleElement().asString().startsWith(refusal + ": ");
		assertThat(this.peer.refusedFrom).isEqualTo(GatedPeer.ADDRESS);
		assertThat(this.peer.openedFrom).isNull();
		assertThat(this.peer.isOpen()).isFalse();
	}

	@Test
	void isClosedWhenTheServerStops() {
		open(ProxyProtocol.REQUIRED, TRUSTED).receive(Bytes.hex("0D 0A 0D 0A")).stop();
		assertRefused(Refusal.SHUTDOWN);
		assertThat(this.peer.after(Duration.ofMillis(20)).hasTimer()).isFalse();
	}

	@Test
	void isLeftToItsSessionWhenItHasPassed() {
		open(ProxyProtocol.REQUIRED, TRUSTED).receive(ProxyHeaders.v2(CLIENT_HEX, 51_234)).stop();
		assertThat(this.peer.isOpen()).isTrue();
		assertThat(this.peer.refusals).isEmpty();
	}

	static Stream<byte[]> headers() {
		return Stream.of(ProxyHeaders.v1("203.0.113.7", 51_234), ProxyHeaders.v2(CLIENT_HEX, 51_234),
				ProxyHeaders.v2(CLIENT_HEX, 51_234, ProxyHeaders.tlv(0x02, new byte[11]),
						ProxyHeaders.tlv(0x20,
								Bytes.join(Bytes.hex("01 00000000"), ProxyHeaders.tlv(0x21, new byte[7]))),
						ProxyHeaders.tlv(0xEA, new byte[300])));
	}

	@ParameterizedTest
	@MethodSource("headers")
	void believesATrustedPeerWhereverItsBytesAreSplit(byte[] header) {
		byte[] all = Bytes.join(header, FRAMES);
		for (ProxyProtocol mode : new ProxyProtocol[] { ProxyProtocol.OPTIONAL, ProxyProtocol.REQUIRED }) {
			for (int cut = 0; cut <= all.length; cut++) {
				try (GatedPeer one = open(mode, TRUSTED)) {
					one.receive(Arrays.copyOf(all, cut)).receive(Arrays.copyOfRange(all, cut, all.length));
					assertFramesFrom(CLIENT);
				}
			}
		}
	}

	@ParameterizedTest
	@MethodSource("headers")
	void believesATrustedPeerByteByByte(byte[] header) {
		open(ProxyProtocol.REQUIRED, TRUSTED);
		for (byte one : Bytes.join(header, FRAMES)) {
			this.peer.receive(new byte[] { one });
		}
		assertFramesFrom(CLIENT);
	}

	@Test
	void readsAnAddressOfVersion6() {
		open(ProxyProtocol.REQUIRED, TRUSTED)
			.receive(ProxyHeaders.line("PROXY TCP6 2001:db8::7 2001:db8::1 51234 5100"))
			.receive(FRAMES);
		assertFramesFrom(new InetSocketAddress("2001:db8::7", 51_234));
		this.peer.close();
		byte[] addresses = Bytes.hex("20010db8000000000000000000000007 20010db8000000000000000000000001 C822 13EC");
		open(ProxyProtocol.REQUIRED, TRUSTED)
			.receive(Bytes.join(ProxyHeaders.v2(ProxyHeaders.PROXY, 0x21, addresses), FRAMES));
		assertFramesFrom(new InetSocketAddress("2001:db8::7", 51_234));
	}

	@ParameterizedTest
	@ValueSource(strings = { "PROXY UNKNOWN", "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535" })
	void keepsTheAddressOfTheSocketIfVersion1TellsNone(String line) {
		open(ProxyProtocol.REQUIRED, TRUSTED).receive(Bytes.join(ProxyHeaders.line(line), FRAMES));
		assertFramesFrom(GatedPeer.ADDRESS);
	}

	static Stream<byte[]> headersWithoutAnAddress() {
		byte[] ipv4 = Bytes.hex("CB007107 C0000201 C822 13EC");
		return Stream.of(ProxyHeaders.v2(ProxyHeaders.LOCAL, 0x00, new byte[0]),
				ProxyHeaders.v2(ProxyHeaders.LOCAL, 0x11, ipv4), ProxyHeaders.v2(ProxyHeaders.PROXY, 0x00, new byte[0]),
				ProxyHeaders.v2(ProxyHeaders.PROXY, 0x00, new byte[60]),
				ProxyHeaders.v2(ProxyHeaders.PROXY, 0x12, ipv4),
				ProxyHeaders.v2(ProxyHeaders.PROXY, 0x31, new byte[216]));
	}

	@ParameterizedTest
	@MethodSource("headersWithoutAnAddress")
	void keepsTheAddressOfTheSocketIfVersion2TellsNoneOfTcp(byte[] header) {
		open(ProxyProtocol.REQUIRED, TRUSTED).receive(Bytes.join(header, FRAMES));
		assertFramesFrom(GatedPeer.ADDRESS);
	}

	static Stream<byte[]> malformedHeaders() {
		byte[] ipv4 = Bytes.hex("CB007107 C0000201 C822 13EC");
		return Stream.of(ProxyHeaders.line("PROXY TCP4 203.0.113.256 192.0.2.1 1 2"),
				ProxyHeaders.line("PROXY TCP4 2001:db8::7 192.0.2.1 1 2"),
				ProxyHeaders.line("PROXY TCP4 example.org 192.0.2.1 1 2"),
				ProxyHeaders.line("PROXY TCP4 203.0.113.7 192.0.2.1 65536 2"),
				ProxyHeaders.line("PROXY TCP4 203.0.113.7 192.0.2.1 -1 2"),
				ProxyHeaders.line("PROXY TCP4 203.0.113.7 192.0.2.1 x 2"),
				ProxyHeaders.line("PROXY TCP4 203.0.113.7 192.0.2.1 1"),
				ProxyHeaders.line("PROXY UDP4 1.1.1.1 2.2.2.2 1 2"), ProxyHeaders.line("PROXY "),
				ProxyHeaders.line("PROXY " + "x".repeat(100)), "PROXY ".repeat(18).getBytes(StandardCharsets.US_ASCII),
				ProxyHeaders.v2(0x11, 0x11, ipv4), ProxyHeaders.v2(0x01, 0x11, ipv4), ProxyHeaders.v2(0x2F, 0x11, ipv4),
				ProxyHeaders.v2(ProxyHeaders.PROXY, 0x41, ipv4), ProxyHeaders.v2(ProxyHeaders.PROXY, 0x1F, ipv4),
				ProxyHeaders.v2(ProxyHeaders.PROXY, 0x11, new byte[11]),
				ProxyHeaders.v2(ProxyHeaders.PROXY, 0x21, new byte[35]),
				ProxyHeaders.v2(ProxyHeaders.PROXY, 0x31, new byte[215]),
				ProxyHeaders.v2(CLIENT_HEX, 1, ProxyHeaders.tlv(0x02, new byte[5]), Bytes.hex("20 FFFF 00 00")),
				ProxyHeaders.v2(CLIENT_HEX, 1, ProxyHeaders.tlv(0x02, new byte[5]), Bytes.hex("02 FFFF 00 00")));
	}

	@ParameterizedTest
	@MethodSource("malformedHeaders")
	void refusesAMalformedHeader(byte[] header) {
		for (ProxyProtocol mode : new ProxyProtocol[] { ProxyProtocol.OPTIONAL, ProxyProtocol.REQUIRED }) {
			try (GatedPeer one = open(mode, TRUSTED)) {
				one.receive(Bytes.join(header, FRAMES));
				assertRefused(Refusal.PROTOCOL_ERROR);
			}
		}
	}

	@Test
	void takesTheLongestHeaderOfVersion1AndNoLongerOne() {
		String line = "PROXY UNKNOWN ";
		String longest = line + "x".repeat(ProxyHeader.MAX_V1_BYTES - 2 - line.length());
		open(ProxyProtocol.REQUIRED, TRUSTED).receive(Bytes.join(ProxyHeaders.line(longest), FRAMES));
		assertFramesFrom(GatedPeer.ADDRESS);
		this.peer.close();
		open(ProxyProtocol.REQUIRED, TRUSTED).receive(ProxyHeaders.line(longest + "x"));
		assertRefused(Refusal.PROTOCOL_ERROR);
	}

	@Test
	void takesTheLongestHeaderOfVersion2AndRefusesALongerOneBeforeItComes() {
		byte[] longest = ProxyHeaders.v2(ProxyHeaders.PROXY, 0x00, new byte[4096]);
		open(ProxyProtocol.REQUIRED, TRUSTED).receive(Bytes.join(longest, FRAMES));
		assertFramesFrom(GatedPeer.ADDRESS);
		this.peer.close();
		byte[] longer = ProxyHeaders.v2(ProxyHeaders.PROXY, 0x00, new byte[4097]);
		open(ProxyProtocol.REQUIRED, TRUSTED).receive(Arrays.copyOf(longer, 15));
		assertThat(this.peer.isOpen()).isTrue();
		this.peer.receive(new byte[] { longer[15] });
		assertRefused(Refusal.PROTOCOL_ERROR);
	}

	@Test
	void requiredRefusesATrustedPeerThatBeginsDirectly() {
		open(ProxyProtocol.REQUIRED, TRUSTED).receive(new byte[] { CONNECT[0] });
		assertRefused(Refusal.PROTOCOL_ERROR);
	}

	@Test
	void requiredRefusesAnUntrustedPeerAtAccept() {
		open(ProxyProtocol.REQUIRED, UNTRUSTED);
		assertRefused(Refusal.FORBIDDEN);
		assertThat(this.peer.isReading()).isFalse();
	}

	@Test
	void requiredRefusesASilentPeerWhenTheTimeIsUp() {
		open(ProxyProtocol.REQUIRED, TRUSTED).after(Duration.ofMillis(2990));
		assertThat(this.peer.isOpen()).isTrue();
		this.peer.after(Duration.ofMillis(30));
		assertRefused(Refusal.TIMEOUT);
	}

	@ParameterizedTest
	@EnumSource(value = ProxyProtocol.class, names = "OFF", mode = EnumSource.Mode.EXCLUDE)
	void refusesAHeaderCutShortWhenTheTimeIsUp(ProxyProtocol mode) {
		byte[] header = ProxyHeaders.v2(CLIENT_HEX, 1);
		for (int cut = 1; cut < header.length; cut++) {
			try (GatedPeer one = open(mode, TRUSTED)) {
				one.receive(Arrays.copyOf(header, cut)).after(Duration.ofMillis(2990));
				assertThat(one.isOpen()).isTrue();
				one.after(Duration.ofMillis(30));
				assertRefused(Refusal.TIMEOUT);
			}
		}
	}

	@Test
	void optionalLetsATrustedPeerBeginDirectly() {
		open(ProxyProtocol.OPTIONAL, TRUSTED).receive(FRAMES);
		assertFramesFrom(GatedPeer.ADDRESS);
	}

	@Test
	void optionalHandsOnWhatLooksLikeAHeaderForAWhile() {
		open(ProxyProtocol.OPTIONAL, TRUSTED).receive(Bytes.hex("50 52 4F")).receive(Bytes.hex("58 00"));
		assertThat(this.peer.openedFrom).isEqualTo(GatedPeer.ADDRESS);
		assertThat(this.peer.bytes).isEqualTo(5);
		assertThat(this.peer.mistakes).singleElement().asString().contains("0x50");
	}

	@Test
	void optionalNeitherHoldsNorClosesATrustedPeerThatIsSilent() {
		open(ProxyProtocol.OPTIONAL, TRUSTED).after(Duration.ofMillis(2990));
		assertThat(this.peer.openedFrom).isNull();
		this.peer.after(Duration.ofMillis(30));
		assertThat(this.peer.openedFrom).isEqualTo(GatedPeer.ADDRESS);
		this.peer.after(Duration.ofSeconds(10)).receive(FRAMES);
		assertFramesFrom(GatedPeer.ADDRESS);
	}

	@Test
	void optionalLetsAnUntrustedPeerPassAtAccept() {
		open(ProxyProtocol.OPTIONAL, UNTRUSTED);
		assertThat(this.peer.openedFrom).isEqualTo(GatedPeer.ADDRESS);
		this.peer.receive(FRAMES);
		assertFramesFrom(GatedPeer.ADDRESS);
	}

	@ParameterizedTest
	@MethodSource("headers")
	void optionalDoesNotBelieveAnUntrustedPeer(byte[] header) {
		open(ProxyProtocol.OPTIONAL, UNTRUSTED).receive(Bytes.join(header, FRAMES));
		assertThat(this.peer.openedFrom).isEqualTo(GatedPeer.ADDRESS);
		assertThat(this.peer.frames).isEmpty();
		assertThat(this.peer.mistakes).hasSize(1);
	}

	@ParameterizedTest
	@MethodSource("headers")
	void aSecondHeaderIsGarbage(byte[] header) {
		open(ProxyProtocol.REQUIRED, TRUSTED).receive(Bytes.join(header, header));
		assertThat(this.peer.openedFrom).isEqualTo(CLIENT);
		assertThat(this.peer.mistakes).hasSize(1);
	}

	@Test
	void tellsOnceThatAPeerHasLeft() {
		open(ProxyProtocol.REQUIRED, TRUSTED).receive(Arrays.copyOf(ProxyHeaders.SIGNATURE, 5)).disconnect();
		assertRefused(Refusal.LEFT);
	}

	@Test
	void tellsAFailureOfTheNetworkFromOneOfOurs() {
		open(ProxyProtocol.REQUIRED, TRUSTED).fail(new IOException("Connection reset"));
		assertRefused(Refusal.IO_ERROR);
		this.peer.close();
		open(ProxyProtocol.REQUIRED, TRUSTED).fail(new IllegalStateException("A mistake of ours"));
		assertRefused(Refusal.IO_ERROR);
	}

	@Test
	void dropsWhatComesAfterARefusal() {
		open(ProxyProtocol.REQUIRED, TRUSTED).closeSlowly().receive(CONNECT);
		this.peer.receive(Bytes.join(ProxyHeaders.v2(CLIENT_HEX, 1), FRAMES)).receive(FRAMES);
		assertThat(this.peer.refusals).singleElement().asString().startsWith("PROTOCOL_ERROR: ");
		assertThat(this.peer.handlers()).containsExactly("wk.proxy", "wk.frames");
		assertThat(this.peer.closes).as("nothing fails behind the gate").isEqualTo(1);
	}

}
