package io.wknet.spring.listener;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.wknet.auth.Identity;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ClientFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.FrameType;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.frame.ServerFrame;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkAttribute;
import io.wknet.spring.annotation.WkOnAuthenticated;
import io.wknet.spring.annotation.WkOnClose;
import io.wknet.spring.annotation.WkOnConnect;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.listener.ListenerRunner.Figure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which methods are called, with which arguments, and what becomes of what they return.
 */
class ListenerMethodTests {

	@Test
	void repliesToApplicationFramesOfEachKind() {
		ListenerRunner.run(Echo.class, (client, echo) -> {
			client.send(16, "bytes");
			assertThat(client.receiveText()).isEqualTo("bytes");
			client.send(17, "text");
			assertThat(client.receiveText()).isEqualTo("TEXT");
			client.send(18, "{\"number\":41}");
			assertThat(client.receiveText()).isEqualTo("{\"number\":42}");
			client.send(19, "buffer");
			assertThat(client.receiveText()).isEqualTo("buffer");
			client.send(20, "buf");
			assertThat(client.receiveText()).isEqualTo("buf true");
			client.send(21, "frame");
			assertThat(client.receive()).isEqualTo(ApplicationFrame.of(99, io.wknet.frame.Payload.utf8("frame")));
			client.send(22, "nothing");
			client.send(200, "other");
			assertThat(client.receiveText()).isEqualTo("200 other");
		});
	}

	@Test
	void repliesWithEachElementOfAFluxAndWithTheValueOfAMonoOrStage() {
		ListenerRunner.run(Reactive.class, (client, reactive) -> {
			client.send(16, "100");
			for (int i = 1; i <= 100; i++) {
				assertThat(client.receiveText()).isEqualTo(String.valueOf(i));
			}
			client.send(17, "mono");
			assertThat(client.receiveText()).isEqualTo("mono");
			client.send(18, "stage");
			assertThat(client.receiveText()).isEqualTo("stage");
			client.send(19, "later");
			assertThat(client.receiveText()).isEqualTo("later");
		});
	}

	@Test
	void cancelsAFluxWhoseConnectionHasClosed() {
		ListenerRunner.create(Endless.class).run((context) -> {
			Endless endless = context.getBean(Endless.class);
			TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN);
			client.send(16, "");
			assertThat(client.receiveText()).isEqualTo("0");
			client.close();
			assertThat(endless.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(endless.closed.await(10, TimeUnit.SECONDS)).isTrue();
		});
	}

	@Test
	void callsLifecycleMethodsInOrder() {
		ListenerRunner.create(Life.class).run((context) -> {
			Life life = context.getBean(Life.class);
			TestClient client = TestClient.connect(ServerRunner.port(context));
			assertThat(life.next()).isEqualTo("connect no identity");
			assertThat(life.next()).isEqualTo("connect 2");
			client.authenticate("alice", ServerRunner.TOKEN);
			assertThat(client.receiveText()).isEqualTo("welcome alice");
			client.close();
			assertThat(life.next()).isEqualTo("authenticated alice blue");
			assertThat(life.next()).isEqualTo("close alice CLIENT");
			assertThat(life.next()).isEqualTo("close last");
		});
	}

	@Test
	void handlesTypedFramesAndAnswersWithFrames() {
		ListenerRunner.run(Typed.class, (client, typed) -> {
			client.send(SendFrame.of(7, "no", "lobby", 2, io.wknet.frame.Payload.utf8("hi")));
			assertThat(client.receive()).isEqualTo(new SendackFrame(0, 1, 7, 2, ReasonCode.SUCCESS));
			client.send(new EventFrame(0, "id", "type", 0, io.wknet.frame.Payload.utf8("data")));
			assertThat(((EventFrame) client.receive()).eventType()).isEqualTo("answer");
		});
	}

