package io.wknet.spring.listener;

import java.security.Principal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.wknet.auth.Identity;
import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ServerFrame;
import io.wknet.frame.SubFrame;
import io.wknet.listener.Dispatch;
import io.wknet.listener.ListenerEvent;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkAttribute;
import io.wknet.spring.annotation.WkExceptionHandler;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.annotation.WkOnSubscribe;
import io.wknet.spring.annotation.WkOnUnsubscribe;
import io.wknet.topic.Topic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.BDDMockito;
import org.mockito.Mockito;
import reactor.core.publisher.Mono;

import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Methods for subscriptions, called as the server does.
 */
class SubscriptionMethodTests {

	private static final Topic LOBBY = Topic.of("lobby");

	private static final Topic NEWS = new Topic("news", 6);

	private final WkConnection connection = Mockito.mock(WkConnection.class);

	@BeforeEach
	void login() {
		BDDMockito.given(this.connection.identity()).willReturn(Identity.of("alice"));
		BDDMockito.given(this.connection.attributes())
			.willReturn(new ConcurrentHashMap<>(java.util.Map.of("color", "blue")));
		BDDMockito.given(this.connection.isOpen()).willReturn(true);
	}

	@Test
	void hearsOfNothingForWhichThereIsNoMethod() {
		run(OnlySubscribe.class, (listener, bean) -> {
			assertThat(listener.dispatch(ListenerEvent.SUBSCRIBE, null)).isEqualTo(Dispatch.WORKER);
			assertThat(listener.dispatch(ListenerEvent.UNSUBSCRIBE, null)).isNull();
			assertThat(listener.dispatch(ListenerEvent.CONNECT, null)).isNotNull();
		});
	}

	@Test
	void runsWhereTheMethodsAreToRun() {
		run(Reactive.class, (listener, bean) -> {
			assertThat(listener.dispatch(ListenerEvent.SUBSCRIBE, null)).isEqualTo(Dispatch.EVENT_LOOP);
			assertThat(listener.dispatch(ListenerEvent.UNSUBSCRIBE, null)).isEqualTo(Dispatch.WORKER);
		});
	}

	@Test
	void passesTheTopicAndWhatEveryMethodMayHave() {
		run(AllArguments.class, (listener, bean) -> {
			await(listener.onSubscribe(this.connection, NEWS));
			await(listener.onUnsubscribe(this.connection, NEWS));
			assertThat(bean.calls).containsExactly("alice + Topic[channelId=news, channelType=6] blue",
					"alice - Topic[channelId=news, channelType=6]");
			assertThat(bean.connection).isSameAs(this.connection);
		});
	}

	@Test
	void sendsTheFrameThatAMethodReturns() {
		run(Replying.class, (listener, bean) -> {
			await(listener.onSubscribe(this.connection, LOBBY));
			await(listener.onUnsubscribe(this.connection, LOBBY));
			Mockito.verify(this.connection).write(frame("welcome to lobby"));
			Mockito.verify(this.connection).write(frame("bye lobby"));
		});
	}

	@Test
	void sendsTheFrameThatAReactiveMethodReturns() {
		run(Reactive.class, (listener, bean) -> {
			await(listener.onSubscribe(this.connection, LOBBY));
			await(listener.onUnsubscribe(this.connection, LOBBY));
			Mockito.verify(this.connection).write(frame("mono lobby"));
			Mockito.verify(this.connection).write(frame("stage lobby"));
		});
	}

	@Test
	void callsAllMethodsForTheTopicInOrder() {
		run(Filtered.class, (listener, bean) -> {
			await(listener.onSubscribe(this.connection, LOBBY));
			await(listener.onSubscribe(this.connection, NEWS));
			await(listener.onSubscribe(this.connection, new Topic("news", 1)));
			await(listener.onUnsubscribe(this.connection, LOBBY));
			await(listener.onUnsubscribe(this.connection, NEWS));
			assertThat(bean.calls).containsExactly("news or lobby lobby", "all lobby", "news or lobby news", "all news",
					"news or lobby news", "all news", "left lobby");
		});
	}

	@Test
	void doesNotGoOnAfterASubscribeMethodThatFails() {
		run(Failing.class, (listener, bean) -> {
			assertThat(failure(() -> listener.onSubscribe(this.connection, LOBBY))).hasMessage("first");
			assertThat(bean.calls).isEmpty();
		});
	}

	@Test
	void callsEveryUnsubscribeMethodEvenIfOneFails() {
		run(Failing.class, (listener, bean) -> {
			assertThat(failure(() -> listener.onUnsubscribe(this.connection, LOBBY))).hasMessage("first");
			assertThat(bean.calls).containsExactly("second");
		});
	}

	@Test
	void turnsAnExceptionIntoAReply() {
		run(Handled.class, (listener, bean) -> {
			await(listener.onSubscribe(this.connection, LOBBY));
			Mockito.verify(this.connection).write(frame("failed: full"));
			await(listener.onUnsubscribe(this.connection, LOBBY));
			Mockito.verify(this.connection).write(frame("failed: gone"));
		});
	}

