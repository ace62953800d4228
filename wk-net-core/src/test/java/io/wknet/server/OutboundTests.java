package io.wknet.server;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionClosedException;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.Payload;
import io.wknet.listener.TrafficListener;
import io.wknet.listener.WkListener;
import io.wknet.support.BlocksTheLoop;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import io.wknet.transport.OutboundSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OutboundTests {

	private static final int KIB = 1024;

	private final WkServer configured = WkServer.create()
		.port(0)
		.eventLoops(2)
		.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.accepted(credentials.uid())));

	private BoundWkServer server;

	@AfterEach
	void stop() {
		this.server.close();
	}

	private WkConnection connection(String uid) {
		return this.server.connections().findByUid(uid).get(0);
	}

	private static ApplicationFrame frame(int thread, int number, int bytes) {
		return ApplicationFrame.of(20,
				Payload.wrap(ByteBuffer.allocate(8 + bytes).putInt(thread).putInt(number).array()));
	}

	@Test
	void keepsTheOrderOfEveryThreadAndCompletesAllResults() throws Exception {
		int threads = 8;
		int each = 5000;
		this.server = this.configured.outbound(OutboundSettings.defaults().withMaxPendingBytes(64 << 20)).bind();
		try (RawClient client = RawClient.login(this.server.port(), "alice")) {
			WkConnection connection = connection("alice");
			List<CompletableFuture<?>> results = new ArrayList<>();
			List<Thread> senders = new ArrayList<>();
			for (int t = 0; t < threads; t++) {
				int thread = t;
				senders.add(new Thread(() -> {
					for (int number = 0; number < each; number++) {
						ApplicationFrame next = frame(thread, number, number % 50);
						if (number % 3 == 0) {
							connection.write(next);
							continue;
						}
						CompletionStage<?> result = connection.send(next);
						synchronized (results) {
							results.add(result.toCompletableFuture());
						}
					}
					connection.flush();
				}));
			}
			senders.forEach(Thread::start);
			int[] expected = new int[threads];
			for (int i = 0; i < threads * each; i++) {
				RawFrame frame = client.read();
				assertThat(frame.type()).isEqualTo(20);
				ByteBuffer body = ByteBuffer.wrap(frame.body());
				int thread = body.getInt();
				int number = body.getInt();
				assertThat(number).isEqualTo(expected[thread]++);
				assertThat(body.remaining()).isEqualTo(number % 50);
			}
			for (Thread sender : senders) {
				sender.join();
			}
			CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).join();
			assertThat(connection.stats().framesOut()).isEqualTo(1 + threads * each);
			Awaitility.await().until(() -> connection.stats().pendingBytes() == 0);
		}
	}

	@Test
	void sendsWhatWasWrittenWithTheNextFlush() {
		this.server = this.configured.bind();
		try (RawClient client = RawClient.login(this.server.port(), "alice")) {
			WkConnection connection = connection("alice");
			// The answer to the login is read before its write has ended.
			Awaitility.await().until(() -> connection.stats().pendingBytes() == 0);
			connection.write(frame(0, 1, 0));
			connection.write(frame(0, 2, 0));
			assertThat(connection.stats().pendingBytes()).isEqualTo(2 * 14);
			connection.flush();
			assertThat(client.read().body()[7]).isEqualTo((byte) 1);
			assertThat(client.read().body()[7]).isEqualTo((byte) 2);
		}
	}

	/**
	 * Another thread sends in the moment in which the loop writes more than may wait.
	 */
	@Test
	@BlocksTheLoop("another thread is to be in between")
	void failsWhatWasQueuedBeforeAnOverflow() throws Exception {
		CompletableFuture<CompletionStage<?>> queued = new CompletableFuture<>();
		ApplicationFrame large = ApplicationFrame.of(21, Payload.wrap(new byte[32 * KIB * KIB]));
		this.server = this.configured.outbound(OutboundSettings.defaults().withMaxPendingBytes(256 * KIB))
			.trafficListener(new TrafficListener() {

				@Override
				public void frameSent(WkConnection connection, Frame frame) {
					if (frame == large) {
						CompletableFuture.runAsync(() -> queued.complete(connection.send(frame(0, 0, 0)))).join();
					}
				}

			})
			.onFrame((connection, frame) -> connection.send(large))
			.bind();
		try (RawClient client = RawClient.open(this.server.port(), 4096)) {
			client.login("alice");
			client.send(Bytes.numbered(20, 0));
			CompletionStage<?> result = queued.get(20, TimeUnit.SECONDS);
			assertThat(result).failsWithin(Duration.ofSeconds(20))
				.withThrowableThat()
				.havingRootCause()
				.isInstanceOfSatisfying(ConnectionClosedException.class,
						(ex) -> assertThat(ex.reason()).isEqualTo(CloseReason.SLOW_CONSUMER));
		}
	}

	@Test
	void closesAPeerThatNeverReadsAndServesTheOthers() throws Exception {
		int limit = 256 * KIB;
		int others = 1000;
		int messages = 20;
		this.server = this.configured.outbound(OutboundSettings.defaults().withMaxPendingBytes(limit)).bind();
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < others; i++) {
			clients.add(RawClient.login(this.server.port(), "u" + i));
		}
		try (RawClient stalled = RawClient.open(this.server.port(), 4096)) {
			stalled.login("stalled");
			WkConnection connection = connection("stalled");
			List<CompletionStage<?>> results = new ArrayList<>();
			long largest = 0;
			ApplicationFrame frame = frame(0, 0, KIB);
			while (connection.isOpen()) {
				results.add(connection.send(frame));
				largest = Math.max(largest, connection.stats().pendingBytes());
			}
			assertThat(connection.closeReason()).isEqualTo(CloseReason.SLOW_CONSUMER);
			// What this thread queues while the loop hands a burst over may come on top.
			assertThat(largest).isLessThanOrEqualTo(2L * limit);
			assertThatExceptionOfType(CompletionException.class)
				.isThrownBy(() -> results.get(results.size() - 1).toCompletableFuture().join())
				.satisfies((ex) -> assertThat(ex.getCause()).isInstanceOfSatisfying(ConnectionClosedException.class,
						(cause) -> assertThat(cause.reason()).isEqualTo(CloseReason.SLOW_CONSUMER)));
			for (int number = 0; number < messages; number++) {
				ApplicationFrame news = frame(1, number, 100);
				this.server.connections().forEach((other) -> other.send(news));
			}
			for (RawClient client : clients) {
				for (int number = 0; number < messages; number++) {
					assertThat(client.read().body()[7]).isEqualTo((byte) number);
				}
				client.close();
			}
			assertThat(this.server.stats().closed()).containsEntry(CloseReason.SLOW_CONSUMER, 1L);
		}
	}

	@Test
	void neverHoldsMoreThanTheLimitAndOneFrame() {
		int limit = 256 * KIB;
		AtomicLong largest = new AtomicLong();
		ApplicationFrame frame = frame(0, 0, KIB);
		this.server = this.configured.outbound(OutboundSettings.defaults().withMaxPendingBytes(limit))
			.onFrame((connection, trigger) -> {
				while (connection.isOpen()) {
					connection.send(frame);
					largest.accumulateAndGet(connection.stats().pendingBytes(), Math::max);
				}
			})
			.bind();
		try (RawClient stalled = RawClient.open(this.server.port(), 4096)) {
			stalled.login("stalled");
			stalled.send(Bytes.numbered(16, 1));
			Awaitility.await().until(() -> this.server.stats().closed().get(CloseReason.SLOW_CONSUMER) == 1);
			assertThat(largest.get()).isBetween((long) limit, limit + 14L + KIB);
		}
	}

	@Test
	void closesAPeerThatTakesNothingForTheTimeout() {
		this.server = this.configured
			.outbound(OutboundSettings.defaults().withMaxPendingBytes(64 << 20).withTimeout(Duration.ofMillis(300)))
			.bind();
		try (RawClient stalled = RawClient.open(this.server.port(), 4096)) {
			stalled.login("stalled");
			WkConnection connection = connection("stalled");
			CompletionStage<?> result = connection.send(frame(0, 0, 30 << 20));
			Awaitility.await().until(() -> connection.closeReason() == CloseReason.SLOW_CONSUMER);
			Awaitility.await().until(() -> result.toCompletableFuture().isCompletedExceptionally());
		}
	}

	/**
	 * More than may wait. Over io_uring nothing is written before the listener returns.
	 */
	@Test
	void takesABurstOfTheEventLoopForAPeerThatReads() {
		int burst = 1500;
		this.server = this.configured.transport(TransportType.NIO).onFrame((connection, frame) -> {
			for (int number = 0; number < burst; number++) {
				connection.send(frame(0, number, KIB));
			}
		}).bind();
		try (RawClient client = RawClient.login(this.server.port(), "alice")) {
			client.send(Bytes.numbered(16, 0));
			for (int number = 0; number < burst; number++) {
				assertThat(ByteBuffer.wrap(client.read().body()).getInt(4)).isEqualTo(number);
			}
			client.ping();
		}
	}

	@Test
	void completesTheResultOfWhatWasSentBeforeAClose() {
		this.server = this.configured.bind();
		try (RawClient client = RawClient.login(this.server.port(), "alice")) {
			WkConnection connection = connection("alice");
			CompletionStage<?> result = connection.send(frame(0, 0, 0));
			connection.close();
			assertThat(client.readAll()).extracting(RawFrame::type).containsExactly(20, RawFrame.DISCONNECT);
			result.toCompletableFuture().join();
		}
	}

	@Test
	void closesOnceWhateverManyThreadsDo() throws Exception {
		int threads = 8;
		AtomicInteger closes = new AtomicInteger();
		this.server = this.configured.listener(new WkListener() {

			@Override
			public void onClose(WkConnection connection, CloseReason reason) {
				closes.incrementAndGet();
			}

		}).bind();
		for (int round = 1; round <= 200; round++) {
			try (RawClient client = RawClient.login(this.server.port(), "alice")) {
				WkConnection connection = connection("alice");
				CountDownLatch go = new CountDownLatch(1);
				List<Thread> all = new ArrayList<>();
				List<CompletionStage<?>> results = Collections.synchronizedList(new ArrayList<>());
				for (int t = 0; t < threads; t++) {
					int thread = t;
					all.add(new Thread(() -> {
						awaitUninterruptibly(go);
						results.add(connection.send(frame(thread, 0, 10)));
						if (thread % 2 == 0) {
							connection.close();
						}
						else {
							connection.kick();
						}
						results.add(connection.send(frame(thread, 1, 10)));
					}));
				}
				all.forEach(Thread::start);
				go.countDown();
				for (Thread thread : all) {
					thread.join();
				}
				List<RawFrame> frames = client.readAll();
				assertThat(frames).filteredOn((frame) -> frame.type() == RawFrame.DISCONNECT).hasSize(1);
				assertThat(connection.closeReason()).isIn(CloseReason.SERVER, CloseReason.KICKED);
				for (CompletionStage<?> result : results) {
					// Done or failed, but not forgotten.
					result.handle((sent, failure) -> sent).toCompletableFuture().get(10, TimeUnit.SECONDS);
				}
				int expected = round;
				Awaitility.await()
					.pollDelay(Duration.ZERO)
					.pollInterval(Duration.ofMillis(1))
					.until(() -> closes.get() == expected);
			}
		}
		assertThat(this.server.connections().connectionCount()).isZero();
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
