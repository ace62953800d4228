package io.wknet.transport;

import java.net.SocketAddress;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;

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

}
