package io.wknet.frame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReasonCode}.
 */
class ReasonCodeTests {

	@ParameterizedTest
	@CsvSource({ "0, UNKNOWN", "1, SUCCESS", "2, AUTH_FAIL", "3, SUBSCRIBER_NOT_EXIST", "4, IN_BLACKLIST",
			"5, CHANNEL_NOT_EXIST", "6, USER_NOT_ON_NODE", "7, SENDER_OFFLINE", "8, MSG_KEY_ERROR",
			"9, PAYLOAD_DECODE_ERROR", "10, FORWARD_SEND_PACKET_ERROR", "11, NOT_ALLOW_SEND", "12, CONNECT_KICK",
			"13, NOT_IN_WHITELIST", "14, QUERY_TOKEN_ERROR", "15, SYSTEM_ERROR", "16, CHANNEL_ID_ERROR",
			"17, NODE_MATCH_ERROR", "18, NODE_NOT_MATCH", "19, BAN", "20, NOT_SUPPORT_HEADER",
			"21, CLIENT_KEY_IS_EMPTY", "22, RATE_LIMIT", "23, NOT_SUPPORT_CHANNEL_TYPE", "24, DISBAND", "25, SEND_BAN",
			"26, 26", "255, 255" })
	void hasTheNameOfTheProtocol(int code, String name) throws ReflectiveOperationException {
		assertThat(ReasonCode.of(code)).hasToString(name);
		if (code <= 25) {
			assertThat(ReasonCode.class.getField(name).get(null)).isSameAs(ReasonCode.of(code));
		}
	}

	@Test
	void isOneObjectPerCode() {
		for (int code = 0; code <= 255; code++) {
			assertThat(ReasonCode.of(code)).isSameAs(ReasonCode.of(code));
			assertThat(ReasonCode.of(code).code()).isEqualTo(code);
		}
	}

}
