package io.wknet.bench.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.wknet.auth.Authenticator;
import io.wknet.bench.control.Questions;
import io.wknet.connection.CloseReason;
import io.wknet.server.BoundWkServer;
import io.wknet.server.ListenerSettings;
import io.wknet.server.ServerStats;
import io.wknet.server.TransportType;
import io.wknet.server.WkServer;
import io.wknet.transport.OutboundSettings;

/**
 * The server, with its defaults but for two things: what a slow reader does not take may
 * wait 10 seconds rather than 30, and connections are closed over a time when it stops.
 * Questions come on standard input.
 *
 * @since 0.1.0
 */
public final class SoakServer {

	private static final Duration OUTBOUND_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);

	private final SoakListener listener;

	private final BoundWkServer server;

	private final Publisher publisher;

	private SoakServer(int port, TransportType transport, Duration closeOver, String fault) {
		this.listener = new SoakListener(fault);
		this.server = WkServer.create()
			.listen(ListenerSettings.tcp(port))
			.transport(transport)
			.authenticator(Authenticator.sharedToken(SoakFrames.TOKEN))
			.outbound(OutboundSettings.defaults().withTimeout(OUTBOUND_TIMEOUT))
			.closeOver(closeOver)
			.listener(this.listener)
			.presenceListener(this.listener)
			.bind(this.listener::server);
		this.publisher = new Publisher(this.server);
	}

	/**
	 * Start the server.
	 * @param args the port, the transport, over how many seconds connections are closed
	 * when the server stops, and what it shall do wrong
	 */
	public static void main(String[] args) throws Exception {
		SoakServer server = new SoakServer(Integer.parseInt(args[0]),
				TransportType.valueOf(args[1].toUpperCase(Locale.ROOT)), Duration.ofSeconds(Long.parseLong(args[2])),
				args[3]);
		Questions.answer(server::answer);
		System.exit(0);
	}

	private String answer(String[] words) throws IOException {
		return switch (words[0]) {
			case "publish" -> {
				this.publisher.start(Duration.ofMillis(Long.parseLong(words[1])),
						Duration.ofMillis(Long.parseLong(words[2])));
				yield "done=1";
			}
			case "quiet" -> this.publisher.stop();
			case "sample" -> sample();
			case "stop" -> stop();
			default -> Questions.UNKNOWN;
		};
	}

	/**
	 * Everything that is counted, the heap after a collection.
	 */
	private String sample() throws IOException {
		Map<String, Long> figures = new TreeMap<>();
		long beforeCollection = System.nanoTime();
		System.gc();
		figures.put("collection", System.nanoTime() - beforeCollection);
		ProcessFigures.addTo(figures);
		this.listener.addTo(figures);
		figures.put("undelivered", this.publisher.undelivered());
		ServerStats stats = this.server.stats();
		figures.put("accepted", stats.accepted());
		figures.put("connections", (long) this.server.connections().connectionCount());
		figures.put("authenticated", (long) this.server.connections().authenticatedCount());
		figures.put("users", (long) this.server.connections().userCount());
		figures.put("subscriptions", stats.subscriptions());
		figures.put("frames-in", sum(stats.framesIn()));
		figures.put("frames-out", sum(stats.framesOut()));
		figures.put("bytes-in", stats.bytesIn());
		figures.put("bytes-out", stats.bytesOut());
		figures.put("listener-errors", stats.listenerErrors());
		figures.put("pending-authentications", (long) stats.pendingAuthentications());
		figures.put("closed", sum(stats.closed()));
		for (CloseReason reason : CloseReason.values()) {
			figures.put("closed-" + reason.name().toLowerCase(Locale.ROOT).replace('_', '-'),
					stats.closed().getOrDefault(reason, 0L));
		}
		return figures.entrySet()
			.stream()
			.map((figure) -> figure.getKey() + "=" + figure.getValue())
			.collect(Collectors.joining(" "));
	}

	private static long sum(Map<?, Long> counts) {
		return counts.values().stream().mapToLong(Long::longValue).sum();
	}

	private String stop() {
		long begin = System.nanoTime();
		boolean finished = this.server.stop(STOP_DEADLINE);
		return String.format(Locale.ROOT, "seconds=%.3f finished=%d", (System.nanoTime() - begin) / 1e9,
				finished ? 1 : 0);
	}

}
