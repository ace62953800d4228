package io.wknet.sample.client;

import java.io.BufferedReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody at a keyboard, who runs the shell command, types lines and reads lines.
 */
public final class Shell {

	private final BlockingQueue<String> typed = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> printed = new LinkedBlockingQueue<>();

	private final BufferedReader in = new BufferedReader(new StringReader("")) {

		@Override
		public String readLine() {
			try {
				return Shell.this.typed.take();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	};

	private final PrintStream out = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8) {

		@Override
		public void println(String line) {
			Shell.this.printed.add(line);
		}

	};

	private final CompletableFuture<Integer> exitCode;

	private Shell(String... args) {
		this.exitCode = CompletableFuture.supplyAsync(() -> ChatCommand.run(this.in, this.out, args));
	}

	/**
	 * Run the command.
	 * @param args its arguments
	 * @return who runs it
	 */
	public static Shell chat(String... args) {
		return new Shell(args);
	}

	/**
	 * Type a line.
	 * @param line what to type
	 */
	public void type(String line) {
		this.typed.add(line);
	}

	/**
	 * Read the next line.
	 * @return the line
	 * @throws InterruptedException if the test is over
	 */
	public String line() throws InterruptedException {
		String line = this.printed.poll(10, TimeUnit.SECONDS);
		assertThat(line).as("a line within 10 s").isNotNull();
		return line;
	}

	/**
	 * Wait for the end of the command.
	 * @return how it ended
	 * @throws Exception if it has not ended in time
	 */
	public int exitCode() throws Exception {
		return this.exitCode.get(10, TimeUnit.SECONDS);
	}

}
