package io.wknet.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import io.wknet.auth.AuthResult;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.listener.Dispatch;
import io.wknet.listener.WkListener;
import io.wknet.server.BoundWkServer;
import io.wknet.server.WkServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What blocks an event loop is found, or all tests that find nothing prove nothing.
 */
class LoopWatchTests {

	private final ReentrantLock lock = new ReentrantLock();

	@BeforeAll
	static void isWatching() {
		assertThat(LoopWatch.isPossible()).as("Start the JVM with -XX:+" + LoopWatch.JVM_OPTION).isTrue();
	}

	private static void sleep() throws InterruptedException {
		Thread.sleep(1);
	}

	private void waitForTheLock() {
		this.lock.lock();
		try {
			assertThat(this.lock.isHeldByCurrentThread()).isTrue();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Let a listener do something with a frame, and answer.
	 */
	private void onFrame(Dispatch where, Action action, Runnable meanwhile) {
		WkListener listener = new WkListener() {

			@Override
			public void onFrame(WkConnection connection, ClientFrame frame) throws Exception {
				action.run();
				connection.send((ApplicationFrame) frame);
			}

		};
		try (BoundWkServer server = WkServer.create()
			.port(0)
			.eventLoops(1)
			.authenticator((ReactiveAuthenticator) (credentials) -> Mono.just(AuthResult.accepted(credentials.uid())))
			.listener(listener, where)
			.bind(); RawClient client = RawClient.login(server.port(), "alice")) {
			client.send(Bytes.numbered(20, 7));
			meanwhile.run();
			assertThat(client.read().number()).isEqualTo(7);
		}
	}

	private static List<String> take() {
		List<String> blocked = LoopWatch.take();
		assertThat(blocked).allMatch((one) -> one.contains(LoopWatchTests.class.getName()));
		return blocked;
	}

	@Test
	void findsAListenerThatSleeps() {
		onFrame(Dispatch.EVENT_LOOP, LoopWatchTests::sleep, () -> {
		});
		assertThat(take()).singleElement()
			.asString()
			.contains("Thread.sleep", "on wk-net-", "findsAListenerThatSleeps", "LoopWatchTests.sleep(");
	}

	@Test
	void findsAListenerThatWaitsForALock() {
		this.lock.lock();
		onFrame(Dispatch.EVENT_LOOP, this::waitForTheLock, () -> {
			Awaitility.await().until(this.lock::hasQueuedThreads);
			this.lock.unlock();
		});
		assertThat(take()).isNotEmpty().allMatch((one) -> one.contains("LoopWatchTests.waitForTheLock("));
	}

	@Test
	void findsWhatIsSwallowed() {
		onFrame(Dispatch.EVENT_LOOP, () -> {
			try {
				sleep();
			}
			catch (Throwable ex) {
				// As a library may do.
			}
		}, () -> {
		});
		assertThatExceptionOfType(AssertionError.class).isThrownBy(LoopWatchExtension::check)
			.withMessageContaining("findsWhatIsSwallowed");
		assertThatCode(LoopWatchExtension::check).as("told once").doesNotThrowAnyException();
	}

	@Test
	void letsWorkersBlock() {
		onFrame(Dispatch.WORKER, LoopWatchTests::sleep, () -> {
		});
		assertThat(LoopWatch.take()).isEmpty();
	}

	@Test
	@BlocksTheLoop("to see that it may")
	void letsATestBlockThatSaysSo() {
		onFrame(Dispatch.EVENT_LOOP, LoopWatchTests::sleep, () -> {
		});
		assertThat(LoopWatch.take()).isEmpty();
	}

	@Test
	void watchesTheLoopsOfClients() throws Exception {
		List<String> blocked = new ArrayList<>();
		Thread loop = new Thread(() -> {
			try {
				sleep();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "wk-client-nio-1");
		loop.start();
		loop.join();
		blocked.addAll(take());
		assertThat(blocked).singleElement().asString().contains("on wk-client-nio-1");
	}

	/**
	 * What a listener does.
	 */
	private interface Action {

		void run() throws Exception;

	}

}
