package io.wknet.bench.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a line of the driver's input asks for: a mode, and options as {@code name=value}.
 */
final class LoadOptions {

	private final String mode;

	private final Map<String, String> values = new HashMap<>();

	LoadOptions(String line) {
		String[] words = line.trim().split(" +", -1);
		this.mode = words[0];
		for (int i = 1; i < words.length; i++) {
			int equals = words[i].indexOf('=');
			this.values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
		}
	}

	String mode() {
		return this.mode;
	}

	InetSocketAddress server() {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), (int) number("port", 5100));
	}

	LoadFrames.Operation operation() {
		return LoadFrames.Operation.valueOf(this.values.getOrDefault("op", "ping").toUpperCase(Locale.ROOT));
	}

	int connections() {
		return (int) number("connections", 200);
	}

	int depth() {
		return (int) number("depth", 1);
	}

	int payloadBytes() {
		return (int) number("payload", 128);
	}

	int concurrency() {
		return (int) number("concurrency", 128);
	}

	double rate() {
		return number("rate", 10_000);
	}

	double intervalSeconds() {
		return number("interval", 30);
	}

	long pid() {
		return (long) number("pid", 0);
	}

	long warmupNanos() {
		return (long) (number("warmup", 2) * 1e9);
	}

	long measuredNanos() {
		return (long) (number("seconds", 5) * 1e9);
	}

	private double number(String name, double byDefault) {
		String value = this.values.get(name);
		return (value != null) ? Double.parseDouble(value) : byDefault;
	}

}
