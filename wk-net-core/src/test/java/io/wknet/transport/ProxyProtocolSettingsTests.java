package io.wknet.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

import io.netty.channel.local.LocalAddress;
import io.wknet.log.Printable;
import io.wknet.support.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ProxyProtocolSettingsTests {

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 10.255.255.255, true", "10.0.0.0/8, 11.0.0.0, false", "10.1.2.3/8, 10.0.0.1, true",
			"10.0.0.1, 10.0.0.1, true", "10.0.0.1, 10.0.0.2, false", "10.0.0.0/31, 10.0.0.1, true",
			"10.0.0.0/31, 10.0.0.2, false", "0.0.0.0/0, 203.0.113.7, true", "0.0.0.0/0, 2001:db8::1, false",
			"fd00::/8, fdff::1, true", "fd00::/8, fe00::1, false", "2001:db8::1, 2001:db8::1, true",
			"2001:db8::1, 2001:db8::2, false", "::/0, 2001:db8::1, true", "::ffff:10.0.0.0/104, 10.9.9.9, true",
			"::ffff:10.0.0.0/104, 11.9.9.9, false", "::ffff:10.0.0.1, 10.0.0.1, true", "::1, 127.0.0.1, false" })
	void knowsWhoIsTrusted(String network, String address, boolean trusted) {
		TrustedNetworks networks = TrustedNetworks.of(List.of("192.0.2.0/24", network));
		assertThat(networks.contains(new InetSocketAddress(address, 1))).isEqualTo(trusted);
	}

	@Test
	void anIpv4AddressMappedToIpv6IsTheIpv4Address() throws UnknownHostException {
		InetAddress mapped = Inet6Address.getByAddress(null, Bytes.hex("00000000000000000000FFFF0A010203"), -1);
		assertThat(mapped).isInstanceOf(Inet6Address.class);
		assertThat(TrustedNetworks.of(List.of("10.0.0.0/8")).contains(new InetSocketAddress(mapped, 1))).isTrue();
	}

	@Test
	void whatHasNoIpAddressIsNotTrusted() {
		TrustedNetworks all = TrustedNetworks.of(List.of("0.0.0.0/0", "::/0"));
		assertThat(all.contains(null)).isFalse();
		assertThat(all.contains(new LocalAddress("a"))).isFalse();
		assertThat(all.contains(InetSocketAddress.createUnresolved("localhost", 1))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8",
			"10.0.0/8", "10.0.0.256", "10.0.0.0/eight", "fd00::/129", "fd00:::/8", "localhost", "localhost/8",
			" 10.0.0.0/8", "::ffff:10.0.0.0/95", "10.0.0.0/00000000008", "10.0.0.0/\u0668" })
	void namesANetworkThatIsMalformed(String network) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ProxyProtocolSettings.of(ProxyProtocol.REQUIRED, "10.0.0.0/8", network))
			.withMessageContaining("'" + Printable.of(network) + "'");
	}

	@Test
	void asksWhoIsTrusted() {
		assertThatIllegalArgumentException().isThrownBy(() -> ProxyProtocolSettings.of(ProxyProtocol.OPTIONAL))
			.withMessageContaining("trusted");
		assertThat(ProxyProtocolSettings.off().trusted()).isEmpty();
	}

	@Test
	void asksForATimeout() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ProxyProtocolSettings(ProxyProtocol.OFF, List.of(), Duration.ZERO))
			.withMessageContaining("PT0S");
	}

}
