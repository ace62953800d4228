package io.wknet.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * What a client is known by for limits: an IPv4 address, or the first 64 bits of an IPv6
 * address, because a client can have all the others.
 *
 * @param ipv4 which of both it is
 * @param bits the 32 or 64 bits
 */
record ClientNetwork(boolean ipv4, long bits) {

	/**
	 * Find a client's network.
	 * @param address the client's address
	 * @return the network, or {@code null} if it is no IP address
	 */
	static @Nullable ClientNetwork of(@Nullable SocketAddress address) {
		InetAddress ip = ClientAddress.ip(address);
		if (ip == null) {
			return null;
		}
		ByteBuffer bytes = ByteBuffer.wrap(ip.getAddress());
		return (ip instanceof Inet4Address) ? new ClientNetwork(true, bytes.getInt())
				: new ClientNetwork(false, bytes.getLong());
	}

}
