package io.wknet.attack;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.Payload;
import io.wknet.server.BoundWkServer;
import io.wknet.server.ListenerSettings;
import io.wknet.server.WkServer;
import io.wknet.transport.OutboundSettings;
import io.wknet.transport.SocketSettings;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A server in a process of its own, which can be killed, and has as many open files as a
 * process may have for its own side of the connections. It says on its standard output
 * what it does, a line each:
 *
 * <pre>
 * bound PORT
 * slow COUNT, at the word "slow" on its standard input: how many were closed as SLOW_CONSUMER
 * draining, at the word "stop" on its standard input
 * stopped FINISHED MILLIS CLOSED LEFT, where CLOSED are those that were closed as SHUTDOWN
 * </pre>
 */
public final class ChildServer implements AutoCloseable {

	/** The type of a frame that is answered by almost 1 MB. */
	static final int FLOOD = 21;

	private static final int FLOOD_FRAMES = 60;

	private static final ApplicationFrame PIECE = ApplicationFrame.of(22, Payload.wrap(new byte[16_384]));

	private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

	private final Process process;

	private final BufferedReader lines;

	private final List<String> said = new ArrayList<>();

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
		return start(command(System.getProperty("java.class.path"), List.of("-Xmx512m"), port, closeOver, 0));
	}

	/**
	 * Start a server with little direct memory, which hands little to the network at
	 * once.
	 * @param directMegabytes how much direct memory it may use
	 * @param maxTotalPending how much may wait to be sent; 0 for the default
	 */
	static ChildServer withDirectMemory(int directMegabytes, long maxTotalPending) {
		return start(command(System.getProperty("java.class.path"),
				List.of("-Xmx256m", "-XX:MaxDirectMemorySize=" + directMegabytes + "m",
						"-Dio.netty.maxDirectMemory=" + ((long) directMegabytes << 20)),
				0, Duration.ZERO, (maxTotalPending != 0) ? maxTotalPending : -1));
	}

	/**
	 * Start a server that can not open many files. Its classes are in archives, as those
	 * of an application are, so that loading one opens none.
	 * @param openFiles how many
	 * @param archives where to put the archives
	 */
	static ChildServer withOpenFiles(int openFiles, Path archives) {
		String classPath = archive(WkServer.class, archives.resolve("main.jar")) + File.pathSeparator
				+ archive(ChildServer.class, archives.resolve("test.jar")) + File.pathSeparator
				+ System.getProperty("java.class.path");
		List<String> limited = new ArrayList<>(
				List.of("sh", "-c", "ulimit -n " + openFiles + " && exec \"$@\"", "limited"));
		limited.addAll(command(classPath, List.of("-Xmx256m"), 0, Duration.ZERO, 0));
		return start(limited);
	}

	private static List<String> command(String classPath, List<String> options, int port, Duration closeOver,
			long maxTotalPending) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-cp", classPath, "-XX:TieredStopAtLevel=1", "-Dio.netty.leakDetection.level=disabled",
				ChildServer.class.getName(), Integer.toString(port), Long.toString(closeOver.toMillis()),
				Long.toString(maxTotalPending)));
		return command;
	}

	private static ChildServer start(List<String> command) {
		try {
			return new ChildServer(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Put the classes that were compiled together with one into an archive.
	 */
	private static Path archive(Class<?> one, Path archive) {
		try {
			Path root = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
			try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(archive));
					Stream<Path> files = Files.walk(root).filter(Files::isRegularFile)) {
				for (Path file : (Iterable<Path>) files::iterator) {
					out.putNextEntry(new ZipEntry(root.relativize(file).toString()));
					Files.copy(file, out);
				}
			}
			return archive;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
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
		tell("stop");
		word("draining", 0);
	}

	private void tell(String word) {
		try {
			this.process.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
			this.process.getOutputStream().flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * How many connections it has closed as SLOW_CONSUMER.
	 */
	long slowConsumers() {
		tell("slow");
		return Long.parseLong(word("slow", 1));
	}

	/**
	 * Wait until it has said something, in its log for example.
	 */
	void awaitSaid(String part) {
		readUntil((line) -> line.contains(part), part);
	}

	/**
	 * How often it has said something so far.
	 */
	long timesSaid(String part) {
		return this.said.stream().filter((line) -> line.contains(part)).count();
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
		return readUntil((line) -> line.startsWith(first + " ") || line.equals(first), first).split(" ");
	}

	private String readUntil(Predicate<String> condition, String what) {
		try {
			@Nullable String line = this.lines.readLine();
			while (line != null) {
				this.said.add(line);
				if (condition.test(line)) {
					return line;
				}
				line = this.lines.readLine();
			}
			throw new IllegalStateException("The server ended before it said '" + what + "'");
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
		WkServer configured = WkServer.create()
			.listen(ListenerSettings.tcp(Integer.parseInt(args[0])).withHost("127.0.0.1"))
			.eventLoops(2)
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.accepted(credentials.uid())))
			.onFrame((connection, frame) -> answer(connection, frame))
			.closeOver(Duration.ofMillis(Long.parseLong(args[1])));
		BoundWkServer server = withMemory(configured, Long.parseLong(args[2])).bind();
		say("bound " + server.port());
		BufferedReader words = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		// Nothing more comes of a parent that has died.
		String word = words.readLine();
		while ("slow".equals(word)) {
			say("slow " + server.stats().closed().get(CloseReason.SLOW_CONSUMER));
			word = words.readLine();
		}
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

	private static void answer(WkConnection connection, ClientFrame frame) {
		if (frame instanceof ApplicationFrame mine) {
			if (mine.typeCode() != FLOOD) {
				connection.send(mine);
				return;
			}
			for (int i = 0; i < FLOOD_FRAMES; i++) {
				connection.send(PIECE);
			}
		}
	}

	private static WkServer withMemory(WkServer server, long maxTotalPending) {
		if (maxTotalPending == 0) {
			return server;
		}
		OutboundSettings outbound = OutboundSettings.defaults();
		return server.socket(new SocketSettings(Duration.ZERO, 0, 16_384, 4_096, false))
			.outbound((maxTotalPending > 0) ? outbound.withMaxTotalPendingBytes(maxTotalPending) : outbound);
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
