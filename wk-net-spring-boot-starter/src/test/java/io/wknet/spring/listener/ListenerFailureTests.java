package io.wknet.spring.listener;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wknet.connection.CloseReason;
import io.wknet.frame.PingFrame;
import io.wknet.frame.PongFrame;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SendackFrame;
import io.wknet.server.BoundWkServer;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkExceptionHandler;
import io.wknet.spring.annotation.WkOnClose;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.lifecycle.BoundServerReference;
import io.wknet.spring.listener.ListenerRunner.Figure;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of the exceptions of methods, and of frames for which there is no method.
 */
class ListenerFailureTests {

	@Test
	void callsEveryCloseMethodEvenIfOneFails() {
		ListenerRunner.create(FailingClose.class).run((context) -> {
			TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN).close();
			assertThat(context.getBean(FailingClose.class).closed.poll(10, TimeUnit.SECONDS)).isEqualTo("second");
		});
	}

	@Test
	void turnsExceptionsIntoRepliesByTheClosestType() {
		ListenerRunner.run(Failing.class, (client, failing) -> {
			client.send(16, "argument");
			assertThat(client.receiveText()).isEqualTo("IllegalArgumentException");
			client.send(16, "state");
			assertThat(client.receiveText()).isEqualTo("runtime");
			client.send(17, "mono");
			assertThat(client.receiveText()).isEqualTo("IllegalArgumentException");
			client.send(SendFrame.of(7, "no", "lobby", 2, io.wknet.frame.Payload.utf8("hi")));
			assertThat(client.receive()).isEqualTo(new SendackFrame(0, 0, 7, 0, ReasonCode.SYSTEM_ERROR));
		});
	}

	@Test
	void treatsPayloadsThatCanNotBeReadOrAreNotValidAsExceptions() {
		ListenerRunner.run(Validating.class, (client, validating) -> {
			client.send(16, "{\"number\":1}");
			assertThat(client.receiveText()).isEqualTo("1");
			client.send(16, "{\"number\":-1}");
			assertThat(client.receiveText()).isEqualTo("invalid number");
			client.send(16, "{\"number\":\"secret\"}");
			assertThat(client.receiveText()).contains("can not be read as").contains("line 1").doesNotContain("secret");
		});
	}

	@Test
	void closesTheConnectionForAnExceptionThatNobodyHandles() {
		ListenerRunner.run(Unhandled.class, (client, unhandled) -> {
			client.send(16, "");
			assertThat(client.receiveDisconnect()).isEqualTo(CloseReason.LISTENER_ERROR.name());
		});
	}

	@Test
	void livesOnAfterAnExceptionIfToldTo() {
		ListenerRunner.create(Unhandled.class)
			.withPropertyValues("wk.net.dispatch.close-on-error=false")
			.run((context) -> {
				try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
					client.send(16, "");
					client.send(PingFrame.INSTANCE);
					assertThat(client.receive()).isInstanceOf(PongFrame.class);
				}
			});
	}

	@Test
	void countsFramesWithoutAMethodAndLivesOn() {
		ListenerRunner.create(Unhandled.class).run((context) -> {
			try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
				client.send(99, "");
				client.ping();
				BoundWkServer server = context.getBean(BoundServerReference.class).get();
				assertThat(server).isNotNull();
				assertThat(server.stats().unhandledFrames()).isOne();
			}
		});
	}

	static class FailingClose {

		private final BlockingQueue<String> closed = new LinkedBlockingQueue<>();

		@WkOnClose
		@Order(1)
		void first() {
			throw new IllegalStateException("expected");
		}

		@WkOnClose
		@Order(2)
		void second() {
			this.closed.add("second");
		}

	}

	static class Failing {

		@WkOnFrame(16)
		String fail(@Payload String what) {
			throw what.equals("argument") ? new IllegalArgumentException(what) : new IllegalStateException(what);
		}

		@WkOnFrame(17)
		Mono<String> failLater(@Payload String what) {
			return Mono.delay(Duration.ofMillis(1)).flatMap((zero) -> Mono.error(new IllegalArgumentException(what)));
		}

		@WkOnFrame
		void fail(SendFrame frame) {
			throw new IllegalStateException("expected");
		}

		@WkExceptionHandler
		String argument(IllegalArgumentException ex) {
			return ex.getClass().getSimpleName();
		}

		@WkExceptionHandler(RuntimeException.class)
		Mono<String> runtime() {
			return Mono.just("runtime");
		}

		@WkExceptionHandler
		SendackFrame send(RuntimeException ex, SendFrame frame) {
			return SendackFrame.refused(frame, ReasonCode.SYSTEM_ERROR);
		}

	}

	static class Validating {

		@WkOnFrame(16)
		int number(@Valid @Payload Figure number) {
			return number.number();
		}

		@WkExceptionHandler
		String invalid(ConstraintViolationException ex) {
			return "invalid " + ex.getConstraintViolations().iterator().next().getPropertyPath();
		}

		@WkExceptionHandler
		String unreadable(PayloadException ex) {
			return String.valueOf(ex.getMessage());
		}

	}

	static class Unhandled {

		@WkOnFrame(16)
		void fail() {
			throw new IllegalStateException("expected");
		}

	}

}
