package io.wknet.attack;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.wknet.attack.AtOneEvent.Event;
import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionClosedException;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.Payload;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.session.DispatchSettings;
import io.wknet.support.BlocksTheLoop;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import io.wknet.support.RawFrame;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners that do what they must not, on workers and on the event loops. The bystanders
 * share both.
 */
@Timeout(600)
class ListenerAttackTests {

	private static final int MAX_PENDING = 16;

	private static final ApplicationFrame FRAME = ApplicationFrame.of(20, Payload.utf8("late"));

	/**
	 * The attacks that each kind of thread has to stand.
	 */
	abstract static class OnAnyGround {

		static final String CLOSING = "38: close in every callback from 8 threads at once, and send after it";

		abstract AttackGround ground();

		@Attack
		@DisplayName(CLOSING)
		void closeInEveryCallback() {
			AttackGround ground = ground();
			int clients = AttackScale.of(20, 200);
			for (Event event : Event.values()) {
				ClosingEightfold listener = new ClosingEightfold(event);
				ground.listener(listener);
				// At the close it is too late for another reason.
				ground.expect((event != Event.CLOSE) ? CloseReason.SERVER : CloseReason.CLIENT, clients);
				for (int i = 0; i < clients; i++) {
					try (RawClient client = RawClient.open(ground.port())) {
						client.trySend(Bytes.join(Bytes.connect("attacker-" + event + i), Bytes.numbered(16, 1),
								Bytes.numbered(16, 2)));
						client.trySend(Bytes.PING);
						if (event == Event.CLOSE) {
							assertThat(client.read().type()).isEqualTo(RawFrame.CONNACK);
							assertThat(client.read().type()).isEqualTo(RawFrame.PONG);
						}
						else {
							assertThat(client.readAll()).last()
								.extracting(RawFrame::disconnectText)
								.isEqualTo("SERVER");
						}
					}
				}
				ground.awaitExpected();
				listener.assertEachSendFailed(clients);
			}
		}

		@Attack
		@DisplayName("a listener that throws anything, in every callback")
		void failInEveryCallback() {
			AttackGround ground = ground();
			List<Throwable> failures = List.of(new IllegalStateException("Broken"), new Exception("Checked"),
					new AssertionError("Wrong"), new StackOverflowError(), new OutOfMemoryError("Not really"),
					new NoClassDefFoundError("io/wknet/Nothing"), new InterruptedException("Stop"),
					new ConnectionClosedException(1, CloseReason.CLIENT));
			for (Event event : Event.values()) {
				for (Throwable failure : failures) {
					ground.listener(new AtOneEvent(event) {

						@Override
						void happened(WkConnection connection) throws Exception {
							raise(failure);
						}

					});
					ground.expect((event != Event.CLOSE) ? CloseReason.LISTENER_ERROR : CloseReason.CLIENT, 1);
					try (RawClient client = RawClient.open(ground.port())) {
						client.trySend(Bytes.join(Bytes.connect("attacker"), Bytes.numbered(16, 1)));
						if (event != Event.CLOSE) {
							assertThat(client.readAll()).last()
								.extracting(RawFrame::disconnectText)
								.isEqualTo("LISTENER_ERROR");
						}
						else {
							assertThat(client.read().type()).isEqualTo(RawFrame.CONNACK);
						}
					}
					ground.awaitExpected();
				}
			}
		}

		private static void raise(Throwable failure) throws Exception {
			if (failure instanceof Error error) {
				throw error;
			}
			throw (Exception) failure;
		}

		@Attack
		@DisplayName("a listener that calls itself until there is no stack")
		void recurseInEveryCallback() {
			AttackGround ground = ground();
			for (Event event : List.of(Event.CONNECT, Event.AUTHENTICATED, Event.FRAME)) {
				ground.listener(new AtOneEvent(event) {

					@Override
					void happened(WkConnection connection) {
						happenedAgain(connection, 0);
					}

					private long happenedAgain(WkConnection connection, long depth) {
						return (depth < Long.MAX_VALUE) ? happenedAgain(connection, depth + 1) + 1 : depth;
					}

				});
				ground.expect(CloseReason.LISTENER_ERROR, 1);
				try (RawClient client = RawClient.open(ground.port())) {
					client.trySend(Bytes.join(Bytes.connect("attacker"), Bytes.numbered(16, 1)));
					assertThat(client.readAll()).last()
						.extracting(RawFrame::disconnectText)
						.isEqualTo("LISTENER_ERROR");
				}
				ground.awaitExpected();
			}
		}

		/**
		 * Each closes the next one, from its callback.
		 */
		@Attack
		@DisplayName("listeners that close each other's connections, and write to them in onClose")
		void closeEachOther() {
			AttackGround ground = ground();
			int count = AttackScale.of(50, 500);
			Queue<WkConnection> all = new ConcurrentLinkedQueue<>();
			ground.listener(new WkListener() {

				@Override
				public void onAuthenticated(WkConnection connection) {
					all.add(connection);
				}

				@Override
				public void onFrame(WkConnection connection, ClientFrame frame) {
					all.forEach(WkConnection::close);
				}

				@Override
				public void onClose(WkConnection connection, CloseReason reason) {
					all.forEach(WkConnection::close);
					all.forEach((other) -> other.write(FRAME));
				}

			});
			RawClient[] clients = new RawClient[count];
			for (int i = 0; i < count; i++) {
				clients[i] = RawClient.login(ground.port(), "attacker-" + i);
			}
			AttackGround.await(() -> assertThat(all).hasSize(count));
			ground.expect(CloseReason.SERVER, count);
			for (RawClient client : clients) {
				client.trySend(Bytes.numbered(16, 1));
			}
			for (RawClient client : clients) {
				assertThat(client.readAll()).last().extracting(RawFrame::disconnectText).isEqualTo("SERVER");
				client.close();
			}
			ground.awaitExpected();
		}

	}

