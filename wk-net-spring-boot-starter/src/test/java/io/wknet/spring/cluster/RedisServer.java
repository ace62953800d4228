package io.wknet.spring.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Redis on a free port: the one that is installed, else a binary of the
 * {@code embedded-redis} artefact. It keeps nothing when it stops.
 */
final class RedisServer implements AutoCloseable {

	private static final String EMBEDDED = "redis-server-7.0.15-linux-amd64";

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final int port;

	private final Path directory;

	private Process process;

	private RedisServer(int port, Path directory) {
		this.port = port;
		this.directory = directory;
	}

	static RedisServer start() {
		try {
			RedisServer server = new RedisServer(freePort(), Files.createTempDirectory("redis"));
			server.restartEmpty();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return free.getLocalPort();
		}
	}

	private static Path binary(Path directory) throws IOException {
		Stream<Path> places = Stream.of(System.getenv("PATH").split(":")).map(Path::of);
		for (Path place : Stream.concat(places, Stream.of(Path.of("/usr/bin"), Path.of("/usr/local/bin"))).toList()) {
			if (Files.isExecutable(place.resolve("redis-server"))) {
				return place.resolve("redis-server");
			}
		}
		Path extracted = directory.resolve(EMBEDDED);
		try (InputStream in = RedisServer.class.getResourceAsStream("/" + EMBEDDED)) {
			if (in == null) {
				throw new IllegalStateException("No redis-server is installed, and " + EMBEDDED
						+ " is not on the class path; install Debian's redis-server");
			}
			if (!Files.exists(extracted)) {
				Files.copy(in, extracted);
			}
		}
		if (!extracted.toFile().setExecutable(true)) {
			throw new IllegalStateException("Could not make " + extracted + " executable");
		}
		return extracted;
	}

	int port() {
		return this.port;
	}

	/**
	 * Start it again, without any data.
	 */
	void restartEmpty() {
		stop();
		try {
			List<String> command = List.of(binary(this.directory).toString(), "--port", String.valueOf(this.port),
					"--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", this.directory.toString(),
					"--client-output-buffer-limit", "pubsub 256mb 128mb 60");
			this.process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Until.equal(PATIENCE, () -> command("PING"), "+PONG");
	}

	void stop() {
		Process running = this.process;
		if (running != null) {
			running.destroyForcibly();
			try {
				running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	void freeze() {
		signal("STOP");
	}

	void thaw() {
		signal("CONT");
	}

	private void signal(String name) {
		try {
			new ProcessBuilder("kill", "-" + name, String.valueOf(this.process.pid())).start().waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	void flush() {
		command("FLUSHALL");
	}

	/**
	 * One command, and the first line of the answer; what went wrong if there is none.
	 */
	String command(String command) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), 1000);
			socket.setSoTimeout(5000);
			socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
			StringBuilder line = new StringBuilder();
			int next = socket.getInputStream().read();
			while (next >= 0 && next != '\r') {
				line.append((char) next);
				next = socket.getInputStream().read();
			}
			return line.toString();
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	@Override
	public void close() {
		thaw();
		stop();
	}

}
