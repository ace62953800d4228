package io.wknet.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The frames that the driver sends, made once, and what it expects in return.
 */
final class LoadFrames {

	static final int HEADER_BYTES = 6;

	static final int PONG = 8;

	static final int SENDACK = 4;

	static final int CONNACK = 2;

	private static final int SENDACK_BYTES = HEADER_BYTES + 17;

	private static final int MAX_STRINGS_BYTES = 256;

	static final int MESSAGE_HEADER_BYTES = 2;

	/**
	 * The first byte of a whole binary message.
	 */
	static final byte BINARY = (byte) 0x82;

	private static final int MASKED = 0x80;

	private static final byte[] MASK = { 0x12, 0x34, 0x56, 0x78 };

	private LoadFrames() {
	}

	/**
	 * The same request several times, to be sent at once.
	 */
	static ByteBuffer repeated(Operation operation, int payloadBytes, int times) {
		ByteBuffer one = switch (operation) {
			case PING -> ping();
			case SEND -> send(payloadBytes);
			case WS_PING -> message(ping());
		};
		ByteBuffer all = ByteBuffer.allocateDirect(one.remaining() * times);
		for (int i = 0; i < times; i++) {
			all.put(one.duplicate());
		}
		return all.flip();
	}

	/**
	 * One binary message of a WebSocket, masked as a client has to.
	 */
	static ByteBuffer message(ByteBuffer payload) {
		int length = payload.remaining();
		ByteBuffer message = ByteBuffer.allocate(MESSAGE_HEADER_BYTES + MASK.length + length);
		message.put(BINARY).put((byte) (MASKED | length)).put(MASK);
		for (int i = 0; i < length; i++) {
			message.put((byte) (payload.get(payload.position() + i) ^ MASK[i % MASK.length]));
		}
		return message.flip();
	}

	private static ByteBuffer ping() {
		return ByteBuffer.allocate(HEADER_BYTES).put((byte) 7).put((byte) 0).putInt(0).flip();
	}

	private static ByteBuffer send(int payloadBytes) {
		ByteBuffer out = ByteBuffer.allocate(MAX_STRINGS_BYTES + payloadBytes);
		out.put((byte) 3).put((byte) 0).putInt(0);
		out.put((byte) 0).putInt(1);
		string(out, "0123456789abcdef");
		string(out, "c1");
		out.put((byte) 2).putInt(0);
		string(out, "");
		for (int i = 0; i < payloadBytes; i++) {
			out.put((byte) ('a' + i % 26));
		}
		return withLength(out);
	}

	private static void string(ByteBuffer out, String value) {
		byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
		out.putShort((short) bytes.length).put(bytes);
	}

	private static ByteBuffer withLength(ByteBuffer frame) {
		frame.flip();
		return frame.putInt(2, frame.remaining() - HEADER_BYTES);
	}

	/**
	 * A CONNECT for any number of users.
	 */
	static final class Connect {

		private static final int DIGITS = 8;

		private static final int DECIMAL = 10;

		private static final int DEVICE_OFFSET = HEADER_BYTES + 2 + Short.BYTES;

		private static final int UID_OFFSET = DEVICE_OFFSET + DIGITS + Short.BYTES;

		private final ByteBuffer frame;

		Connect() {
			ByteBuffer out = ByteBuffer.allocateDirect(MAX_STRINGS_BYTES);
			out.put((byte) 1).put((byte) 0).putInt(0);
			out.put((byte) 5).put((byte) 0);
			string(out, "0".repeat(DIGITS));
			string(out, "0".repeat(DIGITS));
			string(out, "token");
			out.putLong(System.currentTimeMillis());
			string(out, "");
			this.frame = withLength(out);
		}

		/**
		 * That of one user with one device, both named by the number. It is valid until
		 * the next call.
		 */
		ByteBuffer numbered(int number) {
			int rest = number;
			for (int digit = DIGITS - 1; digit >= 0; digit--) {
				byte character = (byte) ('0' + rest % DECIMAL);
				this.frame.put(DEVICE_OFFSET + digit, character).put(UID_OFFSET + digit, character);
				rest /= DECIMAL;
			}
			return this.frame.rewind();
		}

	}

	/**
	 * What is asked again and again.
	 */
	enum Operation {

		/**
		 * PING, answered by PONG.
		 */
		PING(PONG, HEADER_BYTES),

		/**
		 * SEND, answered by SENDACK.
		 */
		SEND(SENDACK, SENDACK_BYTES),

		/**
		 * PING in a message of a WebSocket, answered by PONG in one.
		 */
		WS_PING(BINARY, MESSAGE_HEADER_BYTES + HEADER_BYTES);

		private final int replyType;

		private final int replyBytes;

		Operation(int replyType, int replyBytes) {
			this.replyType = replyType;
			this.replyBytes = replyBytes;
		}

		boolean isWebSocket() {
			return this == WS_PING;
		}

		int replyType() {
			return this.replyType;
		}

		int replyBytes() {
			return this.replyBytes;
		}

	}

}
