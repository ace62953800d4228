package io.wknet.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.wknet.codec.FrameLimits;
import io.wknet.codec.Protocol;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.ReasonCode;
import io.wknet.listener.WkListener;
import io.wknet.timer.WheelSettings;
import io.wknet.transport.ChannelSettings;
import io.wknet.transport.LoopContext;
import io.wknet.transport.OutboundSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What several threads and the event loop do to one connection at once, in thousands of
 * short rounds. The system property {@code wk.races.rounds} makes it more of them. What
 * fails names the seed of its round, of which the interleaving is not a part.
 */
@Timeout(300)
class SessionRaceTests {

	private static final int ROUNDS = Integer.getInteger("wk.races.rounds", 2_000);

	private static final int THREADS = 3;

	private static final int LIMIT = 2_000;

	private static final int MAX_FRAME = 306;

	private static final int SPINS = 20_000;

	private static final int MANY = 1_000;

	private static final int WAYS = 8;

	/**
	 * From here on it is the loop that closes, and that a moment later.
	 */
	private static final int WAYS_OF_THE_LOOP = 4;

	private final EventLoop eventLoop = new DefaultEventLoop(new DefaultThreadFactory("wk-net-0-race"));

	private final LoopContext loop = new LoopContext(this.eventLoop, WheelSettings.defaults());

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	private final CyclicBarrier start = new CyclicBarrier(THREADS);

	private final AtomicInteger begun = new AtomicInteger();

	private final List<CloseReason> closes = Collections.synchronizedList(new ArrayList<>());

	private final AtomicInteger connects = new AtomicInteger();

	private final SessionFixture fixture = new SessionFixture().on(new WkListener() {

		@Override
		public void onConnect(WkConnection connection) {
			SessionRaceTests.this.connects.incrementAndGet();
		}

		@Override
		public void onClose(WkConnection connection, CloseReason reason) {
			SessionRaceTests.this.closes.add(reason);
		}

	});

	private final Sessions sessions = this.fixture.sessions();

