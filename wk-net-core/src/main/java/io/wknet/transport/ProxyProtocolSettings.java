package io.wknet.transport;

import java.time.Duration;
import java.util.List;

/**
 * From whom PROXY headers are accepted. The protocol, versions 1 and 2, is specified by
 * HAProxy in <i>The PROXY protocol</i>.
 *
 * @param mode whether connections begin with a header
 * @param trusted the networks of the load balancers, as CIDR ({@code 10.0.0.0/8},
 * {@code fd00::/8}) or single addresses, not host names; not empty unless the mode is
 * {@link ProxyProtocol#OFF}
 * @param timeout how long after accept the header must be complete; positive. Where it is
 * {@linkplain ProxyProtocol#OPTIONAL optional}, a peer that has sent nothing by then has
 * none
 * @since 0.1.0
 */
public record ProxyProtocolSettings(ProxyProtocol mode, List<String> trusted, Duration timeout) {

	public ProxyProtocolSettings {
		trusted = List.copyOf(trusted);
		TrustedNetworks.of(trusted);
		if (mode != ProxyProtocol.OFF && trusted.isEmpty()) {
			throw new IllegalArgumentException("The PROXY protocol needs the addresses of trusted load balancers: "
					+ "who may send a header can claim any address");
		}
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("The timeout of the PROXY header must be positive, found " + timeout);
		}
	}

	/**
	 * No PROXY protocol.
	 * @return the default
	 */
	public static ProxyProtocolSettings off() {
		return new ProxyProtocolSettings(ProxyProtocol.OFF, List.of(), Duration.ofSeconds(3));
	}

	/**
	 * Headers of trusted load balancers, within 3 seconds.
	 * @param mode whether connections begin with a header
	 * @param trusted the networks of the load balancers
	 * @return the settings
	 */
	public static ProxyProtocolSettings of(ProxyProtocol mode, String... trusted) {
		return new ProxyProtocolSettings(mode, List.of(trusted), Duration.ofSeconds(3));
	}

}
