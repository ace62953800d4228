package io.wknet.canary;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Looks for the canary in all that is printed and logged, and remembers where it was.
 *
 * @since 0.1.0
 */
public final class CanaryWatch {

	private static final int MAX_TEXT = 400;

	private static final CanaryWatch INSTANCE = new CanaryWatch(Canary.create());

	private final Canary canary;

	private final Queue<String> found = new ConcurrentLinkedQueue<>();

	CanaryWatch(Canary canary) {
		this.canary = canary;
	}

	/**
	 * The watch over this JVM.
	 * @return the only one
	 */
	public static CanaryWatch instance() {
		return INSTANCE;
	}

	/**
	 * Look at all that is printed from now on.
	 */
	void overStandardStreams() {
		System.setOut(over(System.out));
		System.setErr(over(System.err));
	}

	PrintStream over(PrintStream stream) {
		return new PrintStream(new WatchedStream(stream), true, StandardCharsets.UTF_8);
	}

	/**
	 * Look at a text.
	 * @param text what will be seen by others
	 */
	public void look(String text) {
		if (this.canary.isIn(text)) {
			this.found.add((text.length() <= MAX_TEXT) ? text : text.substring(0, MAX_TEXT) + "...");
		}
	}

	/**
	 * Take what held the canary so far.
	 */
	List<String> take() {
		List<String> taken = new ArrayList<>();
		String next = this.found.poll();
		while (next != null) {
			taken.add(next);
			next = this.found.poll();
		}
		return taken;
	}

	/**
	 * Looks at what passes, line by line.
	 */
	private final class WatchedStream extends FilterOutputStream {

		private static final int MAX_LINE = 65_536;

		/**
		 * So much of a long line is looked at again with what follows.
		 */
		private static final int OVERLAP = 1_024;

		private final StringBuilder line = new StringBuilder();

		WatchedStream(OutputStream out) {
			super(out);
		}

		@Override
		public synchronized void write(int value) throws IOException {
			this.out.write(value);
			received(value);
		}

		@Override
		public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
			this.out.write(bytes, offset, length);
			for (int i = 0; i < length; i++) {
				received(bytes[offset + i]);
			}
		}

		private void received(int value) {
			if (value == '\n') {
				look(this.line.toString());
				this.line.setLength(0);
				return;
			}
			this.line.append((char) (value & 0xFF));
			if (this.line.length() == MAX_LINE) {
				look(this.line.toString());
				this.line.delete(0, MAX_LINE - OVERLAP);
			}
		}

		@Override
		public synchronized void flush() throws IOException {
			this.out.flush();
			if (!this.line.isEmpty() && this.line.length() < OVERLAP) {
				look(this.line.toString());
			}
		}

	}

}