	static Stream<Arguments> invalid() {
		return Stream.of(Arguments.of(TopicOnFrame.class, "which can not be resolved"),
				Arguments.of(FrameOnSubscribe.class, "there is no frame"),
				Arguments.of(PayloadOnUnsubscribe.class, "there is no frame"),
				Arguments.of(CloseReasonOnUnsubscribe.class, "which can not be resolved"),
				Arguments.of(TextOnSubscribe.class, "there is no frame whose type the reply could have"),
				Arguments.of(NoChannel.class, "asks for a channel id of 0 characters, which no topic has"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("invalid")
	void failsAtStartupByName(Class<?> listener, String problem) {
		assertThat(startupFailure(listener)).isInstanceOf(InvalidListenerMethodException.class)
			.hasMessageContaining(problem)
			.hasMessageContaining(listener.getName() + ".")
			.hasMessageContaining("of bean 'bad'");
	}

	@Test
	void listsTheTopicAmongWhatIsAccepted() {
		assertThat(((InvalidListenerMethodException) startupFailure(CloseReasonOnUnsubscribe.class)).action())
			.startsWith("Accepted for @WkOnUnsubscribe: WkConnection, Topic, Identity or Principal");
		assertThat(((InvalidListenerMethodException) startupFailure(TopicOnFrame.class)).action())
			.doesNotContain("Topic");
	}

	private static Throwable startupFailure(Class<?> listener) {
		Throwable[] failure = new Throwable[1];
		ServerRunner.create().withBean("bad", listener).run((context) -> {
			assertThat(context).hasFailed();
			failure[0] = context.getStartupFailure();
		});
		while (failure[0].getCause() != null) {
			failure[0] = failure[0].getCause();
		}
		return failure[0];
	}

	private static <T> void run(Class<T> listener, Conversation<T> conversation) {
		ServerRunner.create().withBean(listener).run((context) -> {
			assertThat(context).hasNotFailed();
			conversation.with(context.getBean(AnnotatedWkListener.class), context.getBean(listener));
		});
	}

	private static void await(CompletionStage<?> stage) throws Exception {
		stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
	}

	private static Throwable failure(Call call) {
		try {
			await(call.run());
		}
		catch (Exception ex) {
			return Failures.unwrap(ex);
		}
		throw new AssertionError("It did not fail");
	}

	private static ServerFrame frame(String text) {
		return ApplicationFrame.of(16, io.wknet.frame.Payload.utf8(text));
	}

	interface Call {

		CompletionStage<?> run() throws Exception;

	}

	interface Conversation<T> {

		void with(AnnotatedWkListener listener, T bean) throws Exception;

	}

	static class OnlySubscribe {

		@WkOnSubscribe
		void subscribe() {
		}

	}

	static class AllArguments {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		private volatile WkConnection connection;

		@WkOnSubscribe
		void subscribe(Identity identity, Topic topic, @WkAttribute String color) {
			this.calls.add(identity.uid() + " + " + topic + " " + color);
		}

		@WkOnUnsubscribe
		void unsubscribe(WkConnection connection, Principal principal, Topic topic) {
			this.connection = connection;
			this.calls.add(principal.getName() + " - " + topic);
		}

	}

	static class Replying {

		@WkOnSubscribe
		ServerFrame subscribe(Topic topic) {
			return frame("welcome to " + topic.channelId());
		}

		@WkOnUnsubscribe
		ServerFrame unsubscribe(Topic topic) {
			return frame("bye " + topic.channelId());
		}

	}

	static class Reactive {

		@WkOnSubscribe
		Mono<ServerFrame> subscribe(Topic topic) {
			return Mono.just(frame("mono " + topic.channelId()));
		}

		@WkOnUnsubscribe(dispatch = Dispatch.WORKER)
		CompletionStage<ServerFrame> unsubscribe(Topic topic) {
			return CompletableFuture.completedStage(frame("stage " + topic.channelId()));
		}

	}

	static class Filtered {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		@WkOnSubscribe
		@Order(2)
		void all(Topic topic) {
			this.calls.add("all " + topic.channelId());
		}

		@WkOnSubscribe({ "news", "lobby" })
		@Order(1)
		void some(Topic topic) {
			this.calls.add("news or lobby " + topic.channelId());
		}

		@WkOnSubscribe("other")
		void other(Topic topic) {
			this.calls.add("other " + topic.channelId());
		}

		@WkOnUnsubscribe("lobby")
		void left(Topic topic) {
			this.calls.add("left " + topic.channelId());
		}

	}

	static class Failing {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		@WkOnSubscribe
		@WkOnUnsubscribe
		@Order(1)
		void first() {
			throw new IllegalStateException("first");
		}

		@WkOnSubscribe
		@WkOnUnsubscribe
		@Order(2)
		void second() {
			this.calls.add("second");
		}

	}

	static class Handled {

		@WkOnSubscribe
		void subscribe() {
			throw new IllegalStateException("full");
		}

		@WkOnUnsubscribe
		Mono<Void> unsubscribe() {
			return Mono.error(new IllegalStateException("gone"));
		}

		@WkExceptionHandler
		ServerFrame failed(IllegalStateException ex) {
			return frame("failed: " + ex.getMessage());
		}

	}

	static class TopicOnFrame {

		@WkOnFrame(16)
		void frame(Topic topic) {
		}

	}

	static class FrameOnSubscribe {

		@WkOnSubscribe
		void subscribe(SubFrame frame) {
		}

	}

	static class PayloadOnUnsubscribe {

		@WkOnUnsubscribe
		void unsubscribe(@Payload String payload) {
		}

	}

	static class CloseReasonOnUnsubscribe {

		@WkOnUnsubscribe
		void unsubscribe(CloseReason reason) {
		}

	}

	static class TextOnSubscribe {

		@WkOnSubscribe
		String subscribe() {
			return "";
		}

	}

	static class NoChannel {

		@WkOnSubscribe({ "lobby", "" })
		void subscribe() {
		}

	}

}