	@Test
	void callsMethodsOfProxiedAndLazyAndPrototypeBeans() {
		ListenerRunner.create(Echo.class)
			.withUserConfiguration(AsyncConfiguration.class)
			.withBean("prototype", PrototypeListener.class, PrototypeListener::new,
					(definition) -> definition.setScope("prototype"))
			.withBean("lazy", LazyListener.class, LazyListener::new, (definition) -> definition.setLazyInit(true))
			.run((context) -> {
				assertThat(
						org.springframework.aop.support.AopUtils.isCglibProxy(context.getBean(ProxiedListener.class)))
					.isTrue();
				try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
					client.send(30, "a");
					assertThat(client.receiveText()).isEqualTo("proxied a");
					client.send(31, "b");
					assertThat(client.receiveText()).isEqualTo("lazy b");
					client.send(32, "c");
					assertThat(client.receiveText()).isEqualTo("1");
					client.send(32, "d");
					assertThat(client.receiveText()).isEqualTo("1");
				}
			});
	}

	static class Echo {

		@WkOnFrame(16)
		byte[] bytes(@Payload byte[] payload) {
			return payload;
		}

		@WkOnFrame(17)
		@SuppressWarnings("UnusedMethod")
		private String text(@Payload String payload) {
			return payload.toUpperCase(java.util.Locale.ROOT);
		}

		@WkOnFrame(18)
		Figure json(@Payload Figure payload) {
			return new Figure(payload.number() + 1);
		}

		@WkOnFrame(19)
		ByteBuffer buffer(@Payload ByteBuffer payload) {
			return payload;
		}

		@WkOnFrame(20)
		String buf(@Payload ByteBuf payload) {
			return payload.toString(StandardCharsets.UTF_8) + " " + payload.isReadOnly();
		}

		@WkOnFrame(21)
		ServerFrame frame(@Payload io.wknet.frame.Payload payload) {
			return ApplicationFrame.of(99, payload);
		}

		@WkOnFrame(22)
		@Nullable String nothing() {
			return null;
		}

		@WkOnFrame
		String others(ApplicationFrame frame) {
			return frame.typeCode() + " " + frame.payload().toUtf8();
		}

	}

	static class Reactive {

		@WkOnFrame(16)
		Flux<String> flux(@Payload String count) {
			return Flux.range(1, Integer.parseInt(count)).map(String::valueOf);
		}

		@WkOnFrame(17)
		Mono<String> mono(@Payload String payload) {
			return Mono.just(payload);
		}

		@WkOnFrame(18)
		CompletionStage<String> stage(@Payload String payload) {
			return CompletableFuture.completedStage(payload);
		}

		@WkOnFrame(19)
		Mono<String> later(@Payload String payload) {
			return Mono.just(payload).publishOn(Schedulers.parallel());
		}

	}

	static class Endless {

		private final CountDownLatch cancelled = new CountDownLatch(1);

		private final CountDownLatch closed = new CountDownLatch(1);

		@WkOnFrame(16)
		Flux<String> frame() {
			return Flux.interval(Duration.ZERO, Duration.ofMillis(5))
				.map(String::valueOf)
				.doOnCancel(this.cancelled::countDown);
		}

		@WkOnClose
		void close() {
			this.closed.countDown();
		}

	}

	static class Life {

		private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

		@Nullable String next() throws InterruptedException {
			return this.calls.poll(10, TimeUnit.SECONDS);
		}

		@WkOnConnect
		@Order(1)
		Mono<Void> first(WkConnection connection, @Nullable Identity identity) {
			return Mono.fromRunnable(() -> {
				connection.attributes().put("color", "blue");
				this.calls.add((identity != null) ? "connect " + identity : "connect no identity");
			}).subscribeOn(Schedulers.parallel()).then();
		}

		@WkOnConnect
		@Order(2)
		void second() {
			this.calls.add("connect 2");
		}

		@WkOnAuthenticated
		ServerFrame welcome(Principal principal, @WkAttribute String color) {
			this.calls.add("authenticated " + principal.getName() + " " + color);
			return ApplicationFrame.of(16, io.wknet.frame.Payload.utf8("welcome " + principal.getName()));
		}

		@WkOnClose
		@Order(1)
		void close(Optional<Identity> identity, CloseReason reason) {
			this.calls.add("close " + identity.map(Identity::uid).orElse("nobody") + " " + reason);
		}

		@WkOnClose
		@Order(2)
		void last() {
			this.calls.add("close last");
		}

	}

	static class Typed {

		@WkOnFrame
		SendackFrame send(SendFrame frame, Identity identity) {
			return SendackFrame.accepted(frame, 1, 2);
		}

		@WkOnFrame(type = FrameType.EVENT)
		Mono<EventFrame> event(ClientFrame frame, @Payload String data) {
			return Mono.just(EventFrame.of("id", "answer", io.wknet.frame.Payload.utf8(data)));
		}

	}

	@EnableAsync(proxyTargetClass = true)
	static class AsyncConfiguration {

		@org.springframework.context.annotation.Bean
		ProxiedListener proxiedListener() {
			return new ProxiedListener();
		}

	}

	static class ProxiedListener {

		@WkOnFrame(30)
		String frame(@Payload String payload) {
			return "proxied " + payload;
		}

		@org.springframework.scheduling.annotation.Async
		void other() {
		}

	}

	static class LazyListener {

		@WkOnFrame(31)
		String frame(@Payload String payload) {
			return "lazy " + payload;
		}

	}

	static class PrototypeListener {

		private int calls;

		@WkOnFrame(32)
		String frame() {
			return String.valueOf(++this.calls);
		}

	}

}
