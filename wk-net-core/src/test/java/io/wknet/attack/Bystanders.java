package io.wknet.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that chat with each other in rounds, all on one thread, while others attack. A
 * round is over when every message has been answered and has arrived.
 */
final class Bystanders implements AutoCloseable {

	private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

	private static final long PACE_NANOS = Duration.ofMillis(100).toNanos();

	private final List<Bystander> all = new ArrayList<>();

	private final Selector selector;

	/**
	 * Held by the thread during a round, and by a test that wants to find no round going
	 * on.
	 */
	private final ReentrantLock quiet = new ReentrantLock(true);

	private final Thread thread = new Thread(this::chat, "bystanders");

	private final AtomicInteger rounds = new AtomicInteger();

	private volatile boolean over;

	private volatile @Nullable Throwable failure;

	/**
	 * Log in.
	 */
	Bystanders(InetSocketAddress address, int count) {
		try {
			this.selector = Selector.open();
			for (int number = 0; number < count; number++) {
				Bystander one = Bystander.open(address, number, (number + 1) % count);
				one.channel().register(this.selector, SelectionKey.OP_READ, one);
				this.all.add(one);
			}
			await(Bystander::isLoggedIn);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.thread.setDaemon(true);
		this.thread.start();
	}

	int count() {
		return this.all.size();
	}

	/**
	 * How many rounds are over.
	 */
	int rounds() {
		return this.rounds.get();
	}

	/**
	 * Wait for the end of a round, be quiet, and fail if anybody lost anything or was
	 * closed.
	 */
	void hush() throws InterruptedException {
		assertThat(this.quiet.tryLock(2 * PATIENCE_NANOS, TimeUnit.NANOSECONDS)).as("bystanders end their round")
			.isTrue();
		assertUndisturbed();
	}

	/**
	 * Chat on.
	 */
	void resume() {
		this.quiet.unlock();
	}

	void assertUndisturbed() {
		assertThat(this.failure).as("what went wrong with bystanders").isNull();
	}

	/**
	 * Wait until everybody has got as many frames of {@link Bystander#NEWS}, numbered
	 * from 1 on, and forget them.
	 */
	void awaitNews(int number) throws InterruptedException {
		hush();
		try {
			await((one) -> one.news() == number);
			this.all.forEach(Bystander::forgetNews);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			resume();
		}
	}

	@Override
	public void close() {
		this.over = true;
		this.selector.wakeup();
		try {
			this.thread.join();
			for (Bystander one : this.all) {
				one.close();
			}
			this.selector.close();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void chat() {
		try {
			while (!this.over) {
				long begun = System.nanoTime();
				this.quiet.lock();
				try {
					round();
				}
				finally {
					this.quiet.unlock();
				}
				pause(begun + PACE_NANOS);
			}
		}
		catch (Throwable ex) {
			if (!this.over) {
				this.failure = ex;
			}
		}
	}

	private void round() throws IOException {
		for (Bystander one : this.all) {
			one.send();
		}
		await((one) -> one.isDone() || this.over);
		this.rounds.incrementAndGet();
	}

	private void pause(long untilNanos) {
		long left = untilNanos - System.nanoTime();
		if (left > 0 && !this.over) {
			LockSupport.parkNanos(left);
		}
	}

	/**
	 * Read until it is so for all.
	 */
	private void await(Predicate<Bystander> state) throws IOException {
		long deadline = System.nanoTime() + PATIENCE_NANOS;
		while (!this.all.stream().allMatch(state)) {
			if (System.nanoTime() - deadline > 0) {
				throw new IOException("Bystanders have waited too long: "
						+ this.all.stream().filter(state.negate()).limit(5).toList());
			}
			this.selector.select(100);
			for (SelectionKey key : this.selector.selectedKeys()) {
				read((Bystander) key.attachment());
			}
			this.selector.selectedKeys().clear();
		}
	}

	private static void read(Bystander one) throws IOException {
		try {
			one.read();
		}
		catch (IOException ex) {
			throw new IOException(one + ": " + ex.getMessage(), ex);
		}
	}

}
