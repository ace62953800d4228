package io.wknet.spring.observation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.example.TracingConfiguration;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.wknet.auth.AuthResult;
import io.wknet.auth.Authenticator;
import io.wknet.auth.ReactiveAuthenticator;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.ReasonCode;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.TestClient;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkExceptionHandler;
import io.wknet.spring.annotation.WkOnConnect;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.autoconfigure.observation.WkNetObservationAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class ObservationTests {

	private final ApplicationContextRunner runner = ServerRunner.create()
		.withConfiguration(
				AutoConfigurations.of(ObservationAutoConfiguration.class, WkNetObservationAutoConfiguration.class))
		.withPropertyValues("wk.net.observations.enabled=true")
		.withBean(Seen.class)
		.withBean(Echo.class);

	@Test
	void describesACallByMethodOutcomeAndFrame() {
		talk(this.runner, (client, seen) -> {
			client.send(16, "ok");
			client.receiveText();
			Ended call = seen.next("Echo.echo");
			assertThat(call.name()).isEqualTo("wk.net.listener");
			assertThat(call.tags()).isEqualTo(Map.of("method", "Echo.echo", "outcome", "success"));
			assertThat(call.details()).containsEntry("wk.net.frame.type", "16")
				.containsEntry("wk.net.connection.listener", "tcp")
				.hasEntrySatisfying("wk.net.connection", (id) -> assertThat(id).containsOnlyDigits());
			assertThat(call.error()).isNull();
		});
	}

	@Test
	void observesCallsWithoutAFrame() {
		talk(this.runner, (client, seen) -> assertThat(seen.next("Echo.connected").details())
			.doesNotContainKey("wk.net.frame.type"));
	}

	@Test
	void tellsWhatACallFailedWithAndThatItWasHandled() {
		talk(this.runner, (client, seen) -> {
			client.send(16, "fail");
			assertThat(client.receiveText()).isEqualTo("failed");
			Ended call = seen.next("Echo.echo");
			assertThat(call.tags()).containsEntry("outcome", "error");
			assertThat(call.error()).isInstanceOf(IllegalStateException.class);
			assertThat(seen.next("Echo.failed").tags()).containsEntry("outcome", "success");
		});
	}

	@Test
	void observesACallUntilItsMonoHasEnded() {
		talk(this.runner, (client, seen) -> {
			client.send(17, "fail");
			assertThat(client.receiveText()).isEqualTo("failed");
			Ended call = seen.next("Echo.later");
			assertThat(call.tags()).containsEntry("outcome", "error");
			assertThat(call.error()).isInstanceOf(IllegalStateException.class);
		});
	}

	@Test
	void isKnownToTheMonoThatAMethodReturns() {
		talk(this.runner, (client, seen) -> {
			client.send(18, "who");
			assertThat(client.receiveText()).isEqualTo("Echo.current");
		});
	}

	@Test
	void isTheCurrentOneOfTheThreadOnlyWhileTheMethodRuns() {
		talk(this.runner, (client, seen) -> {
			client.send(16, "ok");
			client.receiveText();
			Ended call = seen.next("Echo.echo");
			assertThat(seen.opened).contains(call.context());
			assertThat(seen.closed).contains(call.context());
		});
	}

	@Test
	void tellsWhatABlockingAuthenticatorDecided() {
		Authenticator authenticator = (credentials) -> switch (credentials.uid()) {
			case "alice" -> AuthResult.accepted("alice");
			case "mallory" -> throw new IllegalStateException("Not known: " + credentials.token());
			default -> AuthResult.rejected();
		};
		this.runner.withBean(Authenticator.class, () -> authenticator).run((context) -> tellsOutcomes(context));
	}

	@Test
	void tellsWhatAReactiveAuthenticatorDecided() {
		ReactiveAuthenticator authenticator = (credentials) -> switch (credentials.uid()) {
			case "alice" -> Mono.just(AuthResult.accepted("alice"));
			case "mallory" -> throw new IllegalStateException("Not known: " + credentials.token());
			default -> Mono.just(AuthResult.rejected());
		};
		this.runner.withBean(Authenticator.class, () -> authenticator).run((context) -> tellsOutcomes(context));
	}

	private static void tellsOutcomes(ApplicationContext context) throws Exception {
		Seen seen = context.getBean(Seen.class);
		assertThat(login(context, "alice")).isEqualTo(ReasonCode.SUCCESS);
		assertThat(seen.next("authenticate").tags()).isEqualTo(Map.of("outcome", "accepted"));
		assertThat(login(context, "bob")).isEqualTo(ReasonCode.AUTH_FAIL);
		assertThat(seen.next("authenticate").tags()).isEqualTo(Map.of("outcome", "rejected"));
		assertThat(login(context, "mallory")).isEqualTo(ReasonCode.SYSTEM_ERROR);
		Ended failed = seen.next("authenticate");
		assertThat(failed.name()).isEqualTo("wk.net.authenticator");
		assertThat(failed.tags()).isEqualTo(Map.of("outcome", "error"));
		assertThat(failed.error()).hasMessageContaining("Not known: ***").hasMessageNotContaining(ServerRunner.TOKEN);
	}

	private static ReasonCode login(ApplicationContext context, String uid) throws Exception {
		try (TestClient client = TestClient.connect(ServerRunner.port(context))) {
			return client.authenticate(uid, ServerRunner.TOKEN).reasonCode();
		}
	}

	@Test
	void endsTheObservationOfAnAnswerForWhichNobodyWaits() {
		Sinks.Empty<Void> asked = Sinks.empty();
		ReactiveAuthenticator never = (credentials) -> Mono.<AuthResult>never()
			.doOnSubscribe((subscription) -> asked.tryEmitEmpty());
		this.runner.withBean(Authenticator.class, () -> never).run((context) -> {
			try (TestClient client = TestClient.connect(ServerRunner.port(context))) {
				client.send(new ConnectFrame(0, 5, DeviceFlag.APP, "device", "alice", ServerRunner.TOKEN, 0, ""));
				asked.asMono().block(Duration.ofSeconds(10));
			}
			assertThat(context.getBean(Seen.class).next("authenticate").tags()).isEqualTo(Map.of("outcome", "none"));
		});
	}

	@Test
	void isNamedByTheUsersConventions() {
		this.runner.withUserConfiguration(TracingConfiguration.class)
			.withBean(WkAuthenticatorObservationConvention.class,
					() -> new DefaultWkAuthenticatorObservationConvention() {

						@Override
						public String getName() {
							return "login";
						}

					})
			.run((context) -> talk(context, (client, seen) -> {
				client.send(16, "ok");
				client.receiveText();
				assertThat(seen.next("Echo.echo").details()).containsEntry("protocol", "fixed");
				assertThat(seen.next("authenticate").name()).isEqualTo("login");
			}));
	}

	@Test
	void isDocumented() {
		talk(this.runner, (client, seen) -> {
			client.send(16, "ok");
			client.receiveText();
			Ended call = seen.next("Echo.echo");
			assertThat(WkObservations.LISTENER.getLowCardinalityKeyNames()).extracting("key")
				.containsExactlyInAnyOrderElementsOf(call.tags().keySet());
			assertThat(WkObservations.LISTENER.getHighCardinalityKeyNames()).extracting("key")
				.containsExactlyInAnyOrderElementsOf(call.details().keySet());
			Ended question = seen.next("authenticate");
			assertThat(WkObservations.AUTHENTICATOR.getLowCardinalityKeyNames()).extracting("key")
				.containsExactlyInAnyOrderElementsOf(question.tags().keySet());
			assertThat(WkObservations.AUTHENTICATOR.getHighCardinalityKeyNames()).extracting("key")
				.containsExactlyInAnyOrderElementsOf(question.details().keySet());
		});
	}

	private static void talk(ApplicationContextRunner runner, Conversation conversation) {
		runner.run((context) -> talk(context, conversation));
	}

	private static void talk(ApplicationContext context, Conversation conversation) throws Exception {
		try (TestClient client = TestClient.login(ServerRunner.port(context), "alice", ServerRunner.TOKEN)) {
			conversation.with(client, context.getBean(Seen.class));
		}
	}

	/**
	 * What a client does, and what is seen of it.
	 */
	private interface Conversation {

		void with(TestClient client, Seen seen) throws Exception;

	}

	/**
	 * An observation that has ended.
	 */
	private record Ended(Observation.Context context, String name, Map<String, String> tags,
			Map<String, String> details, @Nullable Throwable error) {

		static Ended of(Observation.Context context) {
			return new Ended(context, String.valueOf(context.getName()), map(context.getLowCardinalityKeyValues()),
					map(context.getHighCardinalityKeyValues()), context.getError());
		}

		private static Map<String, String> map(KeyValues values) {
			return StreamSupport.stream(values.spliterator(), false)
				.collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
		}

	}

	/**
	 * Keeps the observations that have ended, by their contextual names.
	 */
	static final class Seen implements ObservationHandler<Observation.Context> {

		private final Map<String, BlockingQueue<Ended>> ended = new ConcurrentHashMap<>();

		private final Queue<Observation.Context> opened = new LinkedBlockingQueue<>();

		private final Queue<Observation.Context> closed = new LinkedBlockingQueue<>();

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		@Override
		public void onScopeOpened(Observation.Context context) {
			this.opened.add(context);
		}

		@Override
		public void onScopeClosed(Observation.Context context) {
			this.closed.add(context);
		}

		@Override
		public void onStop(Observation.Context context) {
			queue(String.valueOf(context.getContextualName())).add(Ended.of(context));
		}

		private BlockingQueue<Ended> queue(String name) {
			return this.ended.computeIfAbsent(name, (key) -> new LinkedBlockingQueue<>());
		}

		Ended next(String contextualName) throws InterruptedException {
			Ended next = queue(contextualName).poll(10, TimeUnit.SECONDS);
			assertThat(next).as(contextualName + " among " + List.copyOf(this.ended.keySet())).isNotNull();
			return next;
		}

	}

	static class Echo {

		@WkOnConnect
		void connected(WkConnection connection) {
			connection.flush();
		}

		@WkOnFrame(16)
		String echo(@Payload String payload) {
			if (payload.equals("fail")) {
				throw new IllegalStateException(payload);
			}
			return payload;
		}

		@WkOnFrame(17)
		Mono<String> later(@Payload String payload) {
			return Mono.error(new IllegalStateException(payload));
		}

		@WkOnFrame(18)
		Mono<String> current(@Payload String payload) {
			return Mono.deferContextual((context) -> {
				Observation observation = context.get("micrometer.observation");
				return Mono.justOrEmpty(((WkListenerContext) observation.getContextView()).method());
			});
		}

		@WkExceptionHandler
		String failed(IllegalStateException ex) {
			return "failed";
		}

	}

}
