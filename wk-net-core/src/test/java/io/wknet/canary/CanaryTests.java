package io.wknet.canary;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The canary is found where it is, or all that it seems to prove is worth nothing.
 */
class CanaryTests {

	/**
	 * Not that of the other tests: it is in what this test prints.
	 */
	private static final String TOKEN = "t3St0/Pq8wZr+N5xVb7JhDk2Gf9Lm";

	private static final byte[] BYTES = TOKEN.getBytes(StandardCharsets.US_ASCII);

	private final CanaryWatch watch = new CanaryWatch(Canary.of(TOKEN));

	static Stream<String> spellings() {
		return Stream.of(TOKEN, "{\"token\":\"" + TOKEN.replace("/", "\\/") + "\"}",
				URLEncoder.encode(TOKEN, StandardCharsets.UTF_8), HexFormat.of().formatHex(BYTES),
				HexFormat.of().withUpperCase().formatHex(BYTES), HexFormat.ofDelimiter(" ").formatHex(BYTES),
				HexFormat.ofDelimiter(":").withUpperCase().formatHex(BYTES), Arrays.toString(BYTES),
				TOKEN.substring(0, 12), TOKEN.substring(5, 17), TOKEN.substring(TOKEN.length() - 12));
	}

	@ParameterizedTest(name = "{index}")
	@MethodSource("spellings")
	void isFoundHoweverItIsWritten(String text) {
		assertThat(Canary.of(TOKEN).isIn("before " + text + " after")).isTrue();
	}

	static final int[] OFFSETS = IntStream.range(0, 16).toArray();

	@ParameterizedTest
	@FieldSource("OFFSETS")
	void isFoundInADumpOfBytes(int offset) {
		byte[] sent = new byte[offset + BYTES.length + 5];
		System.arraycopy(BYTES, 0, sent, offset, BYTES.length);
		assertThat(Canary.of(TOKEN).isIn(ByteBufUtil.prettyHexDump(Unpooled.wrappedBuffer(sent)))).isTrue();
		assertThat(Canary.of(TOKEN).isIn(Base64.getEncoder().encodeToString(sent))).isTrue();
		assertThat(Canary.of(TOKEN).isIn(Base64.getUrlEncoder().encodeToString(sent))).isTrue();
	}

	@Test
	void nothingElseIsTakenForIt() {
		assertThat(Canary.of(TOKEN).isIn("[17] closed: AUTH_FAILED, token, 0123456789abcdef")).isFalse();
	}

	@Test
	void failsAClassInWhichItWasPrinted() {
		PrintStream out = this.watch.over(new PrintStream(OutputStream.nullOutputStream()));
		out.println("all is well");
		assertThatCode(() -> CanaryExtension.check(this.watch)).doesNotThrowAnyException();
		out.println("logging in with " + TOKEN);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> CanaryExtension.check(this.watch))
			.withMessageContaining("logging in with " + TOKEN);
		assertThatCode(() -> CanaryExtension.check(this.watch)).as("told once").doesNotThrowAnyException();
	}

	@Test
	void isFoundInALineWithoutAnEndAndInOneThatIsVeryLong() {
		PrintStream out = this.watch.over(new PrintStream(OutputStream.nullOutputStream()));
		out.print(TOKEN);
		out.flush();
		assertThat(this.watch.take()).isNotEmpty();
		out.print("x".repeat(65_536 - 10 - TOKEN.length()) + TOKEN + "x".repeat(1_000));
		out.println();
		assertThat(this.watch.take()).isNotEmpty();
	}

	@Test
	void aShortTokenIsFoundAsAWhole() {
		assertThat(Canary.of("bob-token").isIn("token=bob-token&x")).isTrue();
		assertThat(
				Canary.of("bob-token").isIn(HexFormat.of().formatHex("bob-token".getBytes(StandardCharsets.US_ASCII))))
			.isTrue();
		assertThat(Canary.of("bob-token").isIn("token")).isFalse();
	}

	@Test
	void theStreamsOfThisJvmAreWatched() {
		System.out.println("printed: " + Canary.DECOY);
		System.err.println("printed: " + Canary.DECOY);
		assertThat(CanaryWatch.instance().take()).hasSizeGreaterThanOrEqualTo(2);
	}

	@Test
	void whatIsLoggedBelowTheLevelThatIsPrintedIsWatched() {
		org.slf4j.LoggerFactory.getLogger(CanaryTests.class).trace("logged: {}", Canary.DECOY);
		org.slf4j.LoggerFactory.getLogger(CanaryTests.class)
			.debug("failed", new IllegalStateException("logged: " + Canary.DECOY));
		assertThat(CanaryWatch.instance().take()).hasSize(2);
	}

}
