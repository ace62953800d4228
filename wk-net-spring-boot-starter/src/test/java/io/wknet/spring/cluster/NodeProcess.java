package io.wknet.spring.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A {@link NodeApplication} in a process of its own.
 */
final class NodeProcess implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final String nodeId;

	private final Process process;

	private final PrintWriter in;

	private final Presence presence;

	private final CompletableFuture<Integer> port = new CompletableFuture<>();

	private final Map<Integer, CompletableFuture<String>> answers = new ConcurrentHashMap<>();

	private final AtomicInteger ids = new AtomicInteger();

	private NodeProcess(String nodeId, Process process, Presence presence) {
		this.nodeId = nodeId;
		this.process = process;
		this.presence = presence;
		this.in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
		Thread reader = new Thread(this::read, "reader-of-" + nodeId);
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Start a node, and do not wait for it.
	 * @param nodeId names it
	 * @param redisPort where its Redis is
	 * @param presence is told who comes and goes
	 * @param arguments further properties
	 */
	static NodeProcess start(String nodeId, int redisPort, Presence presence, String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.add("-Xmx" + System.getProperty("cluster.heap", "256m"));
		command.add("-XX:+UseSerialGC");
		command.add("-XX:TieredStopAtLevel=" + System.getProperty("cluster.tier", "1"));
		command.add("-cp");
		command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
		command.add(NodeApplication.class.getName());
		command.addAll(List.of("--spring.main.web-application-type=none", "--spring.main.banner-mode=off",
				"--spring.jmx.enabled=false", "--logging.level.root=warn", "--wk.net.tcp.host=127.0.0.1",
				"--wk.net.tcp.port=0", "--wk.net.event-loops=1", "--wk.net.auth.max-pending=100000",
				"--wk.net.cluster.enabled=true", "--wk.net.cluster.node-id=" + nodeId,
				"--spring.data.redis.host=127.0.0.1", "--spring.data.redis.port=" + redisPort));
		command.addAll(Arrays.asList(arguments));
		try {
			return new NodeProcess(nodeId, new ProcessBuilder(command).redirectErrorStream(true).start(), presence);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void read() {
		StringBuilder last = new StringBuilder();
		try (BufferedReader out = this.process.inputReader(StandardCharsets.UTF_8)) {
			String line = out.readLine();
			while (line != null) {
				heard(line, last);
				line = out.readLine();
			}
		}
		catch (IOException ex) {
			last.append(ex);
		}
		IllegalStateException over = new IllegalStateException("The process of " + this.nodeId + " is over: " + last);
		this.port.completeExceptionally(over);
		this.answers.values().forEach((answer) -> answer.completeExceptionally(over));
	}

	private void heard(String line, StringBuilder last) {
		String[] words = line.split(" ", 3);
		switch (words[0]) {
			case "+" -> this.presence.told(this.nodeId, words[1], true);
			case "-" -> this.presence.told(this.nodeId, words[1], false);
			case "=" -> this.answers.remove(Integer.valueOf(words[1])).complete((words.length > 2) ? words[2] : "");
			case "!" -> {
				if (words[1].equals("ready")) {
					this.port.complete(Integer.valueOf(words[2]));
				}
				else {
					last.append(line);
				}
			}
			default -> {
				// What it logs.
				if (last.length() < 10_000) {
					last.append(line).append('\n');
				}
				if (Boolean.getBoolean("cluster.log")) {
					System.err.println(this.nodeId + ": " + line);
				}
			}
		}
	}

	String nodeId() {
		return this.nodeId;
	}

	/**
	 * Where it listens, once it does.
	 */
	int port() {
		return get(this.port, "does not listen");
	}

	/**
	 * Tell it to do something, and wait for the answer.
	 */
	String ask(String command) {
		return get(tell(command), "does not answer '" + command + "'");
	}

	CompletableFuture<String> tell(String command) {
		int id = this.ids.incrementAndGet();
		CompletableFuture<String> answer = new CompletableFuture<>();
		this.answers.put(id, answer);
		this.in.println(id + " " + command);
		return answer;
	}

	/**
	 * What it says of the cluster, by name.
	 */
	Map<String, String> state() {
		return Arrays.stream(ask("state").split(" "))
			.map((part) -> part.split("=", 2))
			.collect(Collectors.toMap((part) -> part[0], (part) -> (part.length > 1) ? part[1] : ""));
	}

	/**
	 * Its authenticated connections, as user and device.
	 */
	List<String> connections() {
		String answer = ask("connections");
		return answer.isEmpty() ? List.of() : List.of(answer.split(" "));
	}

	private <T> T get(CompletableFuture<T> future, String failure) {
		try {
			return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("The node " + this.nodeId + " " + failure, ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("The node " + this.nodeId + " " + failure, ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * {@code kill -9}.
	 */
	void kill() {
		this.process.destroyForcibly();
		await();
	}

	void freeze() {
		signal("STOP");
	}

	void thaw() {
		signal("CONT");
	}

	private void signal(String name) {
		try {
			int exit = new ProcessBuilder("kill", "-" + name, String.valueOf(this.process.pid())).start().waitFor();
			if (exit != 0) {
				throw new IllegalStateException("kill -" + name + " failed with " + exit);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Stop it in order.
	 */
	void stop() {
		this.in.println("stop");
		await();
	}

	private void await() {
		try {
			this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		await();
	}

	/**
	 * Hears who comes and goes, on a thread for each node.
	 */
	@FunctionalInterface
	interface Presence {

		void told(String nodeId, String uid, boolean online);

	}

}