	private final ChannelSettings settings = new ChannelSettings(Protocol.AUTO, FrameLimits.defaults(),
			OutboundSettings.defaults().withMaxPendingBytes(LIMIT));

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
		this.eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
	}

	private RacedPeer login() throws Exception {
		return RacedPeer.login(this.eventLoop, this.loop, this.sessions, this.settings, "alice");
	}

	private static ApplicationFrame frame(int bytes) {
		return ApplicationFrame.of(20, Payload.wrap(new byte[bytes]));
	}

	/**
	 * Run something on all threads at once, and wait for its end.
	 */
	private void onAllThreads(long seed, Action action) throws Exception {
		List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			Random random = new Random(seed * THREADS + i);
			all.add(this.threads.submit(() -> {
				this.start.await();
				// Those who are woken begin too far apart.
				this.begun.incrementAndGet();
				for (int spins = 0; this.begun.get() % THREADS != 0 && spins < SPINS; spins++) {
					Thread.onSpinWait();
				}
				action.run(random);
				return null;
			}));
		}
		for (Future<?> one : all) {
			one.get(30, TimeUnit.SECONDS);
		}
	}

	@Test
	void endsOnceAndForOneReason() throws Exception {
		EnumSet<CloseReason> seen = EnumSet.noneOf(CloseReason.class);
		for (int round = 1; round <= ROUNDS; round++) {
			RacedPeer peer = login();
			WkConnection connection = peer.connection();
			AtomicInteger found = new AtomicInteger();
			onAllThreads(round, (random) -> {
				int how = random.nextInt(WAYS);
				close(peer, how);
				if (how < WAYS_OF_THE_LOOP && this.sessions.registry().find(connection.id()) != null) {
					found.incrementAndGet();
				}
			});
			assertThat(found).as("Found in round %d after it was closed", round).hasValue(0);
			peer.awaitLoop();
			CloseReason reason = connection.closeReason();
			peer.end();
			assertThat(this.closes).as("Round %d", round).containsExactly(reason);
			assertThat(connection.closeReason()).isEqualTo(reason);
			assertThat(closed()).as("Round %d", round).isEqualTo(round);
			assertThat(this.sessions.isEmpty()).as("Round %d", round).isTrue();
			assertThat(this.fixture.presence).as("Round %d", round).containsExactly("+alice", "-alice");
			this.closes.clear();
			this.fixture.presence.clear();
			seen.add(reason);
		}
		assertThat(this.connects).hasValue(ROUNDS);
		assertThat(seen).contains(CloseReason.SERVER, CloseReason.KICKED, CloseReason.CLIENT, CloseReason.IO_ERROR,
				CloseReason.SLOW_CONSUMER);
	}

	/**
	 * All threads close the same sessions in the same order, so that they meet often.
	 */
	@Test
	void countsEachOfManyOnce() throws Exception {
		int rounds = Math.max(ROUNDS / 100, 1);
		for (int round = 1; round <= rounds; round++) {
			List<Session> all = this.eventLoop
				.submit(() -> IntStream.range(0, MANY)
					.mapToObj((i) -> new SilentChannel(this.loop).open(this.sessions))
					.toList())
				.get();
			onAllThreads(round, (random) -> {
				for (Session session : all) {
					session.kick();
				}
			});
			this.eventLoop.submit(() -> {
			}).get();
			assertThat(closed()).as("Round %d", round).isEqualTo(MANY * (long) round);
			assertThat(this.closes).as("Round %d", round).hasSize(MANY * round);
			assertThat(this.sessions.isEmpty()).isTrue();
		}
	}

	private long closed() {
		Map<CloseReason, Long> counts = this.sessions.closed();
		return counts.values().stream().mapToLong(Long::longValue).sum();
	}

	private static void close(RacedPeer peer, int how) {
		WkConnection connection = peer.connection();
		switch (how) {
			case 0 -> connection.close();
			case 1 -> connection.kick();
			case 2 -> connection.close(ReasonCode.of(99), "bye");
			case 3 -> {
				connection.send(frame(10));
				connection.close();
			}
			case 4 -> peer.disconnect();
			case 5 -> peer.fail(new IOException("reset"));
			case 6 -> {
				// More than may wait, as nothing is taken.
				for (int i = 0; i < 2 * LIMIT / MAX_FRAME; i++) {
					connection.send(frame(300));
				}
			}
			default -> {
				peer.take(10);
				peer.disconnect();
			}
		}
	}

	@Test
	void completesEveryResultOnceAndCountsDownToZero() throws Exception {
		int overflows = 0;
		for (int round = 1; round <= ROUNDS; round++) {
			RacedPeer peer = login();
			WkConnection connection = peer.connection();
			AtomicLong results = new AtomicLong();
			AtomicLong calls = new AtomicLong();
			AtomicLong most = new AtomicLong();
			List<CompletableFuture<?>> all = Collections.synchronizedList(new ArrayList<>());
			boolean closes = round % 3 == 0;
			// What is sent has to come through without anybody's flush.
			boolean writes = round % 2 == 0;
			onAllThreads(round, (random) -> {
				for (int i = 0; i < 12; i++) {
					switch (random.nextInt(closes ? 9 : 8)) {
						case 0, 1 -> {
							peer.take(random.nextInt(2 * MAX_FRAME));
							peer.onLoop(() -> most.accumulateAndGet(connection.stats().pendingBytes(), Math::max));
						}
						case 2 -> {
							if (writes) {
								connection.write(frame(random.nextInt(300)));
							}
						}
						case 8 -> connection.close();
						default -> {
							calls.incrementAndGet();
							all.add(connection.send(frame(random.nextInt(300)))
								.whenComplete((done, failure) -> results.incrementAndGet())
								.toCompletableFuture());
						}
					}
				}
			});
			// Some may have overflowed, and all else is taken or fails now.
			peer.take(Integer.MAX_VALUE);
			if (writes) {
				connection.flush();
			}
			peer.awaitLoop();
			assertThat(all).as("Round %d", round).allMatch(CompletableFuture::isDone);
			assertThat(results).as("Round %d", round).hasValue(calls.get());
			assertThat(connection.stats().pendingBytes()).as("Round %d", round).isZero();
			// The threads count against the limit what they see of the loop's part, which
			// a burst on its way to the network is not; and each may be about to give up.
			assertThat(most).as("Round %d", round).hasValueLessThanOrEqualTo(2 * LIMIT + (THREADS + 1) * MAX_FRAME);
			overflows += (connection.closeReason() == CloseReason.SLOW_CONSUMER) ? 1 : 0;
			if (connection.isOpen()) {
				assertThat(all).as("Round %d", round).noneMatch(CompletableFuture::isCompletedExceptionally);
			}
			peer.end();
			assertThat(connection.stats().pendingBytes()).as("Round %d", round).isZero();
		}
		assertThat(overflows).as("Rounds with and without overflow").isBetween(1, ROUNDS - 1);
	}

	/**
	 * Something for several threads at once.
	 */
	private interface Action {

		void run(Random random) throws Exception;

	}

}
