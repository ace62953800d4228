package io.wknet.sample.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What the command line says.
 *
 * @param uid who chats
 * @param host where the server is
 * @param port its port
 * @param token proves who chats
 */
record ChatOptions(String uid, String host, int port, String token) {

	static final String USAGE = """
			Usage: chat NAME [--host HOST] [--port PORT] [--token TOKEN]
			  NAME            who you are: alice, bob, carol or dave
			  --host HOST     where the server is; localhost unless given
			  --port PORT     its TCP port; 5100 unless given
			  --token TOKEN   your token; NAME-token unless given""";

	/**
	 * Read the command line; options are {@code --name value} or {@code --name=value}.
	 * @throws IllegalArgumentException if it can not be understood
	 */
	static ChatOptions parse(String... args) {
		Map<String, String> options = new HashMap<>();
		List<String> names = new ArrayList<>();
		for (Iterator<String> rest = Arrays.asList(args).iterator(); rest.hasNext();) {
			String argument = rest.next();
			int equals = argument.indexOf('=');
			if (!argument.startsWith("-")) {
				names.add(argument);
			}
			else if (equals > 0) {
				options.put(argument.substring(0, equals), argument.substring(equals + 1));
			}
			else {
				options.put(argument, rest.hasNext() ? rest.next() : "");
			}
		}
		if (names.size() != 1) {
			throw new IllegalArgumentException("Expected one name, found " + names.size());
		}
		String uid = names.get(0);
		ChatOptions result = new ChatOptions(uid, take(options, "--host", "localhost"),
				port(take(options, "--port", "5100")), take(options, "--token", uid + "-token"));
		if (!options.isEmpty()) {
			throw new IllegalArgumentException("Unknown option " + options.keySet().iterator().next());
		}
		return result;
	}

	private static String take(Map<String, String> options, String name, String defaultValue) {
		String value = options.containsKey(name) ? options.remove(name) : defaultValue;
		if (value.isEmpty()) {
			throw new IllegalArgumentException(name + " needs a value");
		}
		return value;
	}

	private static int port(String text) {
		int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
		if (port < 1 || port > 65535) {
			throw new IllegalArgumentException("--port must be 1..65535, found " + text);
		}
		return port;
	}

	/**
	 * Without the token.
	 */
	@Override
	public String toString() {
		return "ChatOptions[uid=" + this.uid + ", host=" + this.host + ", port=" + this.port + "]";
	}

}
