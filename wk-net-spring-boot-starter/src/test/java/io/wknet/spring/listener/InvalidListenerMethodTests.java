package io.wknet.spring.listener;

import java.util.stream.Stream;

import io.wknet.auth.Identity;
import io.wknet.connection.CloseReason;
import io.wknet.frame.ApplicationFrame;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.Frame;
import io.wknet.frame.FrameType;
import io.wknet.frame.RecvackFrame;
import io.wknet.frame.SendFrame;
import io.wknet.listener.Dispatch;
import io.wknet.spring.ServerRunner;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkAttribute;
import io.wknet.spring.annotation.WkExceptionHandler;
import io.wknet.spring.annotation.WkOnAuthenticated;
import io.wknet.spring.annotation.WkOnClose;
import io.wknet.spring.annotation.WkOnConnect;
import io.wknet.spring.annotation.WkOnFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;

class InvalidListenerMethodTests {

	static Stream<Arguments> invalid() {
		return Stream.of(
				Arguments.of(UnknownParameter.class,
						"parameter 2 'other' of type java.lang.Thread, which can not be resolved"),
				Arguments.of(BareString.class,
						"which can not be resolved. Annotate it with @Payload if it is the frame's payload."),
				Arguments.of(WrongFrame.class, "takes frames of type 16"),
				Arguments.of(NeverArrives.class, "never reaches a listener"),
				Arguments.of(AsksForPing.class, "asks for PING frames, which never reach a listener"),
				Arguments.of(ReservedCode.class, "asks for frames of type 3"),
				Arguments.of(NoPayload.class, "takes frames of type 6 without a payload"),
				Arguments.of(PayloadOnConnect.class, "there is no frame"),
				Arguments.of(FrameOnClose.class, "there is no frame"),
				Arguments.of(IdentityOnConnect.class, "absent for a peer that is not authenticated"),
				Arguments.of(IdentityOnClose.class, "absent for a peer that is not authenticated"),
				Arguments.of(CloseReasonOnFrame.class, "which can not be resolved"),
				Arguments.of(PrimitiveAttribute.class, "can not be null"),
				Arguments.of(TextForSend.class, "also takes frames that are not the application's own"),
				Arguments.of(TextForAll.class, "also takes frames that are not the application's own"),
				Arguments.of(ClientFrameReply.class, "which only a client sends"),
				Arguments.of(FluxOfTextOnAuthenticated.class, "there is no frame whose type the reply could have"),
				Arguments.of(ReplyOnClose.class, "nothing can be sent after the close"),
				Arguments.of(StaticMethod.class, "is static"),
				Arguments.of(TwoDispatches.class, "2 values of dispatch"),
				Arguments.of(NoException.class, "does not say which exceptions"),
				Arguments.of(WrongException.class, "handles java.lang.IllegalStateException, but takes a"),
				Arguments.of(PrivateOnProxy.class, "can not be called"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("invalid")
	void failsAtStartupByName(Class<?> listener, String problem) {
		ServerRunner.create().withBean("bad", listener).withUserConfiguration(Proxies.class).run((context) -> {
			assertThat(context).hasFailed();
			Throwable failure = rootCause(context.getStartupFailure());
			assertThat(failure).isInstanceOf(InvalidListenerMethodException.class)
				.hasMessageContaining(problem)
				.hasMessageContaining(listener.getName() + ".")
				.hasMessageContaining("of bean 'bad'");
		});
	}

	@Test
	void namesBothMethodsThatTakeTheSameFrames() {
		ServerRunner.create().withBean(One.class).withBean(Two.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(rootCause(context.getStartupFailure())).hasMessageContaining("One.frame(String)")
				.hasMessageContaining("Two.frame()")
				.hasMessageContaining("frames of type 16");
		});
	}

	@Test
	void namesBothMethodsThatTakeAllOtherFrames() {
		ServerRunner.create().withBean(AllOne.class).withBean(AllTwo.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(rootCause(context.getStartupFailure())).hasMessageContaining("AllOne.frame(Frame)")
				.hasMessageContaining("AllTwo.frame(Frame)");
		});
	}

	@Test
	void namesBothHandlersOfTheSameException() {
		ServerRunner.create().withBean(HandlerOne.class).withBean(HandlerTwo.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(rootCause(context.getStartupFailure())).hasMessageContaining("HandlerOne.handle")
				.hasMessageContaining("HandlerTwo.handle");
		});
	}

	@Test
	void listsWhatIsAccepted() {
		InvalidListenerMethodException failure = failure(UnknownParameter.class);
		assertThat(failure.action()).contains("WkConnection", "@Payload with byte[]", "Identity or Principal",
				"@WkAttribute");
		FailureAnalysis analysis = new InvalidListenerMethodFailureAnalyzer().analyze(failure, failure);
		assertThat(analysis.getDescription()).contains("UnknownParameter.frame(SendFrame, Thread)")
			.doesNotContain("Accepted");
		assertThat(analysis.getAction()).startsWith("Annotate it with @Payload").contains("Accepted for @WkOnFrame");
	}

