package io.wknet.support;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.wknet.canary.Canary;

/**
 * Bytes that a client sends, written by hand rather than by the encoder under test. All
 * is under the fixed header unless the name says otherwise.
 */
public final class Bytes {

	/** type PING, no flags, no body. */
	public static final byte[] PING = hex("07 00 00000000");

	private Bytes() {
	}

	public static byte[] hex(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

	public static byte[] join(byte[]... parts) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			all.writeBytes(part);
		}
		return all.toByteArray();
	}

	public static byte[] repeat(byte[] part, int times) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (int i = 0; i < times; i++) {
			all.writeBytes(part);
		}
		return all.toByteArray();
	}

	/** type, flags, length. */
	public static byte[] header(int type, long length) {
		return ByteBuffer.allocate(6).put((byte) type).put((byte) 0).putInt((int) length).array();
	}

	public static byte[] frame(int type, byte[] body) {
		return join(header(type, body.length), body);
	}

	/** A frame of the application's own type with a number as its body. */
	public static byte[] numbered(int type, int number) {
		return frame(type, ByteBuffer.allocate(4).putInt(number).array());
	}

	public static byte[] connect(String uid) {
		return connect(uid, 5, 0, "device", Canary.TOKEN);
	}

	public static byte[] connect(String uid, int version, int deviceFlag, String deviceId, String token) {
		return frame(1, connectBody(uid, version, deviceFlag, deviceId, token));
	}

	/** The same under the variable header; its length fits one or two bytes. */
	public static byte[] variableConnect(String uid, int version, int deviceFlag, String deviceId, String token) {
		byte[] body = connectBody(uid, version, deviceFlag, deviceId, token);
		byte[] header = (body.length < 128) ? new byte[] { 0x10, (byte) body.length }
				: new byte[] { 0x10, (byte) (body.length | 0x80), (byte) (body.length >> 7) };
		return join(header, body);
	}

	/** SUB of a group's channel; action 0 subscribes, 1 unsubscribes. */
	public static byte[] sub(String subNo, String channelId, int action) {
		return sub(subNo, channelId, 2, action, "");
	}

	public static byte[] sub(String subNo, String channelId, int channelType, int action, String param) {
		return frame(10, subBody(subNo, channelId, channelType, action, param));
	}

	/** The same under the variable header; its length fits one byte. */
	public static byte[] variableSub(String subNo, String channelId, int action) {
		byte[] body = subBody(subNo, channelId, 2, action, "");
		return join(new byte[] { (byte) 0xA0, (byte) body.length }, body);
	}

	private static byte[] subBody(String subNo, String channelId, int channelType, int action, String param) {
		return join(new byte[] { 0 }, str(subNo), str(channelId), new byte[] { (byte) channelType, (byte) action },
				str(param));
	}

	private static byte[] connectBody(String uid, int version, int deviceFlag, String deviceId, String token) {
		return join(new byte[] { (byte) version, (byte) deviceFlag }, str(deviceId), str(uid), str(token),
				hex("0000018BCFE56800"), str(""));
	}

	private static byte[] str(String text) {
		byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
		return join(ByteBuffer.allocate(2).putShort((short) utf8.length).array(), utf8);
	}

}
