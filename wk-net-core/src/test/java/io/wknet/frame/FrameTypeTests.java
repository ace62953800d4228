package io.wknet.frame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameType}.
 */
class FrameTypeTests {

	@ParameterizedTest
	@CsvSource({ "CONNECT, 1", "CONNACK, 2", "SEND, 3", "SENDACK, 4", "RECV, 5", "RECVACK, 6", "PING, 7", "PONG, 8",
			"DISCONNECT, 9", "SUB, 10", "SUBACK, 11", "EVENT, 12", "APPLICATION, 16" })
	void hasTheCodeOfTheProtocol(FrameType type, int code) {
		assertThat(type.code()).isEqualTo(code);
		assertThat(FrameType.forCode(code)).isEqualTo(type);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 13, 14, 15 })
	void isNoneForAReservedCode(int code) {
		assertThat(FrameType.forCode(code)).isNull();
	}

	@Test
	void isTheApplicationsFrom16On() {
		for (int code = 16; code <= 255; code++) {
			assertThat(FrameType.forCode(code)).isEqualTo(FrameType.APPLICATION);
		}
	}

	@Test
	void listsAllInTheOrderOfTheirCodes() {
		assertThat(FrameType.list()).containsExactly(FrameType.values());
		assertThat(FrameType.list()).extracting(FrameType::code).isSorted().doesNotHaveDuplicates();
	}

}
