package io.wknet.spring.lifecycle;

import java.io.EOFException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wknet.connection.CloseReason;
import io.wknet.connection.ConnectionRegistry;
import io.wknet.connection.WkConnection;
import io.wknet.server.WkServerBindException;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.annotation.WkOnClose;
import io.wknet.spring.annotation.WkOnFrame;
import org.junit.jupiter.api.Test;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WkServerLifecycleTests {

	@Test
	void publishesThePortAndTheEventsOfItsLife() {
		List<Object> events = new CopyOnWriteArrayList<>();
		ServerRunner.create().withBean(Events.class, () -> new Events(events)).run((context) -> {
			assertThat(ServerRunner.port(context)).isPositive();
			assertThat(events).hasSize(1)
				.first()
				.isInstanceOfSatisfying(WkServerStartedEvent.class,
						(event) -> assertThat(event.addresses().get("tcp").getPort())
							.isEqualTo(ServerRunner.port(context)));
		});
		assertThat(events).extracting((event) -> (Object) event.getClass())
			.containsExactly(WkServerStartedEvent.class, AvailabilityChangeEvent.class, WkServerStoppingEvent.class,
					WkServerStoppedEvent.class);
	}

	@Test
	void startsAgainAfterAStop() {
		ServerRunner.create().run((context) -> {
			WkServerLifecycle lifecycle = context.getBean(WkServerLifecycle.class);
			ConfigurableApplicationContext source = context.getSourceApplicationContext();
			source.stop();
			assertThat(lifecycle.isRunning()).isFalse();
			source.start();
			assertThat(lifecycle.isRunning()).isTrue();
			TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN).close();
		});
	}

	@Test
	void isIdempotent() {
		ServerRunner.create().run((context) -> {
			WkServerLifecycle lifecycle = context.getBean(WkServerLifecycle.class);
			int port = ServerRunner.port(context);
			lifecycle.start();
			assertThat(ServerRunner.port(context)).isEqualTo(port);
			lifecycle.stop();
			lifecycle.stop();
			CountDownLatch called = new CountDownLatch(1);
			lifecycle.stop(called::countDown);
			assertThat(called.getCount()).isZero();
		});
	}

	@Test
	void letsRunningCallsFinishAndTellsTheClientsAtAStop() throws Exception {
		CompletableFuture<TestClient> client = new CompletableFuture<>();
		Slow slow = new Slow();
		ServerRunner.create().withBean(Slow.class, () -> slow).run((context) -> {
			client.complete(TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN));
			client.join().send(16, "");
			assertThat(slow.entered.await(10, TimeUnit.SECONDS)).isTrue();
		});
		try (TestClient peer = client.join()) {
			assertThat(peer.receiveText()).isEqualTo("finished");
			assertThat(peer.receiveDisconnect()).isEqualTo("SHUTDOWN");
			assertThatExceptionOfType(EOFException.class).isThrownBy(peer::receive);
		}
		assertThat(slow.closed).containsExactly(CloseReason.SHUTDOWN);
	}

	@Test
	void endsWithinThePhaseEvenIfAListenerHangs() {
		Hanging hanging = new Hanging();
		long[] begin = new long[1];
		ServerRunner.create()
			.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=2s")
			.withBean(Hanging.class, () -> hanging)
			.run((context) -> {
				TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN);
				client.send(16, "");
				assertThat(hanging.entered.await(10, TimeUnit.SECONDS)).isTrue();
				begin[0] = System.nanoTime();
			});
		long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin[0]);
		hanging.leave.countDown();
		assertThat(took).isBetween(1000L, 20_000L);
	}

	@Test
	void publishesUsersThatComeAndGoInOrderOnWorkers() {
		Users users = new Users();
		ServerRunner.create().withBean(Users.class, () -> users).run((context) -> {
			TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN);
			assertThat(users.events.poll(10, TimeUnit.SECONDS)).isEqualTo("online alice task");
			client.close();
			assertThat(users.events.poll(10, TimeUnit.SECONDS)).isEqualTo("offline alice task");
			TestClient.login(ServerRunner.port(context), "bob", ServerRunner.TOKEN);
			assertThat(users.events.poll(10, TimeUnit.SECONDS)).isEqualTo("online bob task");
		});
		assertThat(users.events).containsExactly("offline bob task");
	}

	@Test
	void givesOutARegistryThatIsEmptyBeforeTheStart() {
		ServerRunner.create().withBean(Injected.class).run((context) -> {
			Injected injected = context.getBean(Injected.class);
			assertThat(injected.countAtInjection).isZero();
			try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
				client.ping();
				assertThat(injected.registry.connectionCount()).isOne();
				assertThat(injected.registry.isOnline("alice")).isTrue();
				assertThat(injected.registry.onlineUsers()).containsExactly("alice");
				WkConnection connection = injected.registry.findByUid("alice").get(0);
				assertThat(injected.registry.find(connection.id())).isSameAs(connection);
			}
			context.getBean(WkServerLifecycle.class).stop();
			assertThat(injected.registry.connectionCount()).isZero();
			assertThat(injected.registry.findByUid("alice")).isEmpty();
		});
	}

	@Test
	void saysWhatToDoAboutATakenPort() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			ServerRunner.create().withPropertyValues("wk.net.tcp.port=" + taken.getLocalPort()).run((context) -> {
				assertThat(context).hasFailed();
				Throwable failure = context.getStartupFailure();
				FailureAnalysis analysis = new WkServerBindFailureAnalyzer().analyze(failure);
				assertThat(analysis.getDescription()).contains("'tcp'", String.valueOf(taken.getLocalPort()));
				assertThat(analysis.getAction()).contains("wk.net.tcp.port");
			});
		}
	}

	@Test
	void namesThePropertiesOfTheListenerThatCouldNotBeBound() {
		WkServerBindException failure = new WkServerBindException("other",
				new InetSocketAddress(InetAddress.getLoopbackAddress(), 7), new java.net.BindException("taken"));
		FailureAnalysis analysis = new WkServerBindFailureAnalyzer().analyze(failure, failure);
		assertThat(analysis.getAction()).contains("wk.net.other.port").contains("wk.net.other.host");
	}

	@Test
	void keepsTheProcessAliveWithoutAWebServer() {
		ServerRunner.create()
			.run((context) -> assertThat(Thread.getAllStackTraces().keySet())
				.filteredOn((thread) -> thread.getName().startsWith("wk-net"))
				.anyMatch((thread) -> !thread.isDaemon()));
	}

	@Test
	void stopsEvenIfAListenerToItsEventsFails() {
		ServerRunner.create().withBean(FailingEvents.class).run((context) -> {
			WkServerLifecycle lifecycle = context.getBean(WkServerLifecycle.class);
			lifecycle.stop();
			assertThat(lifecycle.isRunning()).isFalse();
		});
	}

	@Test
	void stopsBeforeTheTaskExecutors() {
		assertThat(WkServerLifecycle.PHASE)
			.isGreaterThan(org.springframework.scheduling.concurrent.ExecutorConfigurationSupport.DEFAULT_PHASE);
	}

	record Events(List<Object> events) {

		@EventListener({ WkServerStartedEvent.class, WkServerStoppingEvent.class, WkServerStoppedEvent.class,
				AvailabilityChangeEvent.class })
		void on(ApplicationEvent event) {
			this.events.add(event);
		}

	}

	static class FailingEvents {

		@EventListener
		void stopping(WkServerStoppingEvent event) {
			throw new IllegalStateException("expected");
		}

	}

	static class Slow {

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch stopping = new CountDownLatch(1);

		private final List<CloseReason> closed = new CopyOnWriteArrayList<>();

		@WkOnFrame(16)
		String frame() throws InterruptedException {
			this.entered.countDown();
			return this.stopping.await(10, TimeUnit.SECONDS) ? "finished" : "late";
		}

		@WkOnClose
		void close(CloseReason reason) {
			this.closed.add(reason);
		}

		@EventListener
		void stopping(WkServerStoppingEvent event) {
			this.stopping.countDown();
		}

	}

	static class Hanging {

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch leave = new CountDownLatch(1);

		@WkOnFrame(16)
		void frame() {
			this.entered.countDown();
			boolean waiting = true;
			while (waiting) {
				try {
					this.leave.await(20, TimeUnit.SECONDS);
					waiting = false;
				}
				catch (InterruptedException ex) {
					// A call that hangs does not listen.
				}
			}
		}

	}

	static class Users {

		private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		@EventListener
		void online(WkUserOnlineEvent event) {
			this.events.add("online " + event.uid() + " " + thread());
		}

		@EventListener
		void offline(WkUserOfflineEvent event) {
			this.events.add("offline " + event.uid() + " " + thread());
		}

		private static String thread() {
			return Thread.currentThread().getName().replaceAll("-.*", "");
		}

	}

	static class Injected {

		private final ConnectionRegistry registry;

		private final int countAtInjection;

		Injected(ConnectionRegistry registry) {
			this.registry = registry;
			this.countAtInjection = registry.connectionCount();
		}

	}

}
