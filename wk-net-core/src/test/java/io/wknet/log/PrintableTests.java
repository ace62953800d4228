package io.wknet.log;

import java.util.List;
import java.util.stream.Stream;

import io.wknet.auth.Credentials;
import io.wknet.auth.Identity;
import io.wknet.canary.Canary;
import io.wknet.frame.ConnectFrame;
import io.wknet.frame.DeviceFlag;
import io.wknet.frame.DisconnectFrame;
import io.wknet.frame.EventFrame;
import io.wknet.frame.Payload;
import io.wknet.frame.ReasonCode;
import io.wknet.frame.RecvFrame;
import io.wknet.frame.SendFrame;
import io.wknet.frame.SubFrame;
import io.wknet.frame.SubackFrame;
import io.wknet.topic.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class PrintableTests {

	/**
	 * What a log must not get, and how it is written instead.
	 */
	private static final List<List<String>> HOSTILE = List.of(List.of("a\r\n2026 INFO b", "a\\u000d\\u000a2026 INFO b"),
			List.of("a\u001b[31mred\u001b[0m", "a\\u001b[31mred\\u001b[0m"),
			List.of("a\u202Egpj.exe", "a\\u202egpj.exe"), List.of("a\uD83D", "a\\ud83d"),
			List.of("\uDE00\uD83Db", "\\ude00\\ud83db"), List.of("a\u0000\u007f\u0085", "a\\u0000\\u007f\\u0085"),
			List.of("a\u2028b\u2066", "a\\u2028b\\u2066"));

	private static final String HUGE = "u".repeat(32_767);

	static Stream<List<String>> hostile() {
		return HOSTILE.stream();
	}

	@ParameterizedTest
	@MethodSource("hostile")
	void whatAPeerSentIsOneLineOfAscii(List<String> text) {
		assertThat(Printable.of(text.get(0))).isEqualTo(text.get(1));
	}

	@ParameterizedTest
	@MethodSource("hostile")
	void theMessageOfAFailureIsOneLine(List<String> text) {
		assertThat(Printable.message(text.get(0), "")).isEqualTo(text.get(1));
	}

	@Test
	void whatIsLongIsCut() {
		assertThat(Printable.of(HUGE)).isEqualTo("u".repeat(200) + "... (32767 characters)");
		assertThat(Printable.of("\n".repeat(32_767)).length()).isLessThan(6 * 200 + 30);
		assertThat(Printable.message(HUGE, "")).isEqualTo("u".repeat(2_000) + "... (32767 characters)");
		assertThat(Printable.of("u".repeat(200))).isEqualTo("u".repeat(200));
	}

	@Test
	void theMessageOfAFailureKeepsItsLetters() {
		String text = "用户不存在：张三, Überlauf, 😀";
		assertThat(Printable.message(text, "")).isEqualTo(text);
	}

	@Test
	void aFailureThatIsFitStaysAsItIs() {
		Exception failure = new IllegalStateException("Kein Anschluß", new RuntimeException("cause"));
		assertThat(Printable.failure(failure, Canary.TOKEN)).isSameAs(failure);
	}

	@Test
	void aFailureThatIsNotFitKeepsItsStackTraceAndItsCauses() {
		Exception failure = new IllegalStateException("one\ntwo", new RuntimeException("for token s3cret"));
		failure.addSuppressed(new RuntimeException("three\rfour"));
		Throwable shown = Printable.failure(failure, "s3cret");
		assertThat(shown).hasMessage("java.lang.IllegalStateException: one\\u000atwo")
			.hasStackTraceContaining("for token ***")
			.hasStackTraceContaining("three\\u000dfour");
		assertThat(shown.getStackTrace()).isEqualTo(failure.getStackTrace());
		assertThat(shown.getCause().getStackTrace()).isEqualTo(failure.getCause().getStackTrace());
	}

	@Test
	void aRingOfCausesHasAnEnd() {
		Exception one = new IllegalStateException("one");
		Exception two = new IllegalStateException("two", one);
		one.initCause(two);
		assertThat(Printable.failure(one, "")).isNotSameAs(one).hasMessageContaining("one");
	}

	/**
	 * An application may log what it is given.
	 */
	@ParameterizedTest
	@MethodSource("hostile")
	void whatHoldsAPeersTextSaysItEscaped(List<String> text) {
		String raw = text.get(0);
		ConnectFrame connect = new ConnectFrame(0, 5, DeviceFlag.APP, raw, raw, "t0ken-of-alice", 0, "k3y-of-alice");
		Stream<Object> holders = Stream.of(connect,
				new Credentials(connect, 1, java.net.InetSocketAddress.createUnresolved("host", 1), "tcp"),
				Identity.of(raw), SendFrame.of(1, raw, raw, 2, Payload.utf8("")),
				RecvFrame.of(raw, raw, 2, 1, 1, Payload.utf8("")), SubFrame.of(raw, raw, 2, 0),
				SubackFrame.of(SubFrame.of(raw, raw, 2, 0), ReasonCode.SUCCESS),
				EventFrame.of(raw, raw, Payload.utf8("")), DisconnectFrame.of(ReasonCode.SUCCESS, raw), Topic.of(raw));
		assertThat(holders).allSatisfy((holder) -> assertThat(holder.toString()).contains(text.get(1))
			.doesNotContain(raw)
			.doesNotContain("t0ken-of-alice")
			.doesNotContain("k3y-of-alice"));
	}

	@Test
	void whatHoldsAPeersTextSaysItCut() {
		Stream<Object> holders = Stream.of(ConnectFrame.of(HUGE, DeviceFlag.APP, HUGE, HUGE), Identity.of(HUGE),
				SendFrame.of(1, HUGE, HUGE, 2, Payload.utf8(HUGE)), RecvFrame.of(HUGE, HUGE, 2, 1, 1, Payload.utf8("")),
				SubFrame.of(HUGE, HUGE, 2, 0), EventFrame.of(HUGE, HUGE, Payload.utf8("")),
				DisconnectFrame.of(ReasonCode.SUCCESS, HUGE));
		assertThat(holders).allSatisfy((holder) -> assertThat(holder.toString().length()).isLessThan(700));
	}

	@Test
	void theParameterOfASubscriptionIsNotSaid() {
		assertThat(new SubFrame(0, 0, "1", "room", 2, 0, "passw0rd").toString()).doesNotContain("passw0rd");
	}

}
