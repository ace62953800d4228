package io.wknet.bench.soak;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * What a peer may do that means no good, and how the server must end it.
 */
enum Attack {

	/**
	 * No frame begins like this.
	 */
	FIRST_BYTE(false, "PROTOCOL_ERROR"),

	/**
	 * Another protocol.
	 */
	HTTP(false, "PROTOCOL_ERROR"),

	/**
	 * A CONNECT of two billion bytes.
	 */
	LARGE_CONNECT(false, "FRAME_TOO_LARGE"),

	/**
	 * A message before CONNECT.
	 */
	UNKNOWN_PEER(false, "PROTOCOL_ERROR"),

	/**
	 * CONNECT with a token that is none.
	 */
	WRONG_TOKEN(false, "AUTH_FAILED"),

	/**
	 * Nothing at all.
	 */
	SILENCE(false, "AUTH_TIMEOUT"),

	/**
	 * The beginning of CONNECT, and nothing after it.
	 */
	STALLED_CONNECT(false, "AUTH_TIMEOUT", "FRAME_TIMEOUT"),

	/**
	 * Random bytes in place of CONNECT.
	 */
	GARBAGE(false, "PROTOCOL_ERROR", "FRAME_TOO_LARGE", "AUTH_TIMEOUT", "FRAME_TIMEOUT"),

	/**
	 * A type that is none, from a client that was let in.
	 */
	TYPE_ZERO(true, "PROTOCOL_ERROR"),

	/**
	 * A message over the limit.
	 */
	LARGE_FRAME(true, "FRAME_TOO_LARGE"),

	/**
	 * CONNECT again.
	 */
	SECOND_CONNECT(true, "PROTOCOL_ERROR"),

	/**
	 * What only a server may send.
	 */
	SERVERS_FRAME(true, "PROTOCOL_ERROR"),

	/**
	 * A message whose fields do not fit its length.
	 */
	MALFORMED_FRAME(true, "PROTOCOL_ERROR"),

	/**
	 * The beginning of a message, and nothing after it.
	 */
	STALLED_FRAME(true, "FRAME_TIMEOUT"),

	/**
	 * The beginning of a message, and the end of the stream.
	 */
	HALF_FRAME(true, "CLIENT", "PROTOCOL_ERROR", "IO_ERROR");

	private static final int GARBAGE_BYTES = 64;

	private static final int LARGE = 16 << 20;

	private static final int SOME = 100;

	private static final Random RANDOM = new Random(1);

	private final boolean authenticated;

	private final List<String> reasons;

	Attack(boolean authenticated, String... reasons) {
		this.authenticated = authenticated;
		this.reasons = List.of(reasons);
	}

	/**
	 * Whether it begins after CONNACK.
	 */
	boolean isAuthenticated() {
		return this.authenticated;
	}

	/**
	 * The reasons for which the server may close the connection.
	 */
	List<String> reasons() {
		return this.reasons;
	}

	ByteBuffer bytes() {
		return switch (this) {
			case FIRST_BYTE -> ByteBuffer.wrap(new byte[] { (byte) 0xFF });
			case HTTP -> ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			case LARGE_CONNECT -> SoakFrames.header(SoakFrames.CONNECT, Integer.MAX_VALUE);
			case UNKNOWN_PEER -> SoakFrames.send(1);
			case WRONG_TOKEN -> SoakFrames.connect("a", "d", "wrong");
			case SILENCE -> ByteBuffer.allocate(0);
			case STALLED_CONNECT -> SoakFrames.header(SoakFrames.CONNECT, SOME, (byte) 5);
			case GARBAGE -> garbage();
			case TYPE_ZERO -> SoakFrames.header(0, 0);
			case LARGE_FRAME -> SoakFrames.header(SoakFrames.SEND, LARGE);
			case SECOND_CONNECT -> SoakFrames.connect("a", "d", SoakFrames.TOKEN);
			case SERVERS_FRAME -> SoakFrames.empty(SoakFrames.RECV);
			case MALFORMED_FRAME -> SoakFrames.header(SoakFrames.SEND, 1, (byte) 0);
			case STALLED_FRAME, HALF_FRAME -> SoakFrames.header(SoakFrames.SEND, SOME, (byte) 0, (byte) 0);
		};
	}

	private static ByteBuffer garbage() {
		byte[] bytes = new byte[GARBAGE_BYTES];
		RANDOM.nextBytes(bytes);
		return ByteBuffer.wrap(bytes);
	}

}
