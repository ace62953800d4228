package io.wknet.support;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server sent under the fixed header, as bytes.
 */
public final class RawFrame {

	public static final int CONNACK = 2;

	public static final int SENDACK = 4;

	public static final int RECV = 5;

	public static final int PONG = 8;

	public static final int DISCONNECT = 9;

	public static final int SUBACK = 11;

	private final int type;

	private final int flags;

	private final byte[] body;

	RawFrame(int type, int flags, byte[] body) {
		this.type = type;
		this.flags = flags;
		this.body = body;
	}

	/**
	 * Cut bytes into frames; none may be left over.
	 */
	public static List<RawFrame> split(byte[] bytes) {
		List<RawFrame> frames = new ArrayList<>();
		ByteBuffer in = ByteBuffer.wrap(bytes);
		while (in.hasRemaining()) {
			int type = in.get() & 0xFF;
			int flags = in.get() & 0xFF;
			byte[] body = new byte[in.getInt()];
			in.get(body);
			frames.add(new RawFrame(type, flags, body));
		}
		return frames;
	}

	public int type() {
		return this.type;
	}

	public int flags() {
		return this.flags;
	}

	public byte[] body() {
		return this.body;
	}

	/**
	 * The body as a number of four bytes.
	 */
	public int number() {
		return ByteBuffer.wrap(this.body).getInt();
	}

	/**
	 * The reason code of a DISCONNECT.
	 */
	public int disconnectCode() {
		return this.body[0];
	}

	/**
	 * The words of a DISCONNECT.
	 */
	public String disconnectText() {
		return new String(this.body, 3, this.body.length - 3, StandardCharsets.UTF_8);
	}

	/**
	 * The reason code of a CONNACK.
	 */
	public int connackCode() {
		return this.body[(this.flags & 1) + 8];
	}

	/**
	 * A SUBACK as text: its subNo, channel, type, action and reason code.
	 */
	public String suback() {
		ByteBuffer in = ByteBuffer.wrap(this.body);
		return str(in) + " " + str(in) + " " + (in.get() & 0xFF) + " " + in.get() + " " + in.get();
	}

	private static String str(ByteBuffer in) {
		byte[] utf8 = new byte[in.getShort()];
		in.get(utf8);
		return new String(utf8, StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return "RawFrame[type=" + this.type + ", flags=" + this.flags + ", body=" + this.body.length + " bytes]";
	}

}
