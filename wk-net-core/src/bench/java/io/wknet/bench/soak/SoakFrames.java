package io.wknet.bench.soak;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The frames of the clients, written by hand over the fixed header, and the types that
 * client and server have agreed upon.
 */
final class SoakFrames {

	static final int HEADER_BYTES = 6;

	static final int CONNECT = 1;

	static final int CONNACK = 2;

	static final int SEND = 3;

	static final int SENDACK = 4;

	static final int RECV = 5;

	static final int PING = 7;

	static final int PONG = 8;

	static final int DISCONNECT = 9;

	/**
	 * From the server to all: a number, and the time.
	 */
	static final int BROADCAST = 20;

	/**
	 * From the server to the subscribers of a topic: a number, and the time.
	 */
	static final int PUBLISHED = 21;

	/**
	 * From a client: kick me.
	 */
	static final int KICK_ME = 30;

	/**
	 * From a client: close me.
	 */
	static final int CLOSE_ME = 31;

	/**
	 * From a client: send without end, as fast as it is taken.
	 */
	static final int POUR = 32;

	/**
	 * From a client: send more at once than may wait.
	 */
	static final int POUR_AT_ONCE = 33;

	/**
	 * From the server: what is poured.
	 */
	static final int POURED = 34;

	static final String TOKEN = "token";

	/**
	 * How the names of those begin that are held and subscribe to a topic.
	 */
	static final char HELD = 'h';

	static final int TOPICS = 100;

	private static final byte[] PAYLOAD = "x".repeat(64).getBytes(StandardCharsets.US_ASCII);

	private static final int MAX_BYTES = 512;

	private SoakFrames() {
	}

	static ByteBuffer connect(String uid, String deviceId, String token) {
		ByteBuffer out = begin(CONNECT);
		out.put((byte) 5).put((byte) 0);
		string(out, deviceId);
		string(out, uid);
		string(out, token);
		out.putLong(System.currentTimeMillis());
		string(out, "");
		return end(out);
	}

	static ByteBuffer send(long clientSeq) {
		ByteBuffer out = begin(SEND);
		out.put((byte) 0).putInt((int) clientSeq);
		string(out, "0123456789abcdef");
		string(out, "c1");
		out.put((byte) 2).putInt(0);
		string(out, "");
		return end(out.put(PAYLOAD));
	}

	static ByteBuffer disconnect() {
		ByteBuffer out = begin(DISCONNECT).put((byte) 0);
		string(out, "bye");
		return end(out);
	}

	static ByteBuffer empty(int type) {
		return end(begin(type));
	}

	/**
	 * A header that promises more than follows.
	 */
	static ByteBuffer header(int type, int length, byte... beginning) {
		return ByteBuffer.allocate(HEADER_BYTES + beginning.length)
			.put((byte) type)
			.put((byte) 0)
			.putInt(length)
			.put(beginning)
			.flip();
	}

	static String string(ByteBuffer in) {
		byte[] bytes = new byte[in.getShort()];
		in.get(bytes);
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private static ByteBuffer begin(int type) {
		return ByteBuffer.allocate(MAX_BYTES).put((byte) type).put((byte) 0).putInt(0);
	}

	private static ByteBuffer end(ByteBuffer frame) {
		frame.flip();
		return frame.putInt(2, frame.remaining() - HEADER_BYTES);
	}

	private static void string(ByteBuffer out, String value) {
		byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
		out.putShort((short) bytes.length).put(bytes);
	}

}
