package io.wknet.frame;

import java.util.List;

/**
 * The outcome of a request or the cause of a close, as it stands on the wire. Codes 0 to
 * 25 have a name; any other up to 255 may be used by an application.
 *
 * @since 0.1.0
 */
public final class ReasonCode {

	private static final List<String> NAMES = List.of("UNKNOWN", "SUCCESS", "AUTH_FAIL", "SUBSCRIBER_NOT_EXIST",
			"IN_BLACKLIST", "CHANNEL_NOT_EXIST", "USER_NOT_ON_NODE", "SENDER_OFFLINE", "MSG_KEY_ERROR",
			"PAYLOAD_DECODE_ERROR", "FORWARD_SEND_PACKET_ERROR", "NOT_ALLOW_SEND", "CONNECT_KICK", "NOT_IN_WHITELIST",
			"QUERY_TOKEN_ERROR", "SYSTEM_ERROR", "CHANNEL_ID_ERROR", "NODE_MATCH_ERROR", "NODE_NOT_MATCH", "BAN",
			"NOT_SUPPORT_HEADER", "CLIENT_KEY_IS_EMPTY", "RATE_LIMIT", "NOT_SUPPORT_CHANNEL_TYPE", "DISBAND",
			"SEND_BAN");

	private static final ReasonCode[] BY_CODE = new ReasonCode[256];
	static {
		for (int code = 0; code < BY_CODE.length; code++) {
			BY_CODE[code] = new ReasonCode(code);
		}
	}

	/**
	 * Not said, 0.
	 */
	public static final ReasonCode UNKNOWN = of(0);

	/**
	 * All is well, 1.
	 */
	public static final ReasonCode SUCCESS = of(1);

	/**
	 * The credentials were refused, 2.
	 */
	public static final ReasonCode AUTH_FAIL = of(2);

	/**
	 * The receiver is not a subscriber of the channel, 3.
	 */
	public static final ReasonCode SUBSCRIBER_NOT_EXIST = of(3);

	/**
	 * The sender is on the blacklist, 4.
	 */
	public static final ReasonCode IN_BLACKLIST = of(4);

	/**
	 * There is no such channel, 5.
	 */
	public static final ReasonCode CHANNEL_NOT_EXIST = of(5);

	/**
	 * The user is not on this node, 6.
	 */
	public static final ReasonCode USER_NOT_ON_NODE = of(6);

	/**
	 * The sender is offline, 7.
	 */
	public static final ReasonCode SENDER_OFFLINE = of(7);

	/**
	 * The message key does not fit the message, 8.
	 */
	public static final ReasonCode MSG_KEY_ERROR = of(8);

	/**
	 * The payload can not be decrypted, 9.
	 */
	public static final ReasonCode PAYLOAD_DECODE_ERROR = of(9);

	/**
	 * The message could not be passed on, 10.
	 */
	public static final ReasonCode FORWARD_SEND_PACKET_ERROR = of(10);

	/**
	 * The sender may not send here, 11.
	 */
	public static final ReasonCode NOT_ALLOW_SEND = of(11);

	/**
	 * A newer login or the operator ended the connection, 12.
	 */
	public static final ReasonCode CONNECT_KICK = of(12);

	/**
	 * The sender is not on the whitelist, 13.
	 */
	public static final ReasonCode NOT_IN_WHITELIST = of(13);

	/**
	 * The token could not be looked up, 14.
	 */
	public static final ReasonCode QUERY_TOKEN_ERROR = of(14);

	/**
	 * The server failed, 15.
	 */
	public static final ReasonCode SYSTEM_ERROR = of(15);

	/**
	 * The channel id is malformed, 16.
	 */
	public static final ReasonCode CHANNEL_ID_ERROR = of(16);

	/**
	 * The node could not be found, 17.
	 */
	public static final ReasonCode NODE_MATCH_ERROR = of(17);

	/**
	 * This is not the node in charge, 18.
	 */
	public static final ReasonCode NODE_NOT_MATCH = of(18);

	/**
	 * The user is banned, 19.
	 */
	public static final ReasonCode BAN = of(19);

	/**
	 * The header is not supported, 20.
	 */
	public static final ReasonCode NOT_SUPPORT_HEADER = of(20);

	/**
	 * The client key is missing, 21.
	 */
	public static final ReasonCode CLIENT_KEY_IS_EMPTY = of(21);

	/**
	 * The client is too fast, or there are too many, 22.
	 */
	public static final ReasonCode RATE_LIMIT = of(22);

	/**
	 * The channel type is not supported, 23.
	 */
	public static final ReasonCode NOT_SUPPORT_CHANNEL_TYPE = of(23);

	/**
	 * The channel is disbanded, 24.
	 */
	public static final ReasonCode DISBAND = of(24);

	/**
	 * The sender may not speak, 25.
	 */
	public static final ReasonCode SEND_BAN = of(25);

	private final int code;

	private ReasonCode(int code) {
		this.code = code;
	}

	/**
	 * The reason with a given code; there is one object per code.
	 * @param code 0..255
	 * @return the reason
	 * @throws IllegalArgumentException if the code is out of range
	 */
	public static ReasonCode of(int code) {
		return BY_CODE[Ranges.u8("reasonCode", code)];
	}

	/**
	 * The code on the wire.
	 * @return 0..255
	 */
	public int code() {
		return this.code;
	}

	@Override
	public String toString() {
		return (this.code < NAMES.size()) ? NAMES.get(this.code) : String.valueOf(this.code);
	}

}
