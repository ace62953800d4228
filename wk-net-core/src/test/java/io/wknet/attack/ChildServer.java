package io.wknet.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.connection.CloseReason;
import io.wknet.frame.ApplicationFrame;
import io.wknet.server.BoundWkServer;
import io.wknet.server.ListenerSettings;
import io.wknet.server.WkServer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A server in a process of its own, which can be killed, and has as many open files as a
 * process may have for its own side of the connections. It says on its standard output
 * what it does, a line each:
 *
 * <pre>
 * bound PORT
 * draining, at the word "stop" on its standard input
 * stopped FINISHED MILLIS CLOSED LEFT, where CLOSED are those that were closed as SHUTDOWN
 * </pre>
 */
public final class ChildServer implements AutoCloseable {

	private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

	private final Process process;

	private final BufferedReader lines;

	private final int port;

	private ChildServer(Process process) {
		this.process = process;
		this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
		this.port = Integer.parseInt(word("bound", 1));
	}

	/**
	 * Start a server.
	 * @param port where it listens; 0 for any free port
	 * @param closeOver the time over which it closes what is open when it stops
	 */
	static ChildServer start(int port, Duration closeOver) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1", "-Xmx512m",
				"-Dio.netty.leakDetection.level=disabled", ChildServer.class.getName(), Integer.toString(port),
				Long.toString(closeOver.toMillis())));
		try {
			return new ChildServer(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int port() {
		return this.port;
	}

	/**
	 * End it in the middle of whatever it does, as {@code kill -9}.
	 */
	void kill() {
		this.process.destroyForcibly();
		awaitEnd();
	}

	/**
	 * Tell it to stop.
	 */
	void stop() {
		try {
			this.process.getOutputStream().write("stop\n".getBytes(StandardCharsets.UTF_8));
			this.process.getOutputStream().flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		word("draining", 0);
	}

	/**
	 * Wait until it has stopped.
	 */
	Stopped awaitStopped() {
		String[] words = line("stopped");
		awaitEnd();
		return new Stopped(Boolean.parseBoolean(words[1]), Duration.ofMillis(Long.parseLong(words[2])),
				Long.parseLong(words[3]), Integer.parseInt(words[4]));
	}

	private String word(String first, int number) {
		return line(first)[number];
	}

	private String[] line(String first) {
		try {
			@Nullable String line = this.lines.readLine();
			while (line != null && !line.startsWith(first)) {
				line = this.lines.readLine();
			}
			if (line == null) {
				throw new IllegalStateException("The server ended before it said '" + first + "'");
			}
			return line.split(" ");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void awaitEnd() {
		try {
			if (!this.process.waitFor(30, TimeUnit.SECONDS)) {
				throw new IllegalStateException("The server's process does not end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	public static void main(String[] args) throws IOException {
		BoundWkServer server = WkServer.create()
			.listen(ListenerSettings.tcp(Integer.parseInt(args[0])).withHost("127.0.0.1"))
			.eventLoops(2)
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.accepted(credentials.uid())))
			.onFrame((connection, frame) -> {
				if (frame instanceof ApplicationFrame mine) {
					connection.send(mine);
				}
			})
			.closeOver(Duration.ofMillis(Long.parseLong(args[1])))
			.bind();
		say("bound " + server.port());
		// Nothing more comes of a parent that has died.
		String word = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
		if ("stop".equals(word)) {
			say("draining");
			long begin = System.nanoTime();
			boolean finished = server.stop(STOP_WITHIN);
			say("stopped " + finished + " " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) + " "
					+ server.stats().closed().get(CloseReason.SHUTDOWN) + " " + server.connections().connectionCount());
		}
		else {
			server.close();
		}
	}

	private static void say(String line) {
		System.out.println(line);
		System.out.flush();
	}

	/**
	 * How a server has stopped.
	 *
	 * @param finished whether nothing had to be forced
	 * @param took how long it took
	 * @param closed how many connections were closed for it
	 * @param left how many connections are still registered
	 */
	record Stopped(boolean finished, Duration took, long closed, int left) {

	}

}
