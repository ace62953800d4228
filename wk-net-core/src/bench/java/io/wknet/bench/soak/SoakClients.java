package io.wknet.bench.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.wknet.bench.control.Questions;
import org.HdrHistogram.Histogram;

/**
 * All clients, on one thread. Questions come on standard input:
 *
 * <pre>
 * hold N                             connect so many that stay
 * start SENDS CHURN SLOW ATTACKS     begin; all but SLOW, which is a number, are per second
 * sample                             what was seen so far, and round trips since the last time
 * resume                             measure round trips again
 * finish PUBLISHED BROADCASTS        end all but those that stay, wait for what is to come, and say what never came
 * reconnect                          from now on, who stays comes back when it loses its connection
 * back N                             wait until so many have lost it and are back
 * gone N                             wait until so many that stayed were ended, and say how
 * release                            close those that stay
 * </pre>
 *
 * Who waits does so for a while only, and then tells how far it has come.
 *
 * @since 0.1.0
 */
public final class SoakClients {

	private static final int READ_BYTES = 262_144;

	private static final int TICK_MILLIS = 5;

	private static final Duration LONGEST_HOLD = Duration.ofMinutes(2);

	private static final Duration LONGEST_FINISH = Duration.ofSeconds(60);

	private static final Duration LONGEST_RETURN = Duration.ofSeconds(150);

	private static final Duration LONGEST_LEAVING = Duration.ofSeconds(30);

	private static final long CHECK_NANOS = 100_000_000L;

	private static final int MOST_CONNECTING = 256;

	private static final int MOST_GUESTS = 600;

	private static final double PING_PERIOD_SECONDS = 60;

	private static final int BURST = 5;

	private static final int BURST_EVERY = 10;

	private final InetSocketAddress server;

