package io.wknet.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.Future;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.timer.WheelSettings;
import io.wknet.transport.LoopContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A thousand logins of one user at once, on the threads of four event loops, a thousand
 * times over; a hundred times where all of them stay. There are no sockets, of which a
 * machine has too few for a million logins; {@code PresenceRaceTests} has them, with
 * fewer logins at once.
 */
class ThousandLoginsTests {

	private static final int LOGINS = 1000;

	private static final int LOOPS = 4;

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(LOOPS, LocalIoHandler.newFactory());

	private final List<EventLoop> eventLoops = IntStream.range(0, LOOPS).mapToObj((i) -> this.group.next()).toList();

	private final List<LoopContext> loops = this.eventLoops.stream()
		.map((loop) -> new LoopContext(loop, WheelSettings.defaults()))
		.toList();

	private final CyclicBarrier start = new CyclicBarrier(LOOPS);

	private final SessionFixture fixture = new SessionFixture();

	private final Sessions sessions = this.fixture.sessions();

	@AfterEach
	void stop() {
		this.group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
	}

	@ParameterizedTest
	@CsvSource({
			// token, whether the logins come from one device, how many survive, rounds
			"master, false, 1, 1000", "token, true, 1, 1000",
			// All of a user's connections are copied when one is added.
			"token, false, 1000, 100" })
	@Timeout(300)
	void leavesWhomTheLevelSays(String token, boolean oneDevice, int survivors, int rounds) throws Exception {
		List<ConnectFrame> connects = IntStream.range(0, LOGINS)
			.mapToObj((i) -> ConnectFrame.of("alice", DeviceFlag.APP, oneDevice ? "device" : "device-" + i, token))
			.toList();
		for (int round = 1; round <= rounds; round++) {
			onEachLoop((loop) -> login(loop, connects));
			// The logins are in the loops' queues, and then the kicks.
			awaitLoops();
			awaitLoops();
			List<WkConnection> open = this.sessions.registry().findByUid("alice");
			assertThat(open).hasSize(survivors).allMatch(WkConnection::isOpen);
			assertCounts(survivors, 1);
			assertThat(this.sessions.closed().get(CloseReason.KICKED)).isEqualTo((LOGINS - survivors) * (long) round);
			assertThat(this.fixture.presence).containsExactly("+alice");
			open.forEach(WkConnection::close);
			awaitLoops();
			assertCounts(0, 0);
			assertThat(this.sessions.isEmpty()).isTrue();
			assertThat(this.fixture.presence).containsExactly("+alice", "-alice");
			this.fixture.presence.clear();
		}
		assertThat(this.sessions.closed().get(CloseReason.SERVER)).isEqualTo(survivors * (long) rounds);
		assertThat(this.sessions.accepted()).isEqualTo(LOGINS * (long) rounds);
	}

	private void assertCounts(int connections, int users) {
		assertThat(this.sessions.registry().connectionCount()).isEqualTo(connections);
		assertThat(this.sessions.registry().authenticatedCount()).isEqualTo(connections);
		assertThat(this.sessions.registry().userCount()).isEqualTo(users);
	}

	private void login(int loop, List<ConnectFrame> connects) throws Exception {
		this.start.await();
		for (int i = loop; i < LOGINS; i += LOOPS) {
			new SilentChannel(this.loops.get(loop)).open(this.sessions).frameReceived(connects.get(i), 0);
		}
	}

	/**
	 * Let each loop do what was in its queue.
	 */
	private void awaitLoops() throws Exception {
		onEachLoop((loop) -> {
		});
	}

	private void onEachLoop(LoopTask task) throws Exception {
		List<Future<?>> tasks = new ArrayList<>();
		for (int i = 0; i < LOOPS; i++) {
			int loop = i;
			tasks.add(this.eventLoops.get(i).submit(() -> {
				task.run(loop);
				return null;
			}));
		}
		for (Future<?> one : tasks) {
			one.get();
		}
	}

	/**
	 * Runs on an event loop.
	 */
	private interface LoopTask {

		void run(int loop) throws Exception;

	}

}
