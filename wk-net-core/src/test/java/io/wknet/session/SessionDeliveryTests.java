package io.wknet.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.wknet.connection.WkConnection;
import io.wknet.delivery.Delivery;
import io.wknet.delivery.DeliveryResult;
import io.wknet.delivery.WkOperations;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.support.RawFrame;
import io.wknet.topic.Topic;
import io.wknet.transport.OutboundSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a frame for many does to one receiver that is not as it should be.
 */
class SessionDeliveryTests {

	private static final Topic LOBBY = Topic.of("lobby");

	private final SessionFixture fixture = new SessionFixture();

	@AfterEach
	void close() {
		this.fixture.close();
	}

	private WkOperations operations() {
		return this.fixture.sessions().operations();
	}

	private static ApplicationFrame frame(int number, int bytes) {
		byte[] payload = new byte[bytes];
		payload[0] = (byte) number;
		return ApplicationFrame.of(20, Payload.wrap(payload));
	}

	private static List<Integer> numbers(TestPeer peer) {
		return peer.sent().stream().map(RawFrame::body).map((body) -> (int) body[0]).toList();
	}

	private static DeliveryResult result(int reached, int closed, int slow, int pending) {
		return new DeliveryResult(reached, closed, slow, 0, pending);
	}

	@Test
	void goesOnAfterAReceiverForWhichThereIsNoMemory() {
		TestPeer poor = this.fixture.login("alice");
		poor.allocator(new EmptyAllocator());
		Delivery first = operations().sendToAll(frame(1, 10));
		poor.run();
		assertThat(first.result()).isEqualTo(result(0, 1, 0, 0));
		poor.allocator(ByteBufAllocator.DEFAULT);
		Delivery second = operations().sendToAll(frame(2, 10));
		assertThat(numbers(poor)).containsExactly(2);
		assertThat(second.result()).isEqualTo(result(1, 0, 0, 0));
		assertThat(this.fixture.sessions().deliveries().fanOutPendingBytes()).isZero();
	}

	@Test
	void hasRoomForTheNextOneBeforeItIsComplete() {
		TestPeer poor = this.fixture.login("alice");
		poor.allocator(new EmptyAllocator());
		List<Long> waiting = new ArrayList<>();
		for (int number = 0; number < 3; number++) {
			operations().sendToAll(frame(number, 10))
				.completion()
				.thenRun(() -> waiting.add(this.fixture.sessions().deliveries().fanOutPendingBytes()));
			poor.run();
		}
		assertThat(waiting).containsExactly(0L, 0L, 0L);
	}

	@Test
	void countsAReceiverOnceIfItsBurstCanNotGrow() {
		TestPeer poor = this.fixture.login("alice");
		poor.stall();
		operations().sendToAll(frame(1, 10));
		poor.run();
		poor.allocator(new TightAllocator());
		poor.connection().send(frame(2, 10));
		Delivery delivery = operations().sendToAll(frame(3, 900));
		poor.run();
		assertThat(delivery.result()).isEqualTo(result(0, 1, 0, 0));
		poor.unstall();
		assertThat(numbers(poor)).containsExactly(1, 2);
		assertThat(delivery.result()).isEqualTo(result(0, 1, 0, 0));
		assertThat(this.fixture.sessions().deliveries().fanOutPendingBytes()).isZero();
	}

	@Test
	void leavesOutWhomTheFilterLeavesOut() {
		TestPeer alice = this.fixture.login("alice");
		TestPeer bob = this.fixture.login("bob");
		TestPeer carol = this.fixture.login("carol");
		for (TestPeer peer : List.of(alice, bob, carol)) {
			this.fixture.sessions().topics().subscribe(peer.connection(), LOBBY);
			peer.run();
		}
		Predicate<WkConnection> filter = (connection) -> {
			if ("carol".equals(connection.uid())) {
				throw new IllegalStateException("unknown");
			}
			return !"alice".equals(connection.uid());
		};
		Delivery delivery = operations().sendToTopic(LOBBY, frame(1, 10), filter);
		assertThat(delivery.result().pending()).isEqualTo(3);
		assertThat(numbers(alice)).isEmpty();
		assertThat(numbers(bob)).containsExactly(1);
		assertThat(numbers(carol)).isEmpty();
		assertThat(delivery.result()).isEqualTo(result(1, 0, 0, 0));
		assertThat(delivery.completion()).isCompletedWithValue(result(1, 0, 0, 0));
	}

