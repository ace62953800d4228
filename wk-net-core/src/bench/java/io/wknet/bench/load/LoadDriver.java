package io.wknet.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import io.wknet.bench.control.Questions;

/**
 * The driver: one thread, and one line of output for each line of input.
 *
 * <pre>
 * closed  port=P op=ping|send|ws_ping depth=D connections=N payload=B pid=PID warmup=S seconds=S
 * open    the same without depth, with rate=R
 * connect port=P concurrency=C ...
 * hold    port=P connections=N         open connections and keep them
 * idle    interval=S ...               let those that are held ping
 * release                              close them
 * </pre>
 *
 * @since 0.1.0
 */
public final class LoadDriver {

	private final List<LoadConnection> held = new ArrayList<>();

	private LoadDriver() {
	}

	public static void main(String[] args) throws Exception {
		LoadDriver driver = new LoadDriver();
		if (args.length == 0) {
			Questions.answer(driver::answer);
		}
		else {
			System.out.println(driver.run(args));
		}
	}

	private String answer(String[] words) {
		try {
			return run(words);
		}
		catch (IOException | UncheckedIOException ex) {
			return "error=" + ex.getMessage();
		}
	}

	private String run(String[] words) throws IOException {
		LoadOptions options = new LoadOptions(String.join(" ", words));
		return switch (options.mode()) {
			case "closed" -> withConnections(options, new ClosedLoop(options)::run);
			case "open" ->
				withConnections(options, (connections) -> new OpenLoop(options, options.rate(), true).run(connections));
			case "connect" -> new ConnectLoop(options).run();
			case "hold" -> hold(options);
			case "idle" -> new OpenLoop(options, this.held.size() / options.intervalSeconds(), false).run(this.held);
			case "release" -> release();
			default -> throw new IOException("Unknown mode " + options.mode());
		};
	}

	private String withConnections(LoadOptions options, Run run) throws IOException {
		List<LoadConnection> connections = new ArrayList<>();
		try {
			connect(options, connections);
			return run.run(connections);
		}
		finally {
			close(connections);
		}
	}

	private static void connect(LoadOptions options, List<LoadConnection> connections) throws IOException {
		LoadFrames.Connect frame = new LoadFrames.Connect();
		for (int i = 0; i < options.connections(); i++) {
			connections
				.add(options.operation().isWebSocket() ? LoadConnection.connectWebSocket(i, frame, options.server())
						: LoadConnection.connect(i, frame, options.server()));
		}
	}

	private static void close(List<LoadConnection> connections) throws IOException {
		for (LoadConnection connection : connections) {
			connection.close();
		}
	}

	private String hold(LoadOptions options) throws IOException {
		connect(options, this.held);
		return "connections=" + this.held.size();
	}

	private String release() throws IOException {
		close(this.held);
		this.held.clear();
		return "connections=0";
	}

	/**
	 * A mode that needs connections.
	 */
	@FunctionalInterface
	private interface Run {

		String run(List<LoadConnection> connections) throws IOException;

	}

}
