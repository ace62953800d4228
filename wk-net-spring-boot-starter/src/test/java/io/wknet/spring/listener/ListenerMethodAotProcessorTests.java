package io.wknet.spring.listener;

import java.lang.reflect.Method;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.wknet.frame.SendFrame;
import io.wknet.spring.Hints;
import io.wknet.spring.annotation.Payload;
import io.wknet.spring.annotation.WkExceptionHandler;
import io.wknet.spring.annotation.WkOnClose;
import io.wknet.spring.annotation.WkOnFrame;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

class ListenerMethodAotProcessorTests {

	@Test
	void letsAnnotatedMethodsBeCalled() {
		RuntimeHints hints = Hints.of(Plain.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method(Plain.class, "text"))).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method(Plain.class, "gone"))).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method(Plain.class, "failed")))
			.accepts(hints);
	}

	@Test
	void leavesOtherMethodsAlone() {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method(Plain.class, "other")))
			.rejects(Hints.of(Plain.class));
	}

	@Test
	void letsTheMethodsOfInterfacesBeCalled() {
		RuntimeHints hints = Hints.of(Behind.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method(Behind.class, "text"))).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method(Front.class, "text"))).accepts(hints);
	}

	@Test
	void letsPayloadsBeReadAsJson() {
		RuntimeHints hints = Hints.of(Json.class);
		assertThat(
				RuntimeHintsPredicates.reflection().onConstructorInvocation(Order.class.getDeclaredConstructors()[0]))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(Item.class.getDeclaredConstructors()[0]))
			.accepts(hints);
	}

	@Test
	void letsRepliesBeWrittenAsJson() {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method(Receipt.class, "number")))
			.accepts(Hints.of(Json.class));
	}

	@Test
	void doesNotTakeBytesAndFramesForJson() {
		RuntimeHints hints = Hints.of(Plain.class);
		assertThat(RuntimeHintsPredicates.reflection().onType(ByteBuf.class)).rejects(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(SendFrame.class)).rejects(hints);
	}

	private static Method method(Class<?> type, String name) {
		return List.of(ReflectionUtils.getDeclaredMethods(type))
			.stream()
			.filter((method) -> method.getName().equals(name) && !method.isBridge())
			.findFirst()
			.orElseThrow();
	}

	static class Plain {

		@WkOnFrame
		void send(SendFrame frame) {
		}

		@WkOnFrame(16)
		String text(@Payload String text) {
			return text;
		}

		@WkOnFrame(17)
		void bytes(@Payload ByteBuf bytes) {
		}

		@WkOnClose
		void gone() {
		}

		@WkExceptionHandler
		void failed(IllegalStateException ex) {
		}

		void other() {
		}

	}

	interface Front {

		@WkOnFrame(16)
		String text(@Payload String text);

	}

	static class Behind implements Front {

		@Override
		public String text(String text) {
			return text;
		}

	}

	static class Json {

		@WkOnFrame(16)
		Flux<Receipt> order(@Payload Order order) {
			return Flux.empty();
		}

	}

	record Order(List<Item> items) {

	}

	record Item(String name) {

	}

	record Receipt(int number) {

	}

}