	private final Selector selector = Selector.open();

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);

	private final Tally tally = new Tally();

	private final Histogram roundTrips = new Histogram(3);

	private final List<HeldClient> held = new ArrayList<>();

	private final Set<SoakClient> guests = new LinkedHashSet<>();

	private final Departures departures = new Departures();

	private final Turns turns = new Turns(this.selector);

	private final Pacer sends = new Pacer();

	private final Pacer pings = new Pacer();

	private final Pacer churn = new Pacer();

	private final Pacer attacks = new Pacer();

	private int wanted;

	private int authenticated;

	private boolean measuring = true;

	private boolean reconnecting;

	private int nextSender;

	private int nextPinger;

	private long sendings;

	private int slow;

	private int slowOpen;

	private long churned;

	private long attacked;

	private long slowOpened;

	private long nextCheckNanos = System.nanoTime();

	private SoakClients(int port) throws IOException {
		this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
	}

	/**
	 * Start the clients.
	 * @param args the port
	 */
	public static void main(String[] args) throws Exception {
		SoakClients clients = new SoakClients(Integer.parseInt(args[0]));
		Thread thread = new Thread(clients::run, "clients");
		thread.setDaemon(true);
		thread.start();
		Questions.answer(clients::answer);
		System.exit(0);
	}

	InetSocketAddress server() {
		return this.server;
	}

	Selector selector() {
		return this.selector;
	}

	ByteBuffer buffer() {
		return this.buffer;
	}

	Tally tally() {
		return this.tally;
	}

	private String answer(String[] words) throws InterruptedException, ExecutionException {
		return switch (words[0]) {
			case "hold" -> {
				int number = Integer.parseInt(words[1]);
				now((figures) -> this.wanted = number);
				yield await(LONGEST_HOLD, () -> this.authenticated == number);
			}
			case "start" -> now((figures) -> start(words));
			case "sample" -> now(this::sample);
			case "resume" -> now((figures) -> this.measuring = true);
			case "finish" -> {
				long published = Long.parseLong(words[1]);
				long broadcasts = Long.parseLong(words[2]);
				this.turns.run(this::stop);
				this.turns.await(LONGEST_FINISH, () -> this.guests.isEmpty()
						&& this.held.stream().noneMatch((client) -> client.isWaiting(published, broadcasts)));
				yield now((figures) -> finish(published, broadcasts, figures));
			}
			case "reconnect" -> now((figures) -> this.reconnecting = true);
			case "back" -> {
				int number = Integer.parseInt(words[1]);
				yield await(LONGEST_RETURN, () -> this.departures.count() >= number && this.authenticated == number);
			}
			case "gone" -> {
				int number = Integer.parseInt(words[1]);
				this.turns.await(LONGEST_LEAVING, () -> this.departures.count() >= number);
				yield now(this.departures::addTo);
			}
			case "release" -> now((figures) -> {
				this.held.forEach(SoakClient::close);
				this.held.clear();
				this.wanted = 0;
			});
			default -> Questions.UNKNOWN;
		};
	}

	/**
	 * Do something on the one thread, and tell figures.
	 */
	private String now(Consumer<Map<String, Long>> action) throws InterruptedException, ExecutionException {
		Map<String, Long> figures = new TreeMap<>();
		this.turns.run(() -> {
			action.accept(figures);
			figures.put("authenticated", (long) this.authenticated);
		});
		return figures.entrySet()
			.stream()
			.map((figure) -> figure.getKey() + "=" + figure.getValue())
			.collect(Collectors.joining(" "));
	}

	/**
	 * Wait until something holds, but not forever, and tell how many are there.
	 */
	private String await(Duration atMost, BooleanSupplier condition) throws InterruptedException, ExecutionException {
		this.turns.await(atMost, condition);
		return now((figures) -> {
		});
	}

	private void run() {
		try {
			while (true) {
				this.selector.select((Consumer<SelectionKey>) (key) -> ((SoakClient) key.attachment()).ready(key),
						TICK_MILLIS);
				this.turns.take();
				tick(System.nanoTime());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void tick(long now) {
		while (this.held.size() < this.wanted && this.held.size() - this.authenticated < MOST_CONNECTING) {
			HeldClient client = new HeldClient(this, this.held.size());
			this.held.add(client);
			client.open();
		}
		while (this.sends.isDue(now)) {
			// Now and then several at once, which the server reads and answers together.
			boolean burst = this.sendings++ % BURST_EVERY == 0;
			this.held.get(this.nextSender++ % this.held.size()).send(burst ? BURST : 1);
		}
		while (this.pings.isDue(now)) {
			this.held.get(this.nextPinger++ % this.held.size()).ping();
		}
		while (this.guests.size() < MOST_GUESTS && this.churn.isDue(now)) {
			ChurningClient client = new ChurningClient(this, this.churned++);
			this.guests.add(client);
			client.open();
		}
		while (this.guests.size() < MOST_GUESTS && this.attacks.isDue(now)) {
			AttackingClient client = new AttackingClient(this, this.attacked++);
			this.guests.add(client);
			client.open();
		}
		while (this.slowOpen < this.slow) {
			SlowClient client = new SlowClient(this, this.slowOpened++);
			this.slowOpen++;
			this.guests.add(client);
			client.open();
		}
		if (now - this.nextCheckNanos >= 0) {
			this.nextCheckNanos = now + CHECK_NANOS;
			List.copyOf(this.guests)
				.stream()
				.filter((guest) -> now - guest.deadlineNanos > 0)
				.forEach(SoakClient::expired);
		}
		this.departures.returning(now).forEach(HeldClient::open);
	}

	private void start(String[] words) {
		long now = System.nanoTime();
		double messages = Double.parseDouble(words[1]);
		this.sends.start(messages * BURST_EVERY / (BURST_EVERY - 1 + BURST), now);
		this.pings.start(this.held.size() / PING_PERIOD_SECONDS, now);
		this.churn.start(Double.parseDouble(words[2]), now);
		this.slow = Integer.parseInt(words[3]);
		this.attacks.start(Double.parseDouble(words[4]), now);
	}

	private void stop() {
		this.sends.stop();
		this.pings.stop();
		this.churn.stop();
		this.attacks.stop();
		this.slow = 0;
	}

	private void sample(Map<String, Long> figures) {
		this.tally.addTo(figures);
		figures.put("guests", (long) this.guests.size());
		figures.put("p50", this.roundTrips.getValueAtPercentile(50));
		figures.put("p99", this.roundTrips.getValueAtPercentile(99));
		figures.put("longest", this.roundTrips.getMaxValue());
		this.roundTrips.reset();
		try {
			ProcessFigures.addTo(figures);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		// The server is about to collect, for us to see its heap.
		this.measuring = false;
	}

	private void finish(long published, long broadcasts, Map<String, Long> figures) {
		this.tally.addTo(figures);
		figures.put("guests", (long) this.guests.size());
		figures.put("unanswered", this.held.stream().mapToLong(HeldClient::unanswered).sum());
		figures.put("missing", this.held.stream().mapToLong((client) -> client.missing(published, broadcasts)).sum());
	}

	void roundTrip(long nanos) {
		if (this.measuring) {
			this.roundTrips.recordValue(nanos);
		}
		else {
			this.tally.count("answered-during-collection");
		}
	}

	void authenticated() {
		this.authenticated++;
	}

	void guestGone(SoakClient guest) {
		if (this.guests.remove(guest) && guest instanceof SlowClient) {
			this.slowOpen--;
		}
	}

	void heldEnded(HeldClient client, boolean wasAuthenticated, SoakClient.Ending ending) {
		if (wasAuthenticated) {
			this.authenticated--;
			this.departures.add(client, ending);
			this.tally.complain("held-lost", ending + " with " + client.farewell);
		}
		if (this.reconnecting) {
			this.departures.comeBack(client);
		}
	}

}
