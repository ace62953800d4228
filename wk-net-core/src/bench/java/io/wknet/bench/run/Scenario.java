package io.wknet.bench.run;

import java.util.Locale;

/**
 * What is done with a server. Each has a name on the command line, and a line for the
 * driver.
 */
enum Scenario {

	/**
	 * PING, the next one when PONG is there.
	 */
	PING_D1("closed op=ping depth=1"),

	/**
	 * PING, 16 on their way on every connection.
	 */
	PING_D16("closed op=ping depth=16"),

	/**
	 * PING in messages of a WebSocket, 16 on their way on every connection.
	 */
	WS_PING_D16("closed op=ws_ping depth=16"),

	/**
	 * SEND, the next one when SENDACK is there.
	 */
	SEND_D1("closed op=send depth=1"),

	/**
	 * SEND, 16 on their way on every connection.
	 */
	SEND_D16("closed op=send depth=16"),

	/**
	 * PING at half the rate that the bare server can do at depth 1.
	 */
	OPEN("open op=ping"),

	/**
	 * Connect, CONNECT, CONNACK, close.
	 */
	CONNECT("connect concurrency=128"),

	/**
	 * Many connections that only ping now and then: their memory and their processor
	 * time.
	 */
	HOLD("idle interval=30");

	private final String command;

	Scenario(String command) {
		this.command = command;
	}

	String command() {
		return this.command;
	}

	String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Whether the driver keeps its core busy however little there is to do.
	 */
	boolean isDriverSpinning() {
		return this == OPEN;
	}

}
