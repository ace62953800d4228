package io.wknet.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * The header with which a connection begins by the PROXY protocol: where it ends, which
 * is found here so that it is known what follows it, and what it says, which Netty reads.
 */
final class ProxyHeader {

	/**
	 * The longest header of version 1, with its CRLF.
	 */
	static final int MAX_V1_BYTES = 107;

	/**
	 * The longest header of version 2 that is taken. Addresses need at most 216 bytes;
	 * the rest is for what a load balancer adds, the name of a certificate for example.
	 */
	static final int MAX_V2_BYTES = 16 + 4096;

	private static final byte[] V1_SIGNATURE = "PROXY ".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] V2_SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

	private static final int V2_LENGTH_OFFSET = 14;

	private static final int V2_FIXED_BYTES = 16;

	private ProxyHeader() {
	}

	/**
	 * How long the header is with which the bytes begin, as far as they tell.
	 * @param in all that was received; is not changed
	 * @return the length; more than there is if the header is not complete, and 0 if this
	 * is no header
	 * @throws HAProxyProtocolException if the header is too long
	 */
	static int length(ByteBuf in) {
		if (begins(in, V1_SIGNATURE)) {
			return v1Length(in);
		}
		return begins(in, V2_SIGNATURE) ? v2Length(in) : 0;
	}

	/**
	 * Whether the bytes begin like a header, or all there are so far do.
	 */
	private static boolean begins(ByteBuf in, byte[] signature) {
		int start = in.readerIndex();
		int count = Math.min(in.readableBytes(), signature.length);
		for (int i = 0; i < count; i++) {
			if (in.getByte(start + i) != signature[i]) {
				return false;
			}
		}
		return true;
	}

	private static int v1Length(ByteBuf in) {
		int start = in.readerIndex();
		int count = Math.min(in.readableBytes(), MAX_V1_BYTES);
		for (int i = V1_SIGNATURE.length; i + 1 < count; i++) {
			if (in.getByte(start + i) == '\r' && in.getByte(start + i + 1) == '\n') {
				return i + 2;
			}
		}
		if (count == MAX_V1_BYTES) {
			throw new HAProxyProtocolException(
					"A header of version 1 has at most " + MAX_V1_BYTES + " bytes, and this one goes on");
		}
		return count + 1;
	}

	private static int v2Length(ByteBuf in) {
		if (in.readableBytes() < V2_FIXED_BYTES) {
			return V2_FIXED_BYTES;
		}
		int length = V2_FIXED_BYTES + in.getUnsignedShort(in.readerIndex() + V2_LENGTH_OFFSET);
		if (length > MAX_V2_BYTES) {
			throw new HAProxyProtocolException(
					"A header of version 2 may have " + MAX_V2_BYTES + " bytes here, found " + length);
		}
		return length;
	}

	/**
	 * Read a header.
	 * @param ctx is closed by Netty if the header is malformed
	 * @param header the header, all of it and nothing else
	 * @return the address of the client, or {@code null} if the header tells none that
	 * counts: the load balancer speaks for itself, or with a client that has no IP
	 * address
	 * @throws HAProxyProtocolException if the header is malformed
	 */
	static @Nullable SocketAddress client(ChannelHandlerContext ctx, ByteBuf header) {
		HAProxyMessage message = new Decoder().decode(ctx, header);
		try {
			HAProxyProxiedProtocol family = message.proxiedProtocol();
			boolean tcp = family == HAProxyProxiedProtocol.TCP4 || family == HAProxyProxiedProtocol.TCP6;
			if (message.command() != HAProxyCommand.PROXY || !tcp) {
				return null;
			}
			InetAddress address = NetUtil.createInetAddressFromIpAddressString(message.sourceAddress());
			if (address == null) {
				throw new HAProxyProtocolException("Not an IP address: " + message.sourceAddress());
			}
			return new InetSocketAddress(address, message.sourcePort());
		}
		finally {
			message.release();
		}
	}

	/**
	 * Netty's decoder, for a header that is complete.
	 */
	private static final class Decoder extends HAProxyMessageDecoder {

		HAProxyMessage decode(ChannelHandlerContext ctx, ByteBuf header) {
			List<Object> messages = new ArrayList<>(1);
			try {
				decode(ctx, header, messages);
			}
			catch (HAProxyProtocolException ex) {
				throw ex;
			}
			catch (Exception ex) {
				throw new HAProxyProtocolException(ex);
			}
			if (messages.isEmpty()) {
				throw new HAProxyProtocolException("The header is too short");
			}
			return (HAProxyMessage) messages.get(0);
		}

	}

}
