package io.wknet.frame;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProtocolVersion}.
 */
class ProtocolVersionTests {

	@ParameterizedTest
	@CsvSource({ "0, 1", "1, 1", "2, 2", "4, 4", "5, 5", "6, 5", "9, 5", "255, 5" })
	void isTheNewestThatBothSidesSpeak(int clientVersion, int version) {
		assertThat(ProtocolVersion.negotiate(clientVersion)).isEqualTo(version);
	}

}
