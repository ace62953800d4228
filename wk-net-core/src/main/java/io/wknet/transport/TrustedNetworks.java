package io.wknet.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.wknet.log.Printable;
import org.jspecify.annotations.Nullable;

/**
 * The networks of the load balancers whose headers are believed. An IPv4 address that is
 * mapped to IPv6 is the IPv4 address.
 */
final class TrustedNetworks {

	private static final int IPV4_BITS = 32;

	private static final int IPV6_BITS = 128;

	private final List<IpSubnetFilterRule> rules;

	private TrustedNetworks(List<IpSubnetFilterRule> rules) {
		this.rules = rules;
	}

	/**
	 * Parse networks.
	 * @param networks as CIDR, or single addresses; host names are not looked up
	 * @return the networks
	 * @throws IllegalArgumentException if one can not be parsed
	 */
	static TrustedNetworks of(List<String> networks) {
		return new TrustedNetworks(networks.stream().map(TrustedNetworks::parse).toList());
	}

	boolean contains(@Nullable SocketAddress peer) {
		InetAddress address = ClientAddress.ip(peer);
		if (address == null) {
			return false;
		}
		InetSocketAddress candidate = new InetSocketAddress(address, 0);
		for (IpSubnetFilterRule rule : this.rules) {
			if (rule.matches(candidate)) {
				return true;
			}
		}
		return false;
	}

	private static IpSubnetFilterRule parse(String network) {
		int slash = network.indexOf('/');
		String host = (slash < 0) ? network : network.substring(0, slash);
		boolean ipv4 = NetUtil.isValidIpV4Address(host);
		InetAddress address = (ipv4 || NetUtil.isValidIpV6Address(host))
				? NetUtil.createInetAddressFromIpAddressString(host) : null;
		if (address == null) {
			throw malformed(network, "there is no IP address in front");
		}
		int max = ipv4 ? IPV4_BITS : IPV6_BITS;
		int prefix = (slash < 0) ? max : prefix(network, network.substring(slash + 1), max);
		if (!ipv4 && address instanceof Inet4Address) {
			prefix -= IPV6_BITS - IPV4_BITS;
			if (prefix < 0) {
				throw malformed(network, "the prefix of an IPv4-mapped address must be 96..128");
			}
		}
		return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
	}

	private static int prefix(String network, String digits, int max) {
		if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch((digit) -> digit >= '0' && digit <= '9')
				|| Integer.parseInt(digits) > max) {
			throw malformed(network, "the prefix must be 0.." + max);
		}
		return Integer.parseInt(digits);
	}

	private static IllegalArgumentException malformed(String network, String why) {
		return new IllegalArgumentException("Not a trusted network: '" + Printable.of(network) + "', " + why
				+ "; give a CIDR such as 10.0.0.0/8 or fd00::/8, or an address");
	}

}