	/**
	 * Small frames are joined, large ones are written as they are, and frames of this
	 * connection alone come in between.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 1, 1_000, 1_019, 5_000, 100_000 })
	void keepsTheOrderOfWhatWaits(int bytes) {
		TestPeer peer = this.fixture.login("alice");
		peer.stall();
		List<Delivery> deliveries = new ArrayList<>();
		for (int number = 0; number < 9; number += 3) {
			deliveries.add(operations().sendToAll(frame(number, bytes)));
			deliveries.add(operations().sendToAll(frame(number + 1, 10)));
			peer.run();
			peer.connection().send(frame(number + 2, 10));
			peer.run();
		}
		assertThat(deliveries).allSatisfy((delivery) -> assertThat(delivery.result()).isEqualTo(result(0, 0, 0, 1)));
		assertThat(peer.connection().stats().pendingBytes()).isPositive();
		peer.unstall();
		assertThat(numbers(peer)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
		assertThat(deliveries).allSatisfy((delivery) -> assertThat(delivery.result()).isEqualTo(result(1, 0, 0, 0)));
		assertThat(peer.connection().stats().pendingBytes()).isZero();
	}

	@Test
	void whatWaitsTooLongEndsAsSlow() {
		this.fixture.outbound = OutboundSettings.defaults().withTimeout(Duration.ofSeconds(5));
		TestPeer peer = this.fixture.login("alice");
		peer.stall();
		Delivery delivery = operations().sendToAll(frame(1, 10));
		peer.run();
		Delivery later = operations().sendToAll(frame(2, 10_000));
		peer.after(Duration.ofMillis(4_900));
		assertThat(delivery.result()).isEqualTo(result(0, 0, 0, 1));
		peer.after(Duration.ofMillis(200));
		assertThat(delivery.result()).isEqualTo(result(0, 0, 1, 0));
		assertThat(later.result()).isEqualTo(result(0, 0, 1, 0));
	}

	@Test
	void whatWaitsWhenThePeerLeavesHasNotReachedIt() {
		TestPeer peer = this.fixture.login("alice");
		peer.stall();
		List<Delivery> deliveries = new ArrayList<>();
		for (int number = 0; number < 3; number++) {
			deliveries.add(operations().sendToAll(frame(number, 2_000)));
			deliveries.add(operations().sendToUser("alice", frame(number, 10)));
			peer.run();
		}
		peer.disconnect();
		assertThat(deliveries).allSatisfy((delivery) -> assertThat(delivery.result()).isEqualTo(result(0, 1, 0, 0)));
	}

	/**
	 * Has memory for buffers, but none for one that grows.
	 */
	private static final class TightAllocator extends AbstractByteBufAllocator {

		@Override
		public boolean isDirectBufferPooled() {
			return false;
		}

		@Override
		protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
			return new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity);
		}

		@Override
		protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
			return new UnpooledDirectByteBuf(this, initialCapacity, maxCapacity) {

				@Override
				public ByteBuf capacity(int newCapacity) {
					throw new OutOfMemoryError("none in this test");
				}

			};
		}

	}

	/**
	 * Has no memory.
	 */
	private static final class EmptyAllocator extends AbstractByteBufAllocator {

		@Override
		public boolean isDirectBufferPooled() {
			return false;
		}

		@Override
		protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
			throw new OutOfMemoryError("none in this test");
		}

		@Override
		protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
			throw new OutOfMemoryError("none in this test");
		}

	}

}
