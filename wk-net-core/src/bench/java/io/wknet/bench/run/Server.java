package io.wknet.bench.run;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The servers that are compared, and what is done with each.
 */
enum Server {

	/**
	 * Netty with one decoding handler written by hand.
	 */
	DIRECT(EnumSet.complementOf(EnumSet.of(Scenario.WS_PING_D16)), "direct"),

	/**
	 * The same over io_uring.
	 */
	DIRECT_URING(EnumSet.of(Scenario.PING_D1, Scenario.PING_D16, Scenario.SEND_D16, Scenario.CONNECT, Scenario.HOLD),
			"direct-uring"),

	/**
	 * Netty the usual way, with its decoder of lengths.
	 */
	USUAL(EnumSet.of(Scenario.PING_D1, Scenario.PING_D16, Scenario.SEND_D1, Scenario.SEND_D16), "usual"),

	/**
	 * The core, without Spring.
	 */
	CORE(EnumSet.complementOf(EnumSet.of(Scenario.WS_PING_D16)), "core"),

	/**
	 * The core without the library of io_uring.
	 */
	CORE_EPOLL(EnumSet.of(Scenario.PING_D1, Scenario.PING_D16, Scenario.SEND_D16, Scenario.OPEN, Scenario.CONNECT,
			Scenario.HOLD), "core-epoll"),

	/**
	 * Netty's handlers of WebSocket, and one decoding handler written by hand.
	 */
	DIRECT_WS(EnumSet.of(Scenario.WS_PING_D16), "direct-ws"),

	/**
	 * The WebSocket listener of the core.
	 */
	CORE_WS(EnumSet.of(Scenario.WS_PING_D16), "core-ws"),

	/**
	 * The same without the library of io_uring.
	 */
	CORE_WS_EPOLL(EnumSet.of(Scenario.WS_PING_D16), "core-ws-epoll"),

	/**
	 * The starter with a listener method on the event loop.
	 */
	STARTER(EnumSet.of(Scenario.PING_D16, Scenario.SEND_D1, Scenario.SEND_D16, Scenario.HOLD), Server.APPLICATION,
			Server.EPOLL, "--bench.dispatch=event-loop"),

	/**
	 * The same with the library of io_uring, which the starter does not bring itself.
	 */
	STARTER_URING(EnumSet.of(Scenario.PING_D16, Scenario.SEND_D16, Scenario.HOLD), Server.APPLICATION,
			"--bench.dispatch=event-loop"),

	/**
	 * The starter with a listener method on Boot's workers.
	 */
	STARTER_WORKER(EnumSet.of(Scenario.SEND_D16), Server.APPLICATION, Server.EPOLL, "--bench.dispatch=worker"),

	/**
	 * The same on virtual threads.
	 */
	STARTER_VIRTUAL(EnumSet.of(Scenario.SEND_D16), Server.APPLICATION, Server.EPOLL, "--bench.dispatch=worker",
			"--spring.threads.virtual.enabled=true");

	private static final String APPLICATION = "io.wknet.spring.bench.BenchApplication";

	/**
	 * What an application without the library of io_uring gets.
	 */
	private static final String EPOLL = "--wk.net.transport=epoll";

	private final Set<Scenario> scenarios;

	private final List<String> arguments;

	Server(Set<Scenario> scenarios, String... arguments) {
		this.scenarios = scenarios;
		this.arguments = List.of(arguments);
	}

	Set<Scenario> scenarios() {
		return this.scenarios;
	}

	boolean isStarter() {
		return this.arguments.get(0).equals(APPLICATION);
	}

	/**
	 * The arguments of its process.
	 */
	List<String> arguments(int port) {
		if (!isStarter()) {
			return List.of(this.arguments.get(0), Integer.toString(port));
		}
		List<String> all = new ArrayList<>(this.arguments);
		// The tests of the starter have a tracer on their class path.
		all.addAll(List.of("--wk.net.tcp.port=" + port, "--wk.net.auth.token=token", "--server.port=0",
				"--wk.net.observations.enabled=false"));
		return all;
	}

	String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
