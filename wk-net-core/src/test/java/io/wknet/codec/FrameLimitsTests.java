package io.wknet.codec;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FrameLimits}.
 */
class FrameLimitsTests {

	@Test
	void areOneMebibyteAndHalfAMinuteByDefault() {
		assertThat(FrameLimits.defaults()).isEqualTo(new FrameLimits(1_048_576, Duration.ofSeconds(30)));
	}

	@Test
	void changeOneAtATime() {
		assertThat(FrameLimits.defaults().withMaxFrameBytes(1)).isEqualTo(new FrameLimits(1, Duration.ofSeconds(30)));
		assertThat(FrameLimits.defaults().withTimeout(Duration.ofNanos(1)))
			.isEqualTo(new FrameLimits(1_048_576, Duration.ofNanos(1)));
	}

	@Test
	void goUpToOneGibibyte() {
		assertThat(FrameLimits.defaults().withMaxFrameBytes(1 << 30).maxFrameBytes()).isEqualTo(1 << 30);
	}

	@ParameterizedTest
	@ValueSource(ints = { Integer.MIN_VALUE, -1, 0, (1 << 30) + 1 })
	void refuseASizeOutOfRange(int maxFrameBytes) {
		assertThatIllegalArgumentException().isThrownBy(() -> FrameLimits.defaults().withMaxFrameBytes(maxFrameBytes))
			.withMessage("maxFrameBytes must be 1..1073741824, found " + maxFrameBytes);
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, 0 })
	void refuseATimeoutThatIsNotPositive(long nanos) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> FrameLimits.defaults().withTimeout(Duration.ofNanos(nanos)))
			.withMessageContaining("must be positive");
	}

}
