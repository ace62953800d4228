package io.wknet.codec;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/**
 * Bytes written down with a label for every field, one field a line:
 *
 * <pre>
 * 07          | type: PING
 * 00          | flags: none
 * 00 00 00 00 | length
 * </pre>
 */
final class LabelledBytes {

	private static final HexFormat HEX = HexFormat.of();

	private LabelledBytes() {
	}

	static byte[] of(String lines) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		lines.lines().forEach((line) -> bytes.writeBytes(hex(line.substring(0, line.indexOf('|')))));
		return bytes.toByteArray();
	}

	static byte[] hex(String hex) {
		return HEX.parseHex(hex.replace(" ", ""));
	}

}
