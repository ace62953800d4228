package io.wknet.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.wknet.client.WkClientDisconnect.Cause;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.ServerFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReceiveQueueTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private final ReceiveQueue queue = new ReceiveQueue(4);

	private final AtomicInteger resumed = new AtomicInteger();

	@Test
	void asksToStopWhenItIsFull() {
		assertThat(this.queue.add(frame(1))).isFalse();
		assertThat(this.queue.add(frame(2))).isFalse();
		assertThat(this.queue.add(frame(3))).isFalse();
		assertThat(this.queue.add(frame(4))).isTrue();
	}

	@Test
	void asksToGoOnOnceWhenHalfIsTaken() throws InterruptedException {
		for (int i = 1; i <= 4; i++) {
			this.queue.add(frame(i));
		}
		assertThat(poll()).isEqualTo(frame(1));
		assertThat(this.resumed).hasValue(0);
		assertThat(poll()).isEqualTo(frame(2));
		assertThat(this.resumed).hasValue(1);
		assertThat(poll()).isEqualTo(frame(3));
		assertThat(poll()).isEqualTo(frame(4));
		assertThat(this.resumed).hasValue(1);
	}

	@Test
	void anotherSessionStopsAtOnceWhileItIsFull() throws InterruptedException {
		for (int i = 1; i <= 4; i++) {
			this.queue.add(frame(i));
		}
		poll();
		assertThat(this.queue.isFull()).isTrue();
		poll();
		assertThat(this.queue.isFull()).isFalse();
	}

	@Test
	void aThreadThatWaitsGetsWhatComes() throws Exception {
		CompletableFuture<ServerFrame> waiting = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				waiting.complete(this.queue.poll(SOON, () -> {
				}));
			}
			catch (InterruptedException | RuntimeException ex) {
				waiting.completeExceptionally(ex);
			}
		});
		thread.start();
		this.queue.add(frame(1));
		thread.join(SOON.toMillis());
		assertThat(waiting).isCompletedWithValue(frame(1));
	}

	@Test
	void whatWasReceivedCanBeTakenAfterTheEnd() throws InterruptedException {
		this.queue.add(frame(1));
		this.queue.end(WkClientDisconnect.of(Cause.SERVER));
		assertThat(poll()).isEqualTo(frame(1));
		assertThatExceptionOfType(WkClientClosedException.class).isThrownBy(this::poll)
			.satisfies((ex) -> assertThat(ex.disconnect().cause()).isEqualTo(Cause.SERVER));
	}

	private ServerFrame poll() throws InterruptedException {
		return this.queue.poll(SOON, this.resumed::incrementAndGet);
	}

	private static ServerFrame frame(int number) {
		return new ApplicationFrame(16, number, Payload.EMPTY);
	}

}
