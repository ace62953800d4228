package io.wknet.spring.observation;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.tracing.Tracer;
import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.listener.Dispatch;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.autoconfigure.observation.WkNetObservationAutoConfiguration;
import io.wknet.spring.listener.ListenerObservations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration;
import org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Brave traces.
 */
class TracingTests {

	private final ApplicationContextRunner untraced = ServerRunner.create()
		.withConfiguration(
				AutoConfigurations.of(ObservationAutoConfiguration.class, WkNetObservationAutoConfiguration.class))
		.withBean(Chatty.class);

	private final ApplicationContextRunner traced = this.untraced.withConfiguration(
			AutoConfigurations.of(BraveAutoConfiguration.class, MicrometerTracingAutoConfiguration.class));

	private final Lines lines = new Lines();

	@BeforeEach
	void listen() {
		this.lines.start();
		logger().addAppender(this.lines);
	}

	@AfterEach
	void stopListening() {
		logger().detachAppender(this.lines);
	}

	private static Logger logger() {
		return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Chatty.class);
	}

	@Test
	void eachCallOfAMethodOnAWorkerHasATraceInItsLogLines() {
		twoFrames(16);
	}

	@Test
	void eachCallOfAMethodOnTheEventLoopHasATraceInItsLogLines() {
		twoFrames(17);
	}

	private void twoFrames(int type) {
		this.traced.run((context) -> {
			try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
				client.send(type, "a");
				client.receiveText();
				client.send(type, "b");
				client.receiveText();
			}
			String first = this.lines.traceIdOf("frame a");
			String second = this.lines.traceIdOf("frame b");
			assertThat(first).matches("[0-9a-f]{16,32}");
			assertThat(second).matches("[0-9a-f]{16,32}").isNotEqualTo(first);
		});
	}

	/**
	 * As {@code spring.reactor.context-propagation=auto} has it.
	 */
	@Test
	void operatorsOfAMonoLogWithTheTraceOfTheCall() {
		Hooks.enableAutomaticContextPropagation();
		try {
			this.traced.run((context) -> {
				try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
					client.send(18, "c");
					assertThat(client.receiveText()).isEqualTo(this.lines.traceIdOf("frame c"));
				}
			});
		}
		finally {
			Hooks.disableAutomaticContextPropagation();
		}
	}

	@Test
	void anAuthenticatorHasATraceInItsLogLines() {
		this.traced.withBean(Authenticator.class, () -> (credentials) -> {
			LoggerFactory.getLogger(Chatty.class).info("login {}", credentials.uid());
			return AuthResult.accepted(credentials.uid());
		}).run((context) -> {
			TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN).close();
			assertThat(this.lines.traceIdOf("login alice")).matches("[0-9a-f]{16,32}");
		});
	}

	@Test
	void makesNoObservationsWithoutATracer() {
		this.untraced.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ListenerObservations.class));
	}

	@Test
	void makesNoObservationsForATracerThatDoesNothing() {
		this.untraced
			.withConfiguration(
					AutoConfigurations.of(NoopTracerAutoConfiguration.class, MicrometerTracingAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(Tracer.class)
				.doesNotHaveBean(ListenerObservations.class));
	}

	@Test
	void makesNoObservationsIfTheyAreSwitchedOff() {
		this.traced.withPropertyValues("wk.net.observations.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(Tracer.class)
				.doesNotHaveBean(ListenerObservations.class));
	}

	@Test
	void backsOffToTheUsersOwn() {
		ListenerObservations own = (method, connection, frame) -> {
			throw new IllegalStateException();
		};
		this.traced.withBean(ListenerObservations.class, () -> own)
			.run((context) -> assertThat(context.getBean(ListenerObservations.class)).isSameAs(own));
	}

	/**
	 * Keeps what was logged.
	 */
	private static final class Lines extends AppenderBase<ILoggingEvent> {

		private final BlockingQueue<ILoggingEvent> events = new LinkedBlockingQueue<>();

		@Override
		protected void append(ILoggingEvent event) {
			event.prepareForDeferredProcessing();
			this.events.add(event);
		}

		String traceIdOf(String message) throws InterruptedException {
			ILoggingEvent event = this.events.poll(10, TimeUnit.SECONDS);
			assertThat(event).as(message).isNotNull();
			assertThat(event.getFormattedMessage()).isEqualTo(message);
			return String.valueOf(event.getMDCPropertyMap().get("traceId"));
		}

	}

	static class Chatty {

		private static final org.slf4j.Logger logger = LoggerFactory.getLogger(Chatty.class);

		private final Tracer tracer;

		Chatty(ObjectProvider<Tracer> tracer) {
			this.tracer = tracer.getIfAvailable(() -> Tracer.NOOP);
		}

		@WkOnFrame(16)
		String blocking(@Payload String payload) {
			logger.info("frame {}", payload);
			return payload;
		}

		@WkOnFrame(value = 17, dispatch = Dispatch.EVENT_LOOP)
		String quick(@Payload String payload) {
			logger.info("frame {}", payload);
			return payload;
		}

		@WkOnFrame(18)
		Mono<String> reactive(@Payload String payload) {
			String traceId = this.tracer.currentTraceContext().context().traceId();
			return Mono.just(traceId)
				.delayElement(Duration.ofMillis(1))
				.doOnNext((id) -> logger.info("frame {}", payload));
		}

	}

}