	@Nested
	class OnWorkers extends OnAnyGround {

		@RegisterExtension
		static final AttackGround ground = new AttackGround(Dispatch.WORKER,
				(server) -> server.dispatch(DispatchSettings.defaults().withMaxPendingFrames(MAX_PENDING)));

		@Override
		AttackGround ground() {
			return ground;
		}

		@Attack
		@DisplayName("37: a listener that blocks holds up its own connection alone, and not its PONG")
		void aListenerThatBlocks() throws Exception {
			int frames = AttackScale.of(20_000, 200_000);
			CountDownLatch entered = new CountDownLatch(1);
			CountDownLatch gate = new CountDownLatch(1);
			AtomicInteger handled = new AtomicInteger();
			ground.listener(new WkListener() {

				@Override
				public void onFrame(WkConnection connection, ClientFrame frame) throws InterruptedException {
					entered.countDown();
					gate.await();
					handled.incrementAndGet();
				}

			});
			ground.expect(CloseReason.CLIENT, 1);
			try (RawClient client = RawClient.login(ground.port(), "attacker")) {
				client.send(Bytes.numbered(16, 0));
				assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
				for (int i = 0; i < MAX_PENDING / 2; i++) {
					client.send(Bytes.numbered(16, i));
					client.ping();
				}
				Thread flood = new Thread(() -> client.trySend(Bytes.repeat(Bytes.numbered(16, 7), frames)));
				flood.start();
				WkConnection connection = ground.connection("attacker");
				AttackGround.await(() -> assertThat(connection.stats().pendingFrames()).isEqualTo(MAX_PENDING));
				int rounds = ground.bystanders().rounds();
				long begin = System.nanoTime();
				Duration blocked = Duration.ofMillis(AttackScale.of(500, 60_000));
				AttackGround.await(() -> assertThat(ground.bystanders().rounds()).isGreaterThan(rounds + 10));
				long left = blocked.toNanos() - (System.nanoTime() - begin);
				TimeUnit.NANOSECONDS.sleep(left);
				assertThat(connection.stats().pendingFrames()).isEqualTo(MAX_PENDING);
				assertThat(handled).hasValue(0);
				ground.measure();
				gate.countDown();
				flood.join();
				client.ping();
				AttackGround.await(() -> assertThat(handled).hasValue(1 + MAX_PENDING / 2 + frames));
			}
		}

		@Attack
		@DisplayName("the peer leaves while its listener blocks: it is told when the listener returns")
		void leavingWhileTheListenerBlocks() throws Exception {
			int clients = AttackScale.of(20, 150);
			CountDownLatch entered = new CountDownLatch(clients);
			CountDownLatch gate = new CountDownLatch(1);
			ground.listener(new WkListener() {

				@Override
				public void onFrame(WkConnection connection, ClientFrame frame) throws InterruptedException {
					entered.countDown();
					gate.await();
				}

			});
			ground.expect(CloseReason.CLIENT, clients);
			for (int i = 0; i < clients; i++) {
				try (RawClient client = RawClient.login(ground.port(), "attacker-" + i)) {
					client.send(Bytes.repeat(Bytes.numbered(16, i), MAX_PENDING / 2));
				}
			}
			assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
			int rounds = ground.bystanders().rounds();
			AttackGround.await(() -> assertThat(ground.bystanders().rounds()).isGreaterThan(rounds + 5));
			gate.countDown();
			ground.awaitExpected();
		}

	}

	@Nested
	class OnEventLoops extends OnAnyGround {

		@RegisterExtension
		static final AttackGround ground = new AttackGround();

		@Override
		AttackGround ground() {
			return ground;
		}

		@Override
		@Attack
		@DisplayName(CLOSING)
		@BlocksTheLoop("a callback waits for the threads that close")
		void closeInEveryCallback() {
			super.closeInEveryCallback();
		}

	}

	/**
	 * Closes from eight threads at once, waits for them, and sends.
	 */
	private static final class ClosingEightfold extends AtOneEvent {

		private static final int THREADS = 8;

		private final Queue<Object> sent = new ConcurrentLinkedQueue<>();

		ClosingEightfold(Event event) {
			super(event);
		}

		@Override
		void happened(WkConnection connection) throws Exception {
			CyclicBarrier together = new CyclicBarrier(THREADS);
			CompletableFuture<?>[] closes = new CompletableFuture<?>[THREADS];
			for (int i = 0; i < THREADS; i++) {
				closes[i] = CompletableFuture.runAsync(() -> {
					await(together);
					connection.close();
				}, (task) -> new Thread(task, "closing").start());
			}
			CompletableFuture.allOf(closes).get(20, TimeUnit.SECONDS);
			connection.close();
			connection.kick();
			connection.send(FRAME)
				.whenComplete((done, failure) -> this.sent.add((failure != null) ? failure : "It was sent"));
			connection.write(FRAME);
			connection.flush();
		}

		private static void await(CyclicBarrier barrier) {
			try {
				barrier.await(20, TimeUnit.SECONDS);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

		void assertEachSendFailed(int count) {
			AttackGround.await(() -> assertThat(this.sent).hasSize(count));
			assertThat(this.sent)
				.allSatisfy((failure) -> assertThat(failure).isInstanceOf(ConnectionClosedException.class));
		}

	}

}
