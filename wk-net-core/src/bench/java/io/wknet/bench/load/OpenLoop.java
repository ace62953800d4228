package io.wknet.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import org.HdrHistogram.Histogram;

/**
 * Sends at a rate, whatever the server does: each request has a time at which it is due,
 * and its latency counts from then. A server that stops for a while is therefore charged
 * for every request that was due meanwhile.
 */
final class OpenLoop {

	private static final int MAX_BURST = 64;

	private static final long DRAIN_NANOS = 1_000_000_000L;

	private static final long MILLI = 1_000_000L;

	private final LoadFrames.Operation operation;

	private final double gapNanos;

	private final boolean spinning;

	private final ByteBuffer request;

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);

	private final Histogram latencies = new Histogram(3);

	private final Window window;

	private final Consumer<SelectionKey> ready = this::ready;

	private long count;

	/**
	 * Create the loop.
	 * @param options what was asked for
	 * @param rate requests a second, on all connections together
	 * @param spinning whether to look for what is due without a pause, to be exact
	 */
	OpenLoop(LoadOptions options, double rate, boolean spinning) throws IOException {
		this.operation = options.operation();
		this.gapNanos = 1e9 / rate;
		this.spinning = spinning;
		this.request = LoadFrames.repeated(this.operation, options.payloadBytes(), 1);
		this.window = new Window(options);
	}

	String run(List<LoadConnection> connections) throws IOException {
		try (Selector selector = Selector.open()) {
			for (LoadConnection connection : connections) {
				connection.register(selector);
			}
			long origin = System.nanoTime();
			long sent = 0;
			long now = origin;
			while (this.window.isOpen(now, this.count)) {
				long due = origin + (long) (sent * this.gapNanos);
				for (int burst = 0; due - now <= 0 && burst < MAX_BURST; burst++) {
					send(connections.get((int) (sent % connections.size())), due);
					sent++;
					due = origin + (long) (sent * this.gapNanos);
				}
				poll(selector, due);
				now = System.nanoTime();
			}
			drain(selector, sent, now + DRAIN_NANOS);
			return result(sent);
		}
		finally {
			for (LoadConnection connection : connections) {
				connection.channel.configureBlocking(true);
			}
		}
	}

	private void send(LoadConnection connection, long due) throws IOException {
		connection.pushDue(due);
		connection.write(this.request.clear());
	}

	private void poll(Selector selector, long due) throws IOException {
		long millis = (due - System.nanoTime()) / MILLI;
		if (this.spinning || millis < 1) {
			selector.selectNow(this.ready);
		}
		else {
			selector.select(this.ready, millis);
		}
	}

	/**
	 * Replies to what was due in time count also if they come late.
	 */
	private void drain(Selector selector, long sent, long until) throws IOException {
		while (this.count < sent && System.nanoTime() - until < 0) {
			selector.select(this.ready, 1);
		}
	}

	private void ready(SelectionKey key) {
		LoadConnection connection = (LoadConnection) key.attachment();
		try {
			if (key.isWritable()) {
				connection.writeUnsent();
			}
			if (key.isReadable()) {
				replied(connection, connection.read(this.buffer, this.operation));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void replied(LoadConnection connection, int replies) throws IOException {
		long now = System.nanoTime();
		for (int i = 0; i < replies; i++) {
			long due = connection.popDue();
			if (due - this.window.begin() >= 0 && due - this.window.end() < 0) {
				this.latencies.recordValue(Math.max(now - due, 0));
			}
		}
		this.count += replies;
	}

	private String result(long sent) {
		return this.window.result(this.count) + String.format(Locale.ROOT,
				" lost=%d p50_us=%.1f p99_us=%.1f p999_us=%.1f max_us=%.1f target_rate=%.1f", sent - this.count,
				micros(50), micros(99), micros(99.9), micros(100), 1e9 / this.gapNanos);
	}

	private double micros(double percentile) {
		return this.latencies.getValueAtPercentile(percentile) / 1e3;
	}

}
