package io.wknet.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.session.DispatchSettings;
import io.wknet.support.Bytes;
import io.wknet.support.RawClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A listener that blocks: here for frames of type 40, until the gate opens.
 */
class WorkerDispatchTests {

	private static final int MAX_PENDING = 64;

	private static final int FRAMES = 20_000;

	private final CountDownLatch gate = new CountDownLatch(1);

	private final CountDownLatch blocked = new CountDownLatch(1);

	private final CountDownLatch ended = new CountDownLatch(1);

	private final List<Integer> heard = Collections.synchronizedList(new ArrayList<>());

	private BoundWkServer server;

	@BeforeEach
	void bind() {
		this.server = WkServer.create()
			.port(0)
			.eventLoops(1)
			.dispatch(DispatchSettings.defaults().withMaxPendingFrames(MAX_PENDING))
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.accepted(credentials.uid())))
			.listener(new Blocking(), Dispatch.WORKER)
			.bind();
	}

	@AfterEach
	void stop() {
		this.gate.countDown();
		this.server.close();
	}

	@Test
	void delaysNobodyElseAndNotItsOwnPong() throws Exception {
		try (RawClient slow = RawClient.login(this.server.port(), "slow");
				RawClient other = RawClient.login(this.server.port(), "other")) {
			slow.send(Bytes.numbered(40, 0));
			this.blocked.await();
			for (int i = 0; i < 1000; i++) {
				other.send(Bytes.numbered(50, i));
				assertThat(other.read().number()).isEqualTo(i);
			}
			slow.send(Bytes.repeat(Bytes.numbered(41, 1), MAX_PENDING / 2));
			slow.ping();
		}
	}

	@Test
	void boundsWhatWaitsAndLosesNothing() throws Exception {
		try (RawClient slow = RawClient.login(this.server.port(), "slow")) {
			WkConnection connection = this.server.connections().findByUid("slow").get(0);
			slow.send(Bytes.numbered(40, 0));
			this.blocked.await();
			Thread sender = new Thread(() -> slow.send(numbers()));
			sender.start();
			Awaitility.await().until(() -> connection.stats().pendingFrames() == MAX_PENDING);
			// The server reads no more, so these must not grow, however long the peer
			// sends.
			Awaitility.await()
				.during(Duration.ofMillis(200))
				.until(() -> connection.stats().pendingFrames() <= MAX_PENDING);
			this.gate.countDown();
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.heard.size() == FRAMES);
			sender.join();
			assertThat(this.heard).isEqualTo(IntStream.range(0, FRAMES).boxed().toList());
			slow.ping();
		}
	}

	@Test
	void deliversAllThatTheClientSentBeforeItClosed() throws Exception {
		int few = 3000;
		try (RawClient slow = RawClient.login(this.server.port(), "slow")) {
			slow.send(Bytes.numbered(40, 0));
			this.blocked.await();
			for (int i = 0; i < few; i++) {
				slow.send(Bytes.numbered(41, i));
			}
		}
		this.gate.countDown();
		this.ended.await();
		assertThat(this.heard).isEqualTo(IntStream.range(0, few).boxed().toList());
		Awaitility.await().until(() -> this.server.stats().closed().get(CloseReason.CLIENT) == 1);
	}

	private static byte[] numbers() {
		byte[][] frames = new byte[FRAMES][];
		for (int i = 0; i < FRAMES; i++) {
			frames[i] = Bytes.numbered(41, i);
		}
		return Bytes.join(frames);
	}

	/**
	 * Blocks for type 40, collects type 41, echoes type 50.
	 */
	private final class Blocking implements WkListener {

		@Override
		public void onFrame(WkConnection connection, ClientFrame frame) throws Exception {
			ApplicationFrame mine = (ApplicationFrame) frame;
			switch (mine.typeCode()) {
				case 40 -> {
					WorkerDispatchTests.this.blocked.countDown();
					WorkerDispatchTests.this.gate.await();
				}
				case 41 -> WorkerDispatchTests.this.heard.add(mine.payload().asByteBuffer().getInt());
				default -> connection.send(mine);
			}
		}

		@Override
		public void onClose(WkConnection connection, CloseReason reason) {
			WorkerDispatchTests.this.ended.countDown();
		}

	}

}
