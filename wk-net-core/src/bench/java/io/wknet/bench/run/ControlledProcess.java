package io.wknet.bench.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wknet.bench.control.Questions;

/**
 * A JVM of its own, on a core of its own, that answers questions line by line. What else
 * it says goes to a log file.
 *
 * @see Questions the other side
 */
final class ControlledProcess implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private final Process process;

	private final PrintStream questions;

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private final Path log;

	private ControlledProcess(Process process, Path log) {
		this.process = process;
		this.questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
		this.log = log;
	}

	static ControlledProcess start(List<String> command, Path log) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		ControlledProcess controlled = new ControlledProcess(process, log);
		Thread reader = new Thread(controlled::read, log.getFileName().toString());
		reader.setDaemon(true);
		reader.start();
		controlled.answer();
		return controlled;
	}

	/**
	 * A Java command that runs on one core, if the system can do that.
	 */
	static List<String> java(Environment environment, int core, List<String> options, String classPath,
			String mainClass, List<String> arguments) {
		List<String> command = new ArrayList<>();
		if (environment.canPin()) {
			command.addAll(List.of("taskset", "-c", Integer.toString(core)));
		}
		command.add(environment.java());
		command.addAll(options);
		command.addAll(List.of("-cp", classPath, mainClass));
		command.addAll(arguments);
		return command;
	}

	long pid() {
		return this.process.pid();
	}

	Answer ask(String question) throws InterruptedException {
		this.questions.println(question);
		return new Answer(answer());
	}

	/**
	 * End it without a chance to do anything more.
	 */
	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	@Override
	public void close() {
		this.questions.println("exit");
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly().waitFor();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

	private String answer() throws InterruptedException {
		String line = this.answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		if (line == null || line.isEmpty()) {
			this.process.destroyForcibly();
			throw new IllegalStateException("A process does not answer; see " + this.log);
		}
		return line;
	}

	private void read() {
		try (BufferedReader in = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8));
				PrintStream out = new PrintStream(Files.newOutputStream(this.log), true, StandardCharsets.UTF_8)) {
			String line = in.readLine();
			while (line != null) {
				if (line.startsWith(Questions.MARK)) {
					this.answers.add(line.substring(Questions.MARK.length()));
				}
				else {
					out.println(line);
				}
				line = in.readLine();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			this.answers.add("");
		}
	}

}
