package io.wknet.spring.listener;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.listener.Dispatch;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkExceptionHandler;
import io.wknet.spring.annotation.WkOnFrame;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * On which threads methods run, and what they hold up there.
 */
class ListenerThreadTests {

	@Test
	void runsBlockingMethodsOnWorkersAndReactiveOnesOnTheEventLoop() {
		ListenerRunner.run(Threads.class, (client, threads) -> {
			client.send(16, "");
			assertThat(client.receiveText()).startsWith("task-");
			client.send(17, "");
			assertThat(client.receiveText()).startsWith("wk-net-");
			client.send(18, "");
			assertThat(client.receiveText()).startsWith("wk-net-");
			client.send(19, "");
			assertThat(client.receiveText()).startsWith("task-");
		});
	}

	@Test
	void keepsTheOrderOfFramesAcrossBlockingAndReactiveMethods() {
		ListenerRunner.run(Mixed.class, (client, mixed) -> {
			for (int i = 0; i < 300; i++) {
				client.send(16 + i % 3, String.valueOf(i));
			}
			for (int i = 0; i < 300; i++) {
				assertThat(client.receiveText()).isEqualTo(String.valueOf(i));
			}
		});
	}

	@Test
	void answersPingWhileAMethodBlocks() {
		ListenerRunner.run(Blocking.class, (client, blocking) -> {
			client.send(16, "");
			assertThat(blocking.entered.await(10, TimeUnit.SECONDS)).isTrue();
			client.send(PingFrame.INSTANCE);
			assertThat(client.receive()).isInstanceOf(PongFrame.class);
			blocking.leave.countDown();
			assertThat(client.receiveText()).isEqualTo("done");
		});
	}

	@Test
	void runsABlockingExceptionHandlerOfAReactiveMethodOnAWorker() {
		ListenerRunner.run(FailingThreads.class, (client, failing) -> {
			client.send(16, "");
			assertThat(client.receiveText()).startsWith("task-");
		});
	}

	@Test
	void runsMethodsOnVirtualThreadsIfAsked() {
		org.junit.jupiter.api.Assumptions.assumeTrue(Runtime.version().feature() >= 21);
		ListenerRunner.create(Threads.class)
			.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> {
				try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
					client.send(20, "");
					assertThat(client.receiveText()).isEqualTo("true");
				}
			});
	}

	static class Threads {

		@WkOnFrame(16)
		String blocking() {
			return Thread.currentThread().getName();
		}

		@WkOnFrame(17)
		Mono<String> reactive() {
			return Mono.fromSupplier(() -> Thread.currentThread().getName());
		}

		@WkOnFrame(value = 18, dispatch = Dispatch.EVENT_LOOP)
		String quick() {
			return Thread.currentThread().getName();
		}

		@WkOnFrame(value = 19, dispatch = Dispatch.WORKER)
		Mono<String> slow() {
			return Mono.just(Thread.currentThread().getName());
		}

		@WkOnFrame(20)
		boolean virtual() throws Exception {
			return (boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread());
		}

	}

	static class Mixed {

		@WkOnFrame(16)
		String blocking(@Payload String payload) {
			return payload;
		}

		@WkOnFrame(17)
		Mono<String> reactive(@Payload String payload) {
			return Mono.just(payload);
		}

		@WkOnFrame(18)
		Mono<String> later(@Payload String payload) {
			return Mono.just(payload).delayElement(Duration.ofMillis(1));
		}

	}

	static class Blocking {

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch leave = new CountDownLatch(1);

		@WkOnFrame(16)
		String block() throws InterruptedException {
			this.entered.countDown();
			return this.leave.await(10, TimeUnit.SECONDS) ? "done" : "late";
		}

	}

	static class FailingThreads {

		@WkOnFrame(16)
		Mono<String> fail() {
			return Mono.error(new IllegalStateException("expected"));
		}

		@WkExceptionHandler
		String handle(IllegalStateException ex) {
			return Thread.currentThread().getName();
		}

	}

}