	@Test
	void needsJacksonForObjects() {
		ServerRunner.create()
			.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.withBean(TakesObject.class)
			.run((context) -> assertThat(rootCause(context.getStartupFailure()))
				.hasMessageContaining("there is nothing that reads JSON"));
	}

	private static InvalidListenerMethodException failure(Class<?> listener) {
		Throwable[] failure = new Throwable[1];
		ServerRunner.create()
			.withBean("bad", listener)
			.run((context) -> failure[0] = rootCause(context.getStartupFailure()));
		return (InvalidListenerMethodException) failure[0];
	}

	private static Throwable rootCause(Throwable failure) {
		assertThat(failure).isNotNull();
		Throwable root = failure;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return root;
	}

	@EnableAsync(proxyTargetClass = true)
	static class Proxies {

	}

	static class UnknownParameter {

		@WkOnFrame
		void frame(SendFrame frame, Thread other) {
		}

	}

	static class BareString {

		@WkOnFrame(16)
		void frame(String text) {
		}

	}

	static class WrongFrame {

		@WkOnFrame(16)
		void frame(SendFrame frame) {
		}

	}

	static class NeverArrives {

		@WkOnFrame
		void frame(ConnectFrame frame) {
		}

	}

	static class AsksForPing {

		@WkOnFrame(type = FrameType.PING)
		void frame() {
		}

	}

	static class ReservedCode {

		@WkOnFrame(3)
		void frame() {
		}

	}

	static class NoPayload {

		@WkOnFrame
		void frame(RecvackFrame frame, @Payload byte[] payload) {
		}

	}

	static class PayloadOnConnect {

		@WkOnConnect
		void connect(@Payload byte[] payload) {
		}

	}

	static class FrameOnClose {

		@WkOnClose
		void close(Frame frame) {
		}

	}

	static class IdentityOnConnect {

		@WkOnConnect
		void connect(Identity identity) {
		}

	}

	static class IdentityOnClose {

		@WkOnClose
		void close(Identity identity) {
		}

	}

	static class CloseReasonOnFrame {

		@WkOnFrame(16)
		void frame(CloseReason reason) {
		}

	}

	static class PrimitiveAttribute {

		@WkOnFrame(16)
		void frame(@WkAttribute(required = false) int number) {
		}

	}

	static class TextForSend {

		@WkOnFrame
		String frame(SendFrame frame) {
			return "";
		}

	}

	static class TextForAll {

		@WkOnFrame
		Mono<String> frame(Frame frame) {
			return Mono.empty();
		}

	}

	static class ClientFrameReply {

		@WkOnFrame
		SendFrame frame(SendFrame frame) {
			return frame;
		}

	}

	static class FluxOfTextOnAuthenticated {

		@WkOnAuthenticated
		Flux<String> authenticated() {
			return Flux.empty();
		}

	}

	static class ReplyOnClose {

		@WkOnClose
		ApplicationFrame close() {
			throw new IllegalStateException();
		}

	}

	static class StaticMethod {

		@WkOnFrame(16)
		static void frame() {
		}

	}

	static class TwoDispatches {

		@WkOnFrame(value = 16, dispatch = { Dispatch.EVENT_LOOP, Dispatch.WORKER })
		void frame() {
		}

	}

	static class NoException {

		@WkExceptionHandler
		void handle() {
		}

	}

	static class WrongException {

		@WkExceptionHandler(IllegalStateException.class)
		void handle(IllegalArgumentException ex) {
		}

	}

	static class PrivateOnProxy {

		@WkOnFrame(16)
		@SuppressWarnings("UnusedMethod")
		private void frame() {
		}

		@Async
		void other() {
		}

	}

	static class One {

		@WkOnFrame(16)
		void frame(@Payload String payload) {
		}

	}

	static class Two {

		@WkOnFrame({ 15 + 1, 17 })
		void frame() {
		}

	}

	static class AllOne {

		@WkOnFrame
		void frame(Frame frame) {
		}

	}

	static class AllTwo {

		@WkOnFrame
		void frame(Frame frame) {
		}

	}

	static class HandlerOne {

		@WkExceptionHandler
		void handle(IllegalStateException ex) {
		}

	}

	static class HandlerTwo {

		@WkExceptionHandler
		void handle(IllegalStateException ex) {
		}

	}

	static class TakesObject {

		@WkOnFrame(16)
		void frame(@Payload StringBuilder payload) {
		}

	}

}
