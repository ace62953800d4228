package io.wknet.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Where the client of a channel is: at the other end of the socket, or behind a trusted
 * load balancer that told so.
 */
final class ClientAddress {

	private static final AttributeKey<SocketAddress> TOLD = AttributeKey.valueOf(ClientAddress.class, "told");

	private ClientAddress() {
	}

	static SocketAddress of(Channel channel) {
		SocketAddress told = channel.hasAttr(TOLD) ? channel.attr(TOLD).get() : null;
		return (told != null) ? told : channel.remoteAddress();
	}

	static void tell(Channel channel, SocketAddress address) {
		channel.attr(TOLD).set(address);
	}

	/**
	 * The IP address, which is of version 4 if it is mapped to version 6.
	 * @return the address, or {@code null} if there is none
	 */
	static @Nullable InetAddress ip(@Nullable SocketAddress address) {
		InetAddress ip = (address instanceof InetSocketAddress inet) ? inet.getAddress() : null;
		if (!(ip instanceof Inet6Address)) {
			return ip;
		}
		try {
			return InetAddress.getByAddress(ip.getAddress());
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
