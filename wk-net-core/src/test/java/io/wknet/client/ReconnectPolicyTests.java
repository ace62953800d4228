package io.wknet.client;

import java.time.Duration;
import java.util.stream.IntStream;

import io.wknet.client.WkClientDisconnect.Cause;
import io.wknet.frame.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;

class ReconnectPolicyTests {

	private static final Duration MIN = Duration.ofMillis(100);

	private static final Duration MAX = Duration.ofSeconds(1);

	@ParameterizedTest
	@CsvSource({ "0, 100", "1, 200", "2, 400", "3, 800", "4, 1000", "5, 1000", "2147483647, 1000" })
	void theBoundDoublesUpToTheLast(int failures, long millis) {
		ReconnectPolicy longest = new ReconnectPolicy(MIN, MAX, (bound) -> bound - 1);
		assertThat(longest.delay(failures)).isEqualTo(Duration.ofMillis(millis));
	}

	@Test
	void theDelayMayBeNothing() {
		ReconnectPolicy shortest = new ReconnectPolicy(MIN, MAX, (bound) -> 0);
		assertThat(shortest.delay(9)).isZero();
	}

	@Test
	void theLongestBoundDoesNotOverflow() {
		Duration day = Duration.ofDays(1);
		ReconnectPolicy longest = new ReconnectPolicy(day, day, (bound) -> bound - 1);
		assertThat(longest.delay(Integer.MAX_VALUE)).isEqualTo(day);
	}

	@Test
	void theDelaysOfAClientSpread() {
		ReconnectPolicy policy = WkClient.reconnectPolicy(MIN, MAX);
		assertThat(IntStream.range(0, 1000).mapToObj((i) -> policy.delay(3)))
			.allSatisfy((delay) -> assertThat(delay).isBetween(Duration.ZERO, Duration.ofMillis(800)))
			.anySatisfy((delay) -> assertThat(delay).isLessThan(Duration.ofMillis(200)))
			.anySatisfy((delay) -> assertThat(delay).isGreaterThan(Duration.ofMillis(600)));
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "CLIENT")
	void whatTheApplicationDidNotEndIsTemporary(Cause cause) {
		assertThat(ReconnectPolicy.isTemporary(WkClientDisconnect.of(cause))).isTrue();
	}

	@Test
	void whatTheApplicationEndedIsOver() {
		assertThat(ReconnectPolicy.isTemporary(WkClientDisconnect.of(Cause.CLIENT))).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "0, true", "15, true", "22, true", "2, false", "12, false", "19, false", "200, false" })
	void theServersReasonTellsWhetherTimeHelps(int code, boolean temporary) {
		assertThat(ReconnectPolicy.isTemporary(ReasonCode.of(code))).isEqualTo(temporary);
	}

}
