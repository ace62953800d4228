package io.wknet.spring.test;

import java.util.List;
import java.util.stream.Stream;

import io.wknet.connection.CloseReason;
import io.wknet.connection.WkConnection;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.SendFrame;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkExceptionHandler;
import io.wknet.spring.annotation.WkOnAuthenticated;
import io.wknet.spring.annotation.WkOnClose;
import io.wknet.spring.annotation.WkOnConnect;
import io.wknet.spring.annotation.WkOnFrame;
import io.wknet.spring.annotation.WkOnSubscribe;
import io.wknet.spring.annotation.WkOnUnsubscribe;
import io.wknet.spring.listener.InvalidListenerMethodException;
import io.wknet.spring.listener.JakartaPayloadValidator;
import io.wknet.topic.Topic;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.Min;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class WkListenerTesterTests {

	private final WkListenerTester tester = WkListenerTester.of(new Listener(), "another bean");

	private final TestWkConnection alice = TestWkConnection.authenticated("alice");

	@Test
	void repliesToFrames() throws Exception {
		this.tester.frame(this.alice, 16, "hello");
		assertThat(this.alice.sent()).singleElement()
			.satisfies((frame) -> WkAssertions.assertThat(frame).isApplication(16).hasPayload("alice said hello"));
	}

	@Test
	void readsAndWritesJson() throws Exception {
		this.tester.frame(this.alice, 17, new Figure(1));
		WkAssertions.assertThat(this.alice.sent().get(0)).hasJsonPayload("{\"number\":2}");
	}

	@Test
	void waitsForRepliesThatComeLater() throws Exception {
		this.tester.frame(this.alice, 18, "");
		assertThat(this.alice.sent()).extracting((frame) -> ((ApplicationFrame) frame).payload().toUtf8())
			.containsExactly("one", "two");
	}

	@Test
	void asksExceptionHandlers() throws Exception {
		this.tester.frame(this.alice, 19, "handled");
		WkAssertions.assertThat(this.alice.sent().get(0)).hasPayload("sorry");
	}

	@Test
	void throwsWhatNobodyHandles() {
		assertThatIllegalStateException().isThrownBy(() -> this.tester.frame(this.alice, 20, ""))
			.withMessage("unhandled");
	}

	@Test
	void validatesWithTheValidatorThatItIsGiven() {
		try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
			WkListenerTester validating = WkListenerTester.of(new Listener(),
					new JakartaPayloadValidator(factory.getValidator()));
			assertThatExceptionOfType(ConstraintViolationException.class)
				.isThrownBy(() -> validating.frame(this.alice, 17, new Figure(-1)));
		}
	}

	@Test
	void tellsThatNoMethodTakesAFrame() {
		SendFrame send = SendFrame.of(1, "", "bob", 1, io.wknet.frame.Payload.utf8("hi"));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.tester.frame(this.alice, send))
			.withMessageStartingWith("No @WkOnFrame method takes SendFrame[");
	}

	@Test
	void tellsThatAMethodCanNotBeCalled() {
		assertThatExceptionOfType(InvalidListenerMethodException.class)
			.isThrownBy(() -> WkListenerTester.of(new Impossible()));
	}

	@Test
	void callsMethodsForEverythingElse() throws Exception {
		Listener listener = new Listener();
		WkListenerTester all = WkListenerTester.of(listener);
		all.connect(this.alice);
		all.authenticated(this.alice);
		all.subscribe(this.alice, Topic.of("lobby"));
		all.unsubscribe(this.alice, Topic.of("lobby"));
		all.close(this.alice, CloseReason.CLIENT);
		assertThat(this.alice.attributes().get("heard"))
			.isEqualTo(List.of("connect", "authenticated", "subscribe lobby", "unsubscribe lobby", "close CLIENT"));
	}

	record Figure(@Min(0) int number) {

	}

	static class Impossible {

		@WkOnFrame(16)
		void takes(Thread thread) {
		}

	}

	static class Listener {

		@WkOnFrame(16)
		String say(WkConnection connection, @Payload String text) {
			return connection.uid() + " said " + text;
		}

		@WkOnFrame(17)
		Figure next(@Valid @Payload Figure figure) {
			return new Figure(figure.number() + 1);
		}

		@WkOnFrame(18)
		Flux<String> later() {
			return Flux.just("one", "two").publishOn(Schedulers.boundedElastic());
		}

		@WkOnFrame(19)
		void fail() {
			throw new UnsupportedOperationException("handled");
		}

		@WkExceptionHandler
		String failed(UnsupportedOperationException ex) {
			return "sorry";
		}

		@WkOnFrame(20)
		void failUnhandled() {
			throw new IllegalStateException("unhandled");
		}

		@WkOnConnect
		void connected(WkConnection connection) {
			heard(connection, "connect");
		}

		@WkOnAuthenticated
		void authenticated(WkConnection connection) {
			heard(connection, "authenticated");
		}

		@WkOnSubscribe
		void subscribed(WkConnection connection, Topic topic) {
			heard(connection, "subscribe " + topic.channelId());
		}

		@WkOnUnsubscribe
		void unsubscribed(WkConnection connection, Topic topic) {
			heard(connection, "unsubscribe " + topic.channelId());
		}

		@WkOnClose
		void closed(WkConnection connection, CloseReason reason) {
			heard(connection, "close " + reason);
		}

		private void heard(WkConnection connection, String what) {
			connection.attributes()
				.merge("heard", List.of(what),
						(old, added) -> Stream.concat(((List<?>) old).stream(), ((List<?>) added).stream()).toList());
		}

	}

}
