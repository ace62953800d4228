package io.wknet.support;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * PROXY headers as load balancers send them, written by hand.
 */
public final class ProxyHeaders {

	/** CR LF CR LF NUL CR LF QUIT LF. */
	public static final byte[] SIGNATURE = Bytes.hex("0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A");

	/** version 2, command PROXY. */
	public static final int PROXY = 0x21;

	/** version 2, command LOCAL. */
	public static final int LOCAL = 0x20;

	private ProxyHeaders() {
	}

	/** PROXY TCP4 source destination sourcePort destinationPort. */
	public static byte[] v1(String source, int port) {
		return line("PROXY TCP4 " + source + " 192.0.2.1 " + port + " 5100");
	}

	public static byte[] line(String line) {
		return (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
	}

	/** TCP over IPv4, from the address to 192.0.2.1:5100. */
	public static byte[] v2(String sourceHex, int port, byte[]... tlvs) {
		byte[] addresses = Bytes.join(Bytes.hex(sourceHex), Bytes.hex("C0 00 02 01"), number(port), number(5100));
		return v2(PROXY, 0x11, Bytes.join(addresses, Bytes.join(tlvs)));
	}

	/** Any family and any body. */
	public static byte[] v2(int versionAndCommand, int family, byte[] body) {
		return Bytes.join(SIGNATURE, new byte[] { (byte) versionAndCommand, (byte) family }, number(body.length), body);
	}

	/** type, length, value. */
	public static byte[] tlv(int type, byte[] value) {
		return Bytes.join(new byte[] { (byte) type }, number(value.length), value);
	}

	private static byte[] number(int value) {
		return ByteBuffer.allocate(2).putShort((short) value).array();
	}

}
