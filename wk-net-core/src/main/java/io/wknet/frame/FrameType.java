package io.wknet.frame;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The kinds of frame. Codes 0 and 13 to 15 are reserved and never valid; codes 16 to 255
 * are the application's own and share the one constant {@link #APPLICATION}.
 *
 * @since 0.1.0
 */
public enum FrameType {

	/**
	 * Asks to be let in; the first frame of every connection.
	 */
	CONNECT(1),

	/**
	 * Answers CONNECT.
	 */
	CONNACK(2),

	/**
	 * Carries a message from a client.
	 */
	SEND(3),

	/**
	 * Answers SEND.
	 */
	SENDACK(4),

	/**
	 * Carries a message to a client.
	 */
	RECV(5),

	/**
	 * Acknowledges RECV.
	 */
	RECVACK(6),

	/**
	 * Asks for a PONG.
	 */
	PING(7),

	/**
	 * Answers PING.
	 */
	PONG(8),

	/**
	 * Says why a connection is about to end.
	 */
	DISCONNECT(9),

	/**
	 * Subscribes to a channel or unsubscribes from it.
	 */
	SUB(10),

	/**
	 * Answers SUB.
	 */
	SUBACK(11),

	/**
	 * Carries an event.
	 */
	EVENT(12),

	/**
	 * Any of an application's own types; {@link Frame#typeCode()} tells which.
	 */
	APPLICATION(16);

	private static final List<FrameType> VALUES = List.of(values());

	private static final @Nullable FrameType[] BY_CODE = new FrameType[256];
	static {
		for (FrameType type : VALUES) {
			BY_CODE[type.code] = type;
		}
		Arrays.fill(BY_CODE, ApplicationFrame.MIN_TYPE_CODE, BY_CODE.length, APPLICATION);
	}

	private final int code;

	FrameType(int code) {
		this.code = code;
	}

	/**
	 * The type's code on the wire.
	 * @return 1..12; 16 (the first of its range) for {@link #APPLICATION}
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Find the type that a code on the wire stands for.
	 * @param code 0..255
	 * @return the type, or {@code null} if the code is reserved
	 */
	public static @Nullable FrameType forCode(int code) {
		return BY_CODE[code & 0xFF];
	}

	/**
	 * All types in the order of their codes, without copying.
	 * @return an unmodifiable list
	 */
	public static List<FrameType> list() {
		return VALUES;
	}

}
